// SPDX-License-Identifier: Apache-2.0
package org.tactus.engine.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Dictionary;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.osgi.framework.FrameworkUtil;
import org.tactus.api.Rational;
import org.tactus.api.RefusedException;
import org.tactus.engine.Mode;
import org.tactus.engine.PipelineSpecification;
import org.tactus.notation.Graph;

/** Pipelines as configurations and as files. */
class StoredPipelineTest {

  // ---------------------------------------------------------------- files

  @Test
  void aFileIsReplacedWholeAndDeleted(@TempDir Path folder) throws Exception {
    PipelineFiles files = new PipelineFiles(folder);
    PipelineSpecification one = PipelineSpecification.of("p.1", Graph.parse("a() -> b()"));
    files.write(one);
    files.write(one.withPeriod(32));

    Path file = folder.resolve("org.tactus.pipeline-p.1.cfg");
    assertTrue(Files.readString(file).contains("period = 32\n"), Files.readString(file));
    try (var left = Files.list(folder)) {
      assertEquals(List.of(file), left.toList(), "no draft is left");
    }
    files.delete("p.1");
    files.delete("p.1");
    assertFalse(Files.exists(file));
  }

  @Test
  void whatCannotBeReplacedLeavesNoDraft(@TempDir Path folder) throws Exception {
    Path inTheWay = folder.resolve("org.tactus.pipeline-p.cfg");
    Files.createDirectories(inTheWay.resolve("full"));
    PipelineSpecification one = PipelineSpecification.of("p", Graph.parse("a() -> b()"));

    assertThrows(RefusedException.class, () -> new PipelineFiles(folder).write(one));

    try (var left = Files.list(folder)) {
      assertEquals(List.of(inTheWay), left.toList());
    }
  }

  @Test
  void aFolderThatCannotBeWrittenIsASentence(@TempDir Path folder) throws Exception {
    PipelineSpecification one = PipelineSpecification.of("p", Graph.parse("a() -> b()"));
    PipelineFiles files = new PipelineFiles(folder.resolve("missing"));

    RefusedException error = assertThrows(RefusedException.class, () -> files.write(one));

    assertTrue(error.getMessage().contains("'p'"), error.getMessage());
    assertTrue(error.getMessage().contains("missing"), error.getMessage());
  }

  // ---------------------------------------------------------------- configurations

  @Test
  void everyKeyIsRead() throws RefusedException {
    PipelineSpecification read =
        read(
            "graph",
            "a() -> b()",
            "rate",
            "44100",
            "period",
            "64",
            "clock",
            "b",
            "mode",
            "strict",
            "workers",
            "2",
            "freewheel",
            "true",
            "autostart",
            "true",
            "service.pid",
            "x",
            "felix.fileinstall.filename",
            "y");

    assertEquals(
        new PipelineSpecification(
            "p",
            Graph.parse("a() -> b()"),
            Rational.of(44_100),
            64,
            "b",
            Mode.STRICT,
            2,
            true,
            null,
            true),
        read);
  }

  @Test
  void whatIsNotSaidIsTheDefault() throws RefusedException {
    PipelineSpecification read = read("graph", "a() -> b()", "rate", " ", "clock", "");

    assertEquals(PipelineSpecification.of("p", Graph.parse("a() -> b()")), read);
    assertNull(read.rate());
  }

  @Test
  void aGraphMayBeLines() throws RefusedException {
    Map<String, Object> keys = new HashMap<>();
    Dictionary<String, Object> lines = FrameworkUtil.asDictionary(keys);
    keys.put("graph", new String[] {"a: x() ->", "  b: y()", "a -> c()"});
    keys.put("period", 64);
    assertEquals(
        "a: x() -> b: y(); a -> c()",
        PipelineConfiguration.Reader.read("p", lines).graph().toString());
    assertEquals(64, PipelineConfiguration.Reader.read("p", lines).period());
    keys.put("graph", List.of("a: x() -> b: y()"));
    assertEquals(
        "a: x() -> b: y()", PipelineConfiguration.Reader.read("p", lines).graph().toString());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          periods   | 64      | 'periods'; autostart, clock, freewheel
          rate      | fast    | 'fast'; rate; 48000
          rate      | 1/0     | '1/0'; rate
          period    | 64.5    | '64.5'; whole number
          period    | 1e3     | '1e3'; period
          mode      | safe    | 'safe'; strict or lenient
          workers   | two     | 'two'; workers
          freewheel | yes     | 'yes'; true or false
          autostart | 1       | '1'; true or false
          graph     | a( ->   | line 1, column
          graph     | ' '     | no graph
          """)
  void badValuesAreRefusedByName(String key, String value, String named) {
    RefusedException error =
        assertThrows(RefusedException.class, () -> read("graph", "a() -> b()", key, value));

    for (String word : named.split(";")) {
      assertTrue(error.getMessage().contains(word.strip()), error.getMessage());
    }
    assertTrue(
        error.getMessage().contains("org.tactus.pipeline~p") || key.equals("graph"),
        error.getMessage());
  }

  private static PipelineSpecification read(String... pairs) throws RefusedException {
    Map<String, Object> values = new HashMap<>();
    for (int i = 0; i < pairs.length; i += 2) {
      values.put(pairs[i], pairs[i + 1]);
    }
    return PipelineConfiguration.Reader.read("p", FrameworkUtil.asDictionary(values));
  }
}
