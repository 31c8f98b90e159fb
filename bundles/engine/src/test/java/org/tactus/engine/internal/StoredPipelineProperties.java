// SPDX-License-Identifier: Apache-2.0
package org.tactus.engine.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
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
import org.osgi.framework.FrameworkUtil;
import org.tactus.api.Rational;
import org.tactus.engine.Mode;
import org.tactus.engine.PipelineSpecification;
import org.tactus.notation.Argument;
import org.tactus.notation.Element;
import org.tactus.notation.Graph;
import org.tactus.notation.Value;

/** Any pipeline is written to a file and read back by what reads it at the next start. */
class StoredPipelineProperties {

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

    assertEquals(
        written, PipelineConfiguration.Reader.read("stored", FrameworkUtil.asDictionary(values)));
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
}
