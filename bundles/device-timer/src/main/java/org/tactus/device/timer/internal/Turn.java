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
   * The sine. The angle is folded into an eighth of a turn either side of zero, where StrictMath
   * reduces nothing further and so allocates nothing.
   */
  static double sin(long angle) {
    long quarter = (angle + EIGHTH) >>> 62;
    double rest = (angle - (quarter << 62)) * RADIANS;
    return switch ((int) quarter) {
      case 0 -> StrictMath.sin(rest);
      case 1 -> StrictMath.cos(rest);
      case 2 -> -StrictMath.sin(rest);
      default -> -StrictMath.cos(rest);
    };
  }
}
