// SPDX-License-Identifier: Apache-2.0
package org.tactus.realtime;

import java.util.Locale;
import org.HdrHistogram.Histogram;

/**
 * Times counted up to a moment, in nanoseconds, each known to one percent. Immutable; any thread.
 */
public final class JitterSnapshot {
  private final Histogram histogram;

  JitterSnapshot(Histogram histogram) {
    this.histogram = histogram;
  }

  /** How many times were counted. */
  public long count() {
    return histogram.getTotalCount();
  }

  /**
   * The time that {@code percent} of all times do not exceed; 0 when none were counted.
   *
   * @param percent 0 to 100
   */
  public long percentile(double percent) {
    return count() == 0 ? 0 : Math.min(histogram.getValueAtPercentile(percent), longest());
  }

  private static long longest() {
    return JitterRecorder.LONGEST_NANOS;
  }

  /** The largest time; 0 when none were counted. */
  public long max() {
    return Math.min(histogram.getMaxValue(), longest());
  }

  /** The smallest time; 0 when none were counted. */
  public long min() {
    return count() == 0 ? 0 : histogram.getMinValue();
  }

  /** The arithmetic mean; 0 when none were counted. */
  public double mean() {
    return histogram.getMean();
  }

  /** How many times exceeded {@code nanos}, which is taken to one percent. */
  public long countAbove(long nanos) {
    long limit = Math.clamp(nanos, 0, longest());
    return count() - histogram.getCountBetweenValues(0, limit);
  }

  /** The times of both. */
  public JitterSnapshot plus(JitterSnapshot other) {
    Histogram sum = histogram.copy();
    sum.add(other.histogram);
    return new JitterSnapshot(sum);
  }

  /** For example {@code 1500 times, p50 19.0, p99 42.1, p99.9 61.0, max 88.6 µs}. */
  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "%d times, p50 %.1f, p99 %.1f, p99.9 %.1f, max %.1f µs",
        count(),
        percentile(50) / 1e3,
        percentile(99) / 1e3,
        percentile(99.9) / 1e3,
        max() / 1e3);
  }
}
