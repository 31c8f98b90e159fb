// SPDX-License-Identifier: Apache-2.0
package org.tactus.api;

/**
 * How late the output of a node or a device is against its input, in frames of the pipeline's rate.
 * Minimum and maximum differ where parallel paths are not aligned or a device reports a range.
 * Immutable; any thread.
 *
 * @param minimum zero or more
 * @param maximum at least {@code minimum}
 */
public record Latency(long minimum, long maximum) {

  /** No delay at all. */
  public static final Latency NONE = new Latency(0, 0);

  /**
   * Checks the range.
   *
   * @throws IllegalArgumentException if the minimum is negative or above the maximum
   */
  public Latency {
    if (minimum < 0 || maximum < minimum) {
      throw new IllegalArgumentException(
          "latency " + minimum + ".." + maximum + " is not a range; give 0 <= minimum <= maximum");
    }
  }

  /** A latency of exactly {@code frames}. */
  public static Latency of(long frames) {
    return frames == 0 ? NONE : new Latency(frames, frames);
  }

  /** The latency of this path followed by {@code next}. */
  public Latency plus(Latency next) {
    return new Latency(minimum + next.minimum, maximum + next.maximum);
  }

  /** The latency of this path joined by a parallel one: the lesser minimum, the greater maximum. */
  public Latency join(Latency parallel) {
    return new Latency(Math.min(minimum, parallel.minimum), Math.max(maximum, parallel.maximum));
  }

  /** {@code "32"} or {@code "32..64"}. */
  @Override
  public String toString() {
    return minimum == maximum ? Long.toString(minimum) : minimum + ".." + maximum;
  }
}
