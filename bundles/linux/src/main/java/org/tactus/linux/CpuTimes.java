// SPDX-License-Identifier: Apache-2.0
package org.tactus.linux;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.tactus.linux.internal.Libc;

/**
 * {@code /proc/stat}: what took the CPUs from their threads since boot; see proc_stat(5). The
 * kernel shows it in clock ticks, of which there are 100 a second as a rule.
 *
 * @param interrupts how many interrupts were served, on all CPUs
 * @param cpus one for each that is online, ascending
 */
public record CpuTimes(long interrupts, List<Lost> cpus) {
  private static final Path FILE = Path.of("/proc/stat");
  private static final int SC_CLK_TCK = 2;
  private static final int INTERRUPT = 6;
  private static final int SOFT_INTERRUPT = 7;
  private static final int STEAL = 8;

  /**
   * What one CPU lost.
   *
   * @param cpu its number
   * @param interruptNanos serving interrupts, soft ones included
   * @param stealNanos to other guests of the host
   */
  public record Lost(int cpu, long interruptNanos, long stealNanos) {}

  /** Copies the list. */
  public CpuTimes {
    cpus = List.copyOf(cpus);
  }

  /** Reads the file. */
  public static CpuTimes read() {
    try {
      return parse(Files.readAllLines(FILE), Libc.check(Libc.sysconf(SC_CLK_TCK), "sysconf"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Parses the file's lines.
   *
   * @param ticksPerSecond of the kernel's clock
   * @throws IllegalArgumentException when a CPU's line has too few fields
   */
  public static CpuTimes parse(List<String> lines, long ticksPerSecond) {
    long tick = 1_000_000_000L / ticksPerSecond;
    long interrupts = 0;
    List<Lost> cpus = new ArrayList<>();
    for (String line : lines) {
      String[] fields = line.strip().split(" +");
      if (fields[0].matches("cpu[0-9]+")) {
        if (fields.length <= STEAL) {
          throw new IllegalArgumentException("'" + line + "' is not a CPU's line of /proc/stat");
        }
        long interrupt = Long.parseLong(fields[INTERRUPT]) + Long.parseLong(fields[SOFT_INTERRUPT]);
        cpus.add(
            new Lost(
                Integer.parseInt(fields[0].substring(3)),
                interrupt * tick,
                Long.parseLong(fields[STEAL]) * tick));
      } else if (fields[0].equals("intr")) {
        interrupts = Long.parseLong(fields[1]);
      }
    }
    return new CpuTimes(interrupts, cpus);
  }
}
