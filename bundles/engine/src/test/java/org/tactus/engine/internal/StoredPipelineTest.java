// SPDX-License-Identifier: Apache-2.0
package org.tactus.engine.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Dictionary;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.apache.felix.fileinstall.shaded.util.properties.TypedProperties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.osgi.framework.FrameworkUtil;
import org.tactus.api.Rational;
import org.tactus.api.RefusedException;
import org.tactus.engine.Mode;
import org.tactus.engine.PipelineSpecification;
import org.tactus.notation.Argument;
import org.tactus.notation.Element;
import org.tactus.notation.Graph;
import org.tactus.notation.Value;

/** Pipelines as configurations and as files. */
class StoredPipelineTest {

  private static final String[] PIECES = {
    "\"", "\\", "\\\\", "\\n", "\\u0041", "${", "${user.home}", "$", "}", "#", "!", "=", ":", " ",
    "  ", "\t", "é", "ß", "€", "𝄞", "a", "C:\\x", "'", ",", "[", "(", "->", ";"
  };

  private static Path directory;

  @BeforeContainer
  static void makeDirectory() throws IOException {
    directory = Files.createTempDirectory("pipelines");
  }

  @AfterContainer
  static void removeDirectory() throws IOException {
    try (var files = Files.list(directory)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(directory);
  }

  // ---------------------------------------------------------------- files

  /** Read back by the classes with which FileInstall reads, in its default encoding. */
  @Property(seed = "11")
  void fileInstallReadsBackWhatIsWritten(
      @ForAll @LongRange(min = 0, max = Long.MAX_VALUE) long seed) throws Exception {
    PipelineSpecification written = specification(new SplittableRandom(seed));
    new PipelineFiles(directory).write(written);

    Map<String, String> values = new HashMap<>();
    TypedProperties properties = new TypedProperties((_, name, _) -> "lost " + name);
    try (Reader reader =
        new InputStreamReader(
            Files.newInputStream(directory.resolve("org.tactus.pipeline-stored.cfg")),
            StandardCharsets.ISO_8859_1)) {
      properties.load(reader);
    }
    properties.forEach((key, value) -> values.put(key, value.toString()));

    assertEquals(written, PipelineConfiguration.Reader.read("stored", FrameworkUtil.asDictionary(values)));
  }

  private static PipelineSpecification specification(SplittableRandom random) {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(8); i > 0; i--) {
      text.append(PIECES[random.nextInt(PIECES.length)]);
    }
    Graph graph =
        new Graph(
            List.of(
                List.of(
                    new Element.Definition(
                        "file",
                        false,
                        "file",
                        List.of(
                            new Argument(null, Value.string(text.toString())),
                            new Argument("n", Value.number(random.nextInt(10))))),
                    new Element.Definition("k", true, "sink", List.of())),
                List.of(new Element.Reference("file", null), new Element.Reference("k", "2"))));
    return new PipelineSpecification(
        "stored",
        graph,
        random.nextBoolean() ? null : Rational.of(30_000, 1001),
        random.nextBoolean() ? 0 : 64,
        random.nextBoolean() ? null : "timer",
        random.nextBoolean() ? Mode.STRICT : Mode.LENIENT,
        random.nextInt(4) - 1,
        random.nextBoolean(),
        null,
        random.nextBoolean());
  }

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
            "graph", "a() -> b()", "rate", "44100", "period", "64", "clock", "b", "mode", "strict",
            "workers", "2", "freewheel", "true", "autostart", "true", "service.pid", "x",
            "felix.fileinstall.filename", "y");

    assertEquals(
        new PipelineSpecification(
            "p", Graph.parse("a() -> b()"), Rational.of(44_100), 64, "b", Mode.STRICT, 2, true,
            null, true),
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
