// SPDX-License-Identifier: Apache-2.0
package org.tactus.linux;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * {@code /proc/self/task/TID/schedstat}; see the kernel's Documentation/scheduler/sched-stats.rst.
 *
 * @param runNanos time on a CPU
 * @param waitNanos time ready to run but waiting for a CPU
 * @param slices how often it was put on a CPU
 */
public record TaskScheduleTimes(long runNanos, long waitNanos, long slices) {

  /** Of a thread of this process; empty when it is gone or the kernel does not keep the figures. */
  public static Optional<TaskScheduleTimes> find(int tid) {
    try {
      return Optional.of(parse(Files.readString(Path.of("/proc/self/task/" + tid + "/schedstat"))));
    } catch (IOException _) {
      return Optional.empty();
    }
  }

  /**
   * Parses the file's one line.
   *
   * @throws IllegalArgumentException when it has not three numbers
   */
  public static TaskScheduleTimes parse(String line) {
    String[] fields = line.strip().split(" +");
    if (fields.length != 3) {
      throw new IllegalArgumentException("'" + line + "' is not a line of a schedstat file");
    }
    return new TaskScheduleTimes(
        Long.parseLong(fields[0]), Long.parseLong(fields[1]), Long.parseLong(fields[2]));
  }
}
