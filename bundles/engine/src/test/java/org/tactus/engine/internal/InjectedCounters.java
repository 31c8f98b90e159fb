// SPDX-License-Identifier: Apache-2.0
package org.tactus.engine.internal;

/** Counts what a test says. */
final class InjectedCounters implements ThreadCounters {

  private long minorFaults;
  private long majorFaults;
  private long voluntarySwitches;
  private long involuntarySwitches;
  private long runNanos;
  private long waitNanos;
  int cpu;
  boolean closed;

  /** What happens until the next read. */
  void count(long minor, long major, long voluntary, long involuntary, long running, long waiting) {
    minorFaults += minor;
    majorFaults += major;
    voluntarySwitches += voluntary;
    involuntarySwitches += involuntary;
    runNanos += running;
    waitNanos += waiting;
  }

  @Override
  public void read() {
    // It is all there.
  }

  @Override
  public long minorFaults() {
    return minorFaults;
  }

  @Override
  public long majorFaults() {
    return majorFaults;
  }

  @Override
  public long voluntarySwitches() {
    return voluntarySwitches;
  }

  @Override
  public long involuntarySwitches() {
    return involuntarySwitches;
  }

  @Override
  public long runNanos() {
    return runNanos;
  }

  @Override
  public long waitNanos() {
    return waitNanos;
  }

  @Override
  public int cpu() {
    return cpu;
  }

  @Override
  public void close() {
    closed = true;
  }
}
