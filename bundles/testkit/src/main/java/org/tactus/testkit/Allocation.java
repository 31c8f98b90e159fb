// SPDX-License-Identifier: Apache-2.0
package org.tactus.testkit;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;

/** Counts what code allocates on the Java heap. */
public final class Allocation {

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private static final int ROUNDS = 5;

  private Allocation() {}

  /**
   * The bytes that one run of {@code work} allocates on this thread once it is warm: the least of a
   * few rounds, so that what the JVM itself does on the thread (linking, a first compilation) does
   * not count and an allocation in every run does.
   *
   * @param warmUp runs before the first measurement
   * @param work what is measured; the same object for every run
   */
  public static long bytes(int warmUp, Runnable work) {
    for (int i = 0; i < warmUp; i++) {
      work.run();
    }
    long id = Thread.currentThread().threadId();
    long overhead = Long.MAX_VALUE;
    long least = Long.MAX_VALUE;
    for (int i = 0; i < ROUNDS; i++) {
      long before = THREADS.getThreadAllocatedBytes(id);
      long empty = THREADS.getThreadAllocatedBytes(id);
      work.run();
      long after = THREADS.getThreadAllocatedBytes(id);
      overhead = Math.min(overhead, empty - before);
      least = Math.min(least, after - empty);
    }
    return least - overhead;
  }
}
