// SPDX-License-Identifier: Apache-2.0
package org.tactus.engine.internal;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Locale;
import org.tactus.api.RefusedException;
import org.tactus.engine.Mode;
import org.tactus.engine.PipelineSpecification;

/**
 * Keeps pipelines as files of the instance's configuration directory, in the notation; FileInstall
 * reads them back. Control thread.
 */
final class PipelineFiles {

  private final Path directory;

  /** Files in a directory, or nowhere when that is null. */
  PipelineFiles(Path directory) {
    this.directory = directory;
  }

  void write(PipelineSpecification specification) throws RefusedException {
    if (directory == null) {
      return;
    }
    Path file = file(specification.name());
    try {
      Path draft = Files.createTempFile(directory, "." + specification.name(), ".new");
      try {
        Files.writeString(draft, text(specification), StandardCharsets.UTF_8);
        Files.move(
            draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      } finally {
        Files.deleteIfExists(draft);
      }
    } catch (IOException e) {
      throw new RefusedException(
          "pipeline '"
              + specification.name()
              + "' cannot be stored in "
              + file
              + " ("
              + e.getMessage()
              + "); make room there or mend its rights",
          e);
    }
  }

  void delete(String name) throws RefusedException {
    if (directory == null) {
      return;
    }
    try {
      Files.deleteIfExists(file(name));
    } catch (IOException e) {
      throw new RefusedException(
          "pipeline '"
              + name
              + "' cannot be removed from "
              + directory
              + " ("
              + e.getMessage()
              + "); mend its rights",
          e);
    }
  }

  private Path file(String name) {
    return directory.resolve(PipelineConfiguration.PID + "-" + name + ".cfg");
  }

  private static String text(PipelineSpecification specification) {
    StringBuilder text = new StringBuilder();
    text.append("# A pipeline of Tactus; also written by pipeline:create, edit and set.\n");
    line(text, "graph", escaped(specification.graph().toString()));
    if (specification.rate() != null) {
      line(text, "rate", specification.rate().toString());
    }
    if (specification.period() != 0) {
      line(text, "period", Integer.toString(specification.period()));
    }
    if (specification.clock() != null) {
      line(text, "clock", specification.clock());
    }
    if (specification.mode() == Mode.STRICT) {
      line(text, "mode", "strict");
    }
    if (specification.workers() >= 0) {
      line(text, "workers", Integer.toString(specification.workers()));
    }
    if (specification.freewheel()) {
      line(text, "freewheel", "true");
    }
    line(text, "autostart", Boolean.toString(specification.autostart()));
    return text.toString();
  }

  private static void line(StringBuilder text, String key, String value) {
    text.append(key).append(" = ").append(value).append('\n');
  }

  /**
   * FileInstall takes backslashes away twice, as a properties file does and after it has
   * substituted what stands in {@code ${...}}.
   */
  private static String escaped(String value) {
    String unread = value.replace("\\", "\\\\").replace("${", "$\\{").replace("\\", "\\\\");
    StringBuilder ascii = new StringBuilder();
    for (char c : unread.toCharArray()) {
      if (c >= ' ' && c <= '~') {
        ascii.append(c);
      } else {
        ascii.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
      }
    }
    return ascii.toString();
  }
}
