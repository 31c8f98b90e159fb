// SPDX-License-Identifier: Apache-2.0
package org.tactus.engine.internal;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.atomic.AtomicLong;
import org.tactus.engine.NodeLedger;
import org.tactus.engine.Percentiles;
import org.tactus.realtime.JitterRecorder;
import org.tactus.realtime.JitterSnapshot;

/**
 * What a node cost. The thread that runs the node counts, any other reads; misses are found later,
 * by a control thread.
 */
final class Ledger {

  private static final VarHandle COUNT =
      MethodHandles.arrayElementVarHandle(long[].class).withInvokeExactBehavior();

  /** Over how long the blocks per second are taken. */
  private static final long RATE_NANOS = 1_000_000_000L;

  /** Where a counter is. */
  private static final class Counter {
    static final int LAST_NANOS = 0;
    static final int LAST_BYTES = 1;
    static final int BLOCKS = 2;
    static final int BYTES = 3;
    static final int BYPASSED = 4;
    static final int INVESTIGATED = 5;
    static final int MINOR_FAULTS = 6;
    static final int MAJOR_FAULTS = 7;
    static final int VOLUNTARY_SWITCHES = 8;
    static final int INVOLUNTARY_SWITCHES = 9;
    static final int COUNT = 10;
  }

  private final JitterRecorder recorder = new JitterRecorder();
  private final long[] counters = new long[Counter.COUNT];
  private final TypicalTime typical = new TypicalTime();
  private final AtomicLong misses = new AtomicLong();

  private volatile long bytesBeforeWarm;
  private long rateSince;
  private long rateBlocks;
  private volatile double blocksPerSecond;

  // ---------------------------------------------------------------- the thread that runs the node

  /** It ran. */
  void charge(long nanos, long bytes) {
    recorder.record(nanos);
    if (lastNanos() > 0) {
      typical.learn(lastNanos());
    }
    set(Counter.LAST_NANOS, nanos);
    set(Counter.LAST_BYTES, bytes);
    add(Counter.BLOCKS, 1);
    add(Counter.BYTES, bytes);
  }

  /** It did nothing in this cycle. */
  void skip() {
    set(Counter.LAST_NANOS, 0);
    set(Counter.LAST_BYTES, 0);
  }

  /** It was left out of this cycle. */
  void bypass() {
    add(Counter.BYPASSED, 1);
  }

  /**
   * What a cycle of it before the last usually took, in nanoseconds; 0 where there was none. For
   * the cycle thread when all have ended.
   */
  long typicalNanos() {
    return typical.nanos();
  }

  void chargeInvestigation(
      long minorFaults, long majorFaults, long voluntarySwitches, long involuntarySwitches) {
    add(Counter.INVESTIGATED, 1);
    add(Counter.MINOR_FAULTS, minorFaults);
    add(Counter.MAJOR_FAULTS, majorFaults);
    add(Counter.VOLUNTARY_SWITCHES, voluntarySwitches);
    add(Counter.INVOLUNTARY_SWITCHES, involuntarySwitches);
  }

  private void set(int counter, long value) {
    COUNT.setOpaque(counters, counter, value);
  }

  private void add(int counter, long more) {
    COUNT.setOpaque(counters, counter, get(counter) + more);
  }

  // ---------------------------------------------------------------- any thread

  private long get(int counter) {
    return (long) COUNT.getOpaque(counters, counter);
  }

  /** What the last cycle took, in nanoseconds; 0 where it did not run. */
  long lastNanos() {
    return get(Counter.LAST_NANOS);
  }

  /** What its code allocated in the last cycle. */
  long lastBytes() {
    return get(Counter.LAST_BYTES);
  }

  /** The cycles that it ran. */
  long blocks() {
    return get(Counter.BLOCKS);
  }

  Percentiles percentiles() {
    return percentiles(recorder.snapshot());
  }

  /** The median in microseconds, or 1 before anything was measured. */
  double typicalMicros() {
    JitterSnapshot snapshot = recorder.snapshot();
    return snapshot.count() == 0 ? 1 : Math.max(0.05, snapshot.percentile(50) / 1e3);
  }

  /** What it allocates from here on counts. */
  void warm() {
    bytesBeforeWarm = get(Counter.BYTES);
  }

  /** A late cycle was its fault. */
  void miss() {
    misses.incrementAndGet();
  }

  /** Takes the blocks per second where enough time has passed; control thread. */
  void measureRate(long now) {
    long blocks = blocks();
    if (rateSince == 0) {
      rateSince = now;
      rateBlocks = blocks;
    } else if (now - rateSince >= RATE_NANOS) {
      blocksPerSecond = (blocks - rateBlocks) * 1e9 / (now - rateSince);
      rateSince = now;
      rateBlocks = blocks;
    }
  }

  /** It stands still. */
  void stopRate() {
    rateSince = 0;
  }

  /** All of it. */
  NodeLedger read(double nominalBlocksPerSecond) {
    return new NodeLedger(
        percentiles(),
        blocks(),
        blocksPerSecond,
        nominalBlocksPerSecond,
        get(Counter.BYTES) - bytesBeforeWarm,
        misses.get(),
        get(Counter.BYPASSED),
        new NodeLedger.Investigation(
            get(Counter.INVESTIGATED),
            get(Counter.MINOR_FAULTS),
            get(Counter.MAJOR_FAULTS),
            get(Counter.VOLUNTARY_SWITCHES),
            get(Counter.INVOLUNTARY_SWITCHES)));
  }

  static Percentiles percentiles(JitterSnapshot snapshot) {
    return new Percentiles(
        snapshot.percentile(50) / 1e3,
        snapshot.percentile(99) / 1e3,
        snapshot.percentile(99.9) / 1e3,
        snapshot.max() / 1e3);
  }
}
