// SPDX-License-Identifier: Apache-2.0
package org.tactus.contract.internal;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What the kernel and the JVM count for the current thread. */
final class ThreadCounters {

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private static final Path STAT = Path.of("/proc/thread-self/stat");
  private static final Path STATUS = Path.of("/proc/thread-self/status");

  /** proc_pid_stat(5): minflt and majflt, counted from the state after the name. */
  private static final int MINOR_FAULTS = 7;

  private static final int MAJOR_FAULTS = 9;

  private ThreadCounters() {}

  /** Bytes allocated on the Java heap. */
  static long allocatedBytes() {
    return THREADS.getCurrentThreadAllocatedBytes();
  }

  /** Minor and major page faults. */
  static long pageFaults() {
    String stat = read(STAT);
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
    return Long.parseLong(fields[MINOR_FAULTS]) + Long.parseLong(fields[MAJOR_FAULTS]);
  }

  /** Times the thread gave up its CPU by itself. */
  static long voluntarySwitches() {
    return read(STATUS)
        .lines()
        .filter(line -> line.startsWith("voluntary_ctxt_switches:"))
        .mapToLong(line -> Long.parseLong(line.substring(line.indexOf(':') + 1).strip()))
        .findFirst()
        .orElseThrow();
  }

  /** Times the thread waited for a monitor, a notification, a permit, or slept. */
  static long waits() {
    ThreadInfo info = THREADS.getThreadInfo(Thread.currentThread().threadId());
    return info.getBlockedCount() + info.getWaitedCount();
  }

  private static String read(Path file) {
    try {
      List<String> lines = Files.readAllLines(file);
      return String.join("\n", lines);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
