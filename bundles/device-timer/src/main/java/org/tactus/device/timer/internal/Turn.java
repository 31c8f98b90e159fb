// SPDX-License-Identifier: Apache-2.0
package org.tactus.device.timer.internal;

/**
 * Angles as 64-bit fractions of a full turn: they add without error and wrap by themselves.
 * Thread-safe; allocates nothing.
 */
final class Turn {

  private static final double RADIANS = 2 * StrictMath.PI / 0x1p64;
  private static final long EIGHTH = 1L << 61;

  private Turn() {}

  /** The angle nearest to {@code turns}, whose whole part does not matter. */
  static long of(double turns) {
    double high = (turns - StrictMath.floor(turns)) * 0x1p32;
    double low = (high - StrictMath.floor(high)) * 0x1p32;
    return ((long) high << 32) + (long) low;
  }

  /**
   * The sine, to the precision of a double. Math.sin may differ from one machine to another, and
   * StrictMath.sin allocates until it is compiled.
   */
  static double sin(long angle) {
    long quarter = (angle + EIGHTH) >>> 62;
    double rest = (angle - (quarter << 62)) * RADIANS;
    return switch ((int) quarter) {
      case 0 -> sinNearZero(rest);
      case 1 -> cosNearZero(rest);
      case 2 -> -sinNearZero(rest);
      default -> -cosNearZero(rest);
    };
  }

  /** Taylor's series; up to an eighth of a turn the first term left out is below 5e-17. */
  private static double sinNearZero(double x) {
    double square = x * x;
    double sum = 1;
    for (int n = 14; n > 0; n -= 2) {
      sum = 1 - square / (n * (n + 1)) * sum;
    }
    return x * sum;
  }

  /** Taylor's series; up to an eighth of a turn the first term left out is below 3e-18. */
  private static double cosNearZero(double x) {
    double square = x * x;
    double sum = 1;
    for (int n = 15; n > 0; n -= 2) {
      sum = 1 - square / (n * (n + 1)) * sum;
    }
    return sum;
  }
}
