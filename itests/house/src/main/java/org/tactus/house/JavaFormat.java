// SPDX-License-Identifier: Apache-2.0
package org.tactus.house;

import com.google.googlejavaformat.java.Formatter;
import com.google.googlejavaformat.java.FormatterException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Formats every Java file of a tree with google-java-format, or names those that are not formatted.
 *
 * <p>The root {@code pom.xml} runs this file by the source launcher of the JDK 25 toolchain: a
 * formatter inside Maven's own JVM cannot parse Java 25 where that is a JDK 17.
 */
public final class JavaFormat {

  static final String LICENCE = "// SPDX-License-Identifier: Apache-2.0\n";

  /** A Java file below a folder of this name is an archetype's template of one. */
  private static final String TEMPLATES = "archetype-resources";

  private static final String TEMPLATE_PACKAGE = "${package}";
  private static final String STAND_IN = "com.example.archetype";

  private JavaFormat() {}

  /**
   * Runs the formatter.
   *
   * @param args the root of the tree; {@code check} or {@code apply}; the file that is to name what
   *     is not formatted, and is absent if all is
   * @throws IOException if the tree cannot be read or written
   */
  public static void main(String[] args) throws IOException {
    if (args.length != 3 || !(args[1].equals("check") || args[1].equals("apply"))) {
      System.err.println("usage: JavaFormat ROOT check|apply REPORT");
      System.exit(2);
    }
    Path root = Path.of(args[0]);
    boolean apply = args[1].equals("apply");
    Path report = Path.of(args[2]);
    List<String> complaints =
        javaFiles(root).parallelStream()
            .map(file -> inspect(root, file, apply))
            .filter(Objects::nonNull)
            .toList();
    if (complaints.isEmpty()) {
      Files.deleteIfExists(report);
      return;
    }
    String remedy = apply ? "" : "\nFormat Java files with: mvn -N -Pformat initialize";
    Files.createDirectories(report.getParent());
    Files.writeString(report, "\n" + String.join("\n", complaints) + remedy);
  }

  /**
   * Formats one source.
   *
   * @param source a compilation unit
   * @return the same, with the licence line, in google-java-format's style, without unused imports
   * @throws FormatterException if it does not parse
   */
  static String format(String source) throws FormatterException {
    String formatted = new Formatter().formatSourceAndFixImports(source);
    return formatted.startsWith(LICENCE) ? formatted : LICENCE + formatted;
  }

  /**
   * Formats a template of a source, which becomes a vendor's own: it has no licence line.
   *
   * @param template a compilation unit whose package is the archetype's
   * @return the same in google-java-format's style, without unused imports
   * @throws FormatterException if it does not parse
   */
  static String formatTemplate(String template) throws FormatterException {
    return new Formatter()
        .formatSourceAndFixImports(template.replace(TEMPLATE_PACKAGE, STAND_IN))
        .replace(STAND_IN, TEMPLATE_PACKAGE);
  }

  private static String inspect(Path root, Path file, boolean apply) {
    Path name = root.relativize(file);
    try {
      String source = Files.readString(file);
      boolean isTemplate = file.toString().contains("/" + TEMPLATES + "/");
      String formatted = isTemplate ? formatTemplate(source) : format(source);
      if (formatted.equals(source)) {
        return null;
      }
      if (apply) {
        Files.writeString(file, formatted);
        return null;
      }
      boolean licensed = isTemplate || source.startsWith(LICENCE);
      return name + " is not formatted" + (licensed ? "." : ": no licence line.");
    } catch (FormatterException e) {
      return name + " cannot be formatted: " + e.getMessage();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Lists the Java files of a tree, build output and hidden folders left out.
   *
   * @param root the root of the tree
   * @return the files, sorted
   * @throws IOException if the tree cannot be read
   */
  static List<Path> javaFiles(Path root) throws IOException {
    List<Path> files = new ArrayList<>();
    Files.walkFileTree(
        root,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
            String name = folder.getFileName().toString();
            boolean skipped = name.equals("target") || name.startsWith(".");
            return skipped && !folder.equals(root)
                ? FileVisitResult.SKIP_SUBTREE
                : FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            if (file.toString().endsWith(".java")) {
              files.add(file);
            }
            return FileVisitResult.CONTINUE;
          }
        });
    files.sort(null);
    return files;
  }
}
