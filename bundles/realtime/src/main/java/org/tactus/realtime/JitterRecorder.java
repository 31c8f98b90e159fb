// SPDX-License-Identifier: Apache-2.0
package org.tactus.realtime;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.HdrHistogram.Histogram;

/**
 * Counts times, such as how late a cycle began, in a histogram. {@link #record} belongs to one
 * thread and is for the cycle's path: it allocates nothing, waits for nobody and never throws. Any
 * other thread takes snapshots, which do not disturb it.
 *
 * <p>The buckets are those of a HdrHistogram of two digits: for each power of two 128 of equal
 * width. They are counted here in a plain array, because HdrHistogram's recorder takes another
 * branch after each snapshot, which at the first one costs the recording thread a deoptimisation.
 */
public final class JitterRecorder {
  /** Longer times are counted as this one, ten seconds in nanoseconds. */
  public static final long LONGEST_NANOS = 10_000_000_000L;

  private static final int DIGITS = 2;

  /** The first power of two above 2 * 10^DIGITS, up to which buckets are one nanosecond wide. */
  private static final int FINE_BITS = 8;

  private static final int HALF = 1 << (FINE_BITS - 1);
  private static final VarHandle COUNT =
      MethodHandles.arrayElementVarHandle(long[].class).withInvokeExactBehavior();

  private final long[] counts = new long[bucket(LONGEST_NANOS) + 1];

  /** What had been counted at the last reset; null before the first, for most are never reset. */
  private long[] forgotten;

  /** A recorder that has counted nothing; the classes that recording needs are loaded. */
  public JitterRecorder() {
    record(0);
    counts[bucket(0)] = 0;
  }

  /**
   * Counts one time.
   *
   * @param nanos the time; below 0 it is counted as 0, above {@link #LONGEST_NANOS} as that
   */
  public void record(long nanos) {
    int bucket = bucket(Math.max(0, Math.min(nanos, LONGEST_NANOS)));
    COUNT.setOpaque(counts, bucket, (long) COUNT.getOpaque(counts, bucket) + 1);
  }

  private static int bucket(long nanos) {
    int shift = Long.SIZE - FINE_BITS - Long.numberOfLeadingZeros(nanos | (2 * HALF - 1));
    return shift * HALF + (int) (nanos >>> shift);
  }

  private static long lowestOf(int bucket) {
    int shift = Math.max(0, bucket / HALF - 1);
    return (long) (bucket - shift * HALF) << shift;
  }

  /** What has been counted since the begin or the last {@link #reset}. */
  public synchronized JitterSnapshot snapshot() {
    Histogram histogram = new Histogram(LONGEST_NANOS, DIGITS);
    for (int i = 0; i < counts.length; i++) {
      long count = (long) COUNT.getOpaque(counts, i) - (forgotten == null ? 0 : forgotten[i]);
      if (count > 0) {
        histogram.recordValueWithCount(lowestOf(i), count);
      }
    }
    return new JitterSnapshot(histogram);
  }

  /** Forgets what has been counted so far. */
  public synchronized void reset() {
    if (forgotten == null) {
      forgotten = new long[counts.length];
    }
    for (int i = 0; i < counts.length; i++) {
      forgotten[i] = (long) COUNT.getOpaque(counts, i);
    }
  }
}
