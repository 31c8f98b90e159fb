// SPDX-License-Identifier: Apache-2.0
package org.tactus.linux;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.tactus.linux.internal.Libc;

/**
 * What {@code uname} says of the running kernel.
 *
 * @param system {@code Linux}
 * @param host the machine's name
 * @param release for example {@code 6.1.0-18-amd64}
 * @param version for example {@code #1 SMP PREEMPT_RT ...}
 * @param machine for example {@code x86_64}
 */
public record SystemInformation(
    String system, String host, String release, String version, String machine) {
  private static final int FIELD_BYTES = 65;
  private static final int SC_CLOCK_TICKS = 2;
  private static final int SC_PAGE_SIZE = 30;
  private static final int SC_PROCESSORS_CONFIGURED = 83;
  private static final int SC_PROCESSORS_ONLINE = 84;

  /** Asks the kernel. */
  public static SystemInformation read() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment name = arena.allocate(FIELD_BYTES * 6);
      Libc.check(Libc.uname(name.address()), "uname");
      return new SystemInformation(
          name.getString(0),
          name.getString(FIELD_BYTES),
          name.getString(FIELD_BYTES * 2),
          name.getString(FIELD_BYTES * 3),
          name.getString(FIELD_BYTES * 4));
    }
  }

  /** Bytes in an ordinary page. */
  public static long pageBytes() {
    return Libc.sysconf(SC_PAGE_SIZE);
  }

  /**
   * Bytes that the kernel could give to programs without swapping: {@code MemAvailable} of
   * /proc/meminfo. Control threads.
   */
  public static long availableMemory() {
    try (Stream<String> lines = Files.lines(Path.of("/proc/meminfo"))) {
      return lines
          .filter(line -> line.startsWith("MemAvailable:"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) * 1024)
          .findFirst()
          .orElse(Long.MAX_VALUE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Clock ticks in a second, the unit of {@link Task#startTicks()}. */
  public static long clockTicksPerSecond() {
    return Libc.sysconf(SC_CLOCK_TICKS);
  }

  /** CPUs that are online. */
  public static int onlineProcessors() {
    return (int) Libc.sysconf(SC_PROCESSORS_ONLINE);
  }

  /** CPUs that are configured, online or not. */
  public static int configuredProcessors() {
    return (int) Libc.sysconf(SC_PROCESSORS_CONFIGURED);
  }
}
