// SPDX-License-Identifier: Apache-2.0
package org.tactus.realtime;

import org.HdrHistogram.Histogram;
import org.HdrHistogram.SingleWriterRecorder;

/**
 * Counts times, such as how late a cycle began, in a histogram. {@link #record} belongs to one
 * thread and is for the cycle's path: it allocates nothing, waits for nobody and never throws. Any
 * other thread takes snapshots, which do not disturb it.
 */
public final class JitterRecorder {
  /** Longer times are counted as this one, ten seconds in nanoseconds. */
  public static final long LONGEST_NANOS = 10_000_000_000L;

  private static final int DIGITS = 2;

  private final SingleWriterRecorder recorder = new SingleWriterRecorder(LONGEST_NANOS, DIGITS);
  private final Histogram total = new Histogram(LONGEST_NANOS, DIGITS);
  private Histogram interval = recorder.getIntervalHistogram();

  /** A recorder that has counted nothing; the classes that recording needs are loaded. */
  public JitterRecorder() {
    record(0);
    reset();
  }

  /**
   * Counts one time.
   *
   * @param nanos the time; below 0 it is counted as 0, above {@link #LONGEST_NANOS} as that
   */
  public void record(long nanos) {
    recorder.recordValue(Math.clamp(nanos, 0, LONGEST_NANOS));
  }

  /** What has been counted since the begin or the last {@link #reset}. */
  public synchronized JitterSnapshot snapshot() {
    interval = recorder.getIntervalHistogram(interval);
    total.add(interval);
    return new JitterSnapshot(total.copy());
  }

  /** Forgets what has been counted so far. */
  public synchronized void reset() {
    interval = recorder.getIntervalHistogram(interval);
    total.reset();
  }
}
