// SPDX-License-Identifier: Apache-2.0
package org.tactus.runtime;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.concurrent.TimeUnit;

/** When the operating system made this process, before any of its Java ran. */
final class ProcessStart {
  /** USER_HZ, in which the kernel reports times to programs: 100 on every 64-bit Linux. */
  private static final long TICKS_PER_SECOND = 100;

  /**
   * Place of {@code starttime} in /proc/PID/stat, counted from after the name; proc(5), field 22.
   */
  private static final int START_TIME_FIELD = 22 - 3;

  private ProcessStart() {}

  /** Nanoseconds since 1970-01-01, to the 10 ms that the kernel gives. */
  static long epochNanos() throws IOException {
    String stat = Files.readString(Path.of("/proc/self/stat"));
    String uptime = Files.readString(Path.of("/proc/uptime"));
    Instant now = Instant.now();
    return TimeUnit.SECONDS.toNanos(now.getEpochSecond()) + now.getNano() - age(stat, uptime);
  }

  /** Nanoseconds from the start of the process to when both files were read. */
  static long age(String stat, String uptime) {
    String[] afterName = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
    long startTicks = Long.parseLong(afterName[START_TIME_FIELD]);
    double uptimeSeconds = Double.parseDouble(uptime.substring(0, uptime.indexOf(' ')));
    long age =
        Math.round(uptimeSeconds * 1e9)
            - startTicks * (TimeUnit.SECONDS.toNanos(1) / TICKS_PER_SECOND);
    return Math.max(0, age);
  }
}
