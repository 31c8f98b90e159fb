// SPDX-License-Identifier: Apache-2.0
package org.tactus.api;

/**
 * An exact rate or ratio, always in lowest terms: 48000/1 frames a second, 30000/1001 pictures a
 * second. Immutable; any thread. No method allocates except those that return a {@code Rational} or
 * a {@code String}.
 *
 * @param numerator any value
 * @param denominator positive
 */
public record Rational(long numerator, long denominator) implements Comparable<Rational> {

  private static final long NANOS_PER_SECOND = 1_000_000_000L;

  /**
   * Reduces to lowest terms.
   *
   * @throws IllegalArgumentException if the denominator is not positive
   */
  public Rational {
    if (denominator <= 0) {
      throw new IllegalArgumentException(
          "denominator " + denominator + " is not positive; give one of 1 or more");
    }
    long divisor = greatestCommonDivisor(Math.abs(numerator), denominator);
    numerator /= divisor;
    denominator /= divisor;
  }

  /** The whole number {@code value}/1. */
  public static Rational of(long value) {
    return new Rational(value, 1);
  }

  /** {@code numerator/denominator} in lowest terms; the denominator is positive. */
  public static Rational of(long numerator, long denominator) {
    return new Rational(numerator, denominator);
  }

  /**
   * Reads {@code "48000"} or {@code "30000/1001"}.
   *
   * @throws IllegalArgumentException if the text is neither
   */
  public static Rational parse(String text) {
    int slash = text.indexOf('/');
    try {
      return slash < 0
          ? of(Long.parseLong(text.strip()))
          : of(
              Long.parseLong(text.substring(0, slash).strip()),
              Long.parseLong(text.substring(slash + 1).strip()));
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "'" + text + "' is not a rate; write 48000 or 30000/1001", e);
    }
  }

  /** The nearest {@code double}. */
  public double toDouble() {
    return (double) numerator / denominator;
  }

  /**
   * The time that {@code frames} frames last at this rate, in nanoseconds, rounded down. Exact for
   * rates of up to 9 million and denominators of up to 1,001, and for as many frames as 292 years
   * hold.
   *
   * @param frames zero or more
   */
  public long nanos(long frames) {
    long whole = frames / numerator;
    long rest = frames % numerator;
    return whole * denominator * NANOS_PER_SECOND
        + rest * denominator * NANOS_PER_SECOND / numerator;
  }

  /** The number of whole frames that fit in {@code nanos} nanoseconds at this rate. */
  public long frames(long nanos) {
    long seconds = nanos / NANOS_PER_SECOND;
    long rest = nanos % NANOS_PER_SECOND;
    return seconds * numerator / denominator
        + (seconds * numerator % denominator * NANOS_PER_SECOND + rest * numerator)
            / (denominator * NANOS_PER_SECOND);
  }

  @Override
  public int compareTo(Rational other) {
    return Long.compare(numerator * other.denominator, other.numerator * denominator);
  }

  /** {@code "48000"} for whole numbers, {@code "30000/1001"} otherwise. */
  @Override
  public String toString() {
    return denominator == 1 ? Long.toString(numerator) : numerator + "/" + denominator;
  }

  private static long greatestCommonDivisor(long a, long b) {
    while (a != 0) {
      long rest = b % a;
      b = a;
      a = rest;
    }
    return b;
  }
}
