// SPDX-License-Identifier: Apache-2.0
package org.tactus.engine.internal;

import org.tactus.linux.ThreadUsage;

/**
 * Tells whether a node that took too long used the CPU itself or had it taken away. Belongs to the
 * thread that runs the cycle; costs it a system call a cycle.
 */
final class CpuWitness {

  /** What is known of a node that took too long. */
  enum Finding {
    /** It computed. */
    COMPUTED,
    /** It slept, blocked or waited for a safepoint. */
    WAITED,
    /** Another thread had the CPU. */
    PREEMPTED
  }

  private final ThreadUsage usage = new ThreadUsage();
  private Thread thread;
  private long since;
  private long cpuNanos;
  private long waits;
  private long preemptions;

  /** A cycle begins. */
  void begin() {
    thread = Thread.currentThread();
    usage.read();
    since = System.nanoTime();
    cpuNanos = usage.cpuNanos();
    waits = usage.voluntarySwitches();
    preemptions = usage.involuntarySwitches();
  }

  /** What a node was doing that has just ended. */
  Finding ask(long nodeNanos, long periodNanos) {
    if (Thread.currentThread() != thread) {
      return Finding.WAITED;
    }
    usage.read();
    // What the thread did before the node ran counts as work of others, although it also waited.
    long before = Math.max(0, System.nanoTime() - nodeNanos - since);
    if (usage.cpuNanos() - cpuNanos - before >= periodNanos) {
      return Finding.COMPUTED;
    }
    return usage.voluntarySwitches() == waits && usage.involuntarySwitches() > preemptions
        ? Finding.PREEMPTED
        : Finding.WAITED;
  }
}
