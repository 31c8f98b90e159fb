// SPDX-License-Identifier: Apache-2.0
package org.tactus.engine.internal;

/**
 * What the kernel has counted for a thread from the end of one cycle to the end of the next. The
 * thread advances it; another may read when it knows that the cycle has ended.
 */
final class CycleCounters {

  private final ThreadCounters source;
  private long minorFaultsBefore;
  private long majorFaultsBefore;
  private long voluntaryBefore;
  private long involuntaryBefore;
  private long runBefore;
  private long waitBefore;

  long minorFaults;
  long majorFaults;
  long voluntarySwitches;
  long involuntarySwitches;
  long runNanos;
  long waitNanos;

  CycleCounters(ThreadCounters source) {
    this.source = source;
    advance();
  }

  /** A cycle has ended. */
  void advance() {
    source.read();
    minorFaults = source.minorFaults() - minorFaultsBefore;
    majorFaults = source.majorFaults() - majorFaultsBefore;
    voluntarySwitches = source.voluntarySwitches() - voluntaryBefore;
    involuntarySwitches = source.involuntarySwitches() - involuntaryBefore;
    runNanos = difference(source.runNanos(), runBefore);
    waitNanos = difference(source.waitNanos(), waitBefore);
    minorFaultsBefore = source.minorFaults();
    majorFaultsBefore = source.majorFaults();
    voluntaryBefore = source.voluntarySwitches();
    involuntaryBefore = source.involuntarySwitches();
    runBefore = source.runNanos();
    waitBefore = source.waitNanos();
  }

  private static long difference(long now, long before) {
    return now == ThreadCounters.UNKNOWN || before == ThreadCounters.UNKNOWN
        ? ThreadCounters.UNKNOWN
        : now - before;
  }

  /** Takes in what another thread of the same cycle has counted; the longest wait counts. */
  void include(CycleCounters other) {
    minorFaults += other.minorFaults;
    majorFaults += other.majorFaults;
    involuntarySwitches += other.involuntarySwitches;
    waitNanos = Math.max(waitNanos, other.waitNanos);
  }

  /** The CPU that the calling thread is on. */
  int cpu() {
    return source.cpu();
  }

  void close() {
    source.close();
  }
}
