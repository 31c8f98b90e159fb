// SPDX-License-Identifier: Apache-2.0
package org.tactus.engine.internal;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.tactus.api.clock.Wake;

/**
 * Carries what is known of a late cycle from the cycle thread to the one that finds its cause. A
 * single-producer single-consumer queue; when it is full the newest are only counted.
 */
final class XrunLog {

  /** A cycle that was late or lost. Times are CLOCK_MONOTONIC nanoseconds. */
  record Entry(
      long cycle,
      Wake wake,
      long due,
      long woken,
      long ended,
      long deadline,
      String slowestNode,
      long slowestNanos,
      long minorFaults,
      long majorFaults,
      long preemptions) {}

  private static final int CAPACITY = 256;
  private static final int LONGS = 9;
  private static final VarHandle WRITTEN;
  private static final VarHandle READ;

  static {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      WRITTEN = lookup.findVarHandle(XrunLog.class, "written", long.class);
      READ = lookup.findVarHandle(XrunLog.class, "read", long.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final long[] numbers = new long[CAPACITY * LONGS];
  private final Wake[] wakes = new Wake[CAPACITY];
  private final String[] nodes = new String[CAPACITY];
  private long written;
  private long read;

  void add(
      long cycle,
      Wake wake,
      long due,
      long woken,
      long ended,
      long deadline,
      NodeRun slowest,
      long minorFaults,
      long majorFaults,
      long preemptions) {
    long next = written;
    if (next - (long) READ.getAcquire(this) == CAPACITY) {
      return;
    }
    int slot = (int) (next % CAPACITY);
    int base = slot * LONGS;
    numbers[base] = cycle;
    numbers[base + 1] = due;
    numbers[base + 2] = woken;
    numbers[base + 3] = ended;
    numbers[base + 4] = deadline;
    numbers[base + 5] = slowest.instance.times.last();
    numbers[base + 6] = minorFaults;
    numbers[base + 7] = majorFaults;
    numbers[base + 8] = preemptions;
    wakes[slot] = wake;
    nodes[slot] = slowest.instance.name;
    WRITTEN.setRelease(this, next + 1);
  }

  /** The oldest entry not yet taken, or null. */
  Entry poll() {
    long next = read;
    if (next == (long) WRITTEN.getAcquire(this)) {
      return null;
    }
    int slot = (int) (next % CAPACITY);
    int base = slot * LONGS;
    Entry entry =
        new Entry(
            numbers[base],
            wakes[slot],
            numbers[base + 1],
            numbers[base + 2],
            numbers[base + 3],
            numbers[base + 4],
            nodes[slot],
            numbers[base + 5],
            numbers[base + 6],
            numbers[base + 7],
            numbers[base + 8]);
    READ.setRelease(this, next + 1);
    return entry;
  }
}
