// SPDX-License-Identifier: Apache-2.0
package org.tactus.house;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.googlejavaformat.java.FormatterException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JavaFormatTest {

  private static final String UNFORMATTED =
      """
      package p;
      import java.util.List;
      import java.util.Map;
      class C { record Point(int x, int y) {}
        int x(Object o) { return switch (o) { case Point(int x, int _) -> x; case List<?> _ -> 0; default -> 1; }; } }
      """;

  private static final String FORMATTED =
      """
      // SPDX-License-Identifier: Apache-2.0
      package p;

      import java.util.List;

      class C {
        record Point(int x, int y) {}

        int x(Object o) {
          return switch (o) {
            case Point(int x, int _) -> x;
            case List<?> _ -> 0;
            default -> 1;
          };
        }
      }
      """;

  @TempDir Path root;

  @Test
  void formatsPatternsAndUnnamedVariables() throws FormatterException {
    assertEquals(FORMATTED, JavaFormat.format(UNFORMATTED));
    assertEquals(FORMATTED, JavaFormat.format(FORMATTED));
  }

  @Test
  void checkNamesTheFileAndTheRemedyAndApplyMendsIt() throws IOException {
    Path bad =
        Files.writeString(
            Files.createDirectories(root.resolve("a")).resolve("C.java"), UNFORMATTED);
    Path built = Files.createDirectories(root.resolve("a/target/generated"));
    Files.writeString(built.resolve("G.java"), UNFORMATTED);
    Path report = root.resolve("target/unformatted.txt");

    run("check", report);
    String complaint = Files.readString(report);
    assertTrue(complaint.contains("a/C.java is not formatted: no licence line."), complaint);
    assertTrue(complaint.contains("mvn -N -Pformat initialize"), complaint);
    assertFalse(complaint.contains("G.java"), complaint);
    assertEquals(UNFORMATTED, Files.readString(bad));

    run("apply", report);
    assertEquals(FORMATTED, Files.readString(bad));
    run("check", report);
    assertFalse(Files.exists(report));
  }

  @Test
  void anArchetypesTemplateKeepsItsPackageAndHasNoLicenceLine() throws IOException {
    String template = UNFORMATTED.replace("package p;", "package ${package};");
    Path file =
        Files.writeString(
            Files.createDirectories(root.resolve("archetype-resources/src")).resolve("C.java"),
            template);
    Path report = root.resolve("target/unformatted.txt");
    run("check", report);
    String complaint = Files.readString(report);
    assertTrue(complaint.contains("src/C.java is not formatted.\n"), complaint);
    run("apply", report);
    String formatted =
        FORMATTED.replace(JavaFormat.LICENCE, "").replace("package p;", "package ${package};");
    assertEquals(formatted, Files.readString(file));
  }

  @Test
  void aFileThatDoesNotParseIsNamed() throws IOException {
    assertThrows(FormatterException.class, () -> JavaFormat.format("class {"));
    Files.writeString(root.resolve("D.java"), "class {");
    Path report = root.resolve("unformatted.txt");
    run("apply", report);
    String complaint = Files.readString(report);
    assertTrue(complaint.contains("D.java cannot be formatted: "), complaint);
  }

  private void run(String mode, Path report) throws IOException {
    JavaFormat.main(new String[] {root.toString(), mode, report.toString()});
  }
}
