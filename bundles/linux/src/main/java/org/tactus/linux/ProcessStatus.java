// SPDX-License-Identifier: Apache-2.0
package org.tactus.linux;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * {@code /proc/PID/status} and {@code /proc/PID/task/TID/status}; see proc_pid_status(5).
 *
 * @param fields the lines by the kernel's name, for example {@code CapEff}; values stripped
 */
public record ProcessStatus(Map<String, String> fields) {

  /** The status of this process. */
  public static ProcessStatus ofProcess() {
    return read(Path.of("/proc/self/status"));
  }

  /** The status of one thread of this process. */
  public static ProcessStatus ofThread(int tid) {
    return read(Path.of("/proc/self/task/" + tid + "/status"));
  }

  private static ProcessStatus read(Path file) {
    try {
      return parse(Files.readAllLines(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Parses the lines of the file. */
  public static ProcessStatus parse(List<String> lines) {
    Map<String, String> fields = new LinkedHashMap<>();
    for (String line : lines) {
      int colon = line.indexOf(':');
      if (colon > 0) {
        fields.put(line.substring(0, colon), line.substring(colon + 1).strip());
      }
    }
    return new ProcessStatus(Map.copyOf(fields));
  }

  /** A field's text, empty when the kernel does not print it. */
  public String text(String name) {
    return fields.getOrDefault(name, "");
  }

  /** A field that the kernel prints in kB, in bytes; 0 when it does not print it. */
  public long bytes(String name) {
    String text = text(name);
    return text.endsWith(" kB") ? Long.parseLong(text.substring(0, text.length() - 3)) * 1024 : 0;
  }

  /** A field that is a decimal number; 0 when the kernel does not print it. */
  public long number(String name) {
    String text = text(name);
    return text.isEmpty() ? 0 : Long.parseLong(text);
  }

  /** The capabilities in effect, as the kernel's bit mask. */
  public long effectiveCapabilities() {
    String text = text("CapEff");
    return text.isEmpty() ? 0 : Long.parseUnsignedLong(text, 16);
  }
}
