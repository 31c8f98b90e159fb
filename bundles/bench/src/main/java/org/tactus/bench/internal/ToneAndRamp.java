// SPDX-License-Identifier: Apache-2.0
package org.tactus.bench.internal;

/**
 * A sine and a triangle whose every sample follows from its position alone, so that whoever hears
 * them knows which frame it is. Any thread; allocates nothing.
 */
final class ToneAndRamp {

  /** Frames a second of the pipeline that is measured. */
  static final int RATE = 48_000;

  /** Has no common divisor with the rate, so that a second of it has no two equal stretches. */
  static final int FREQUENCY = 997;

  static final double AMPLITUDE = 0.25;

  /** Frames in which the triangle rises, and in which it falls. */
  static final int FLANK = 1 << 20;

  /** What the triangle rises from one frame to the next: exact in a float. */
  static final float STEP = 1f / FLANK;

  private final float[] tone = new float[RATE];

  ToneAndRamp() {
    for (int i = 0; i < RATE; i++) {
      tone[i] = (float) (AMPLITUDE * StrictMath.sin(2 * StrictMath.PI * i / RATE));
    }
  }

  /** The sine. */
  float tone(long position) {
    return tone[(int) (position % RATE * FREQUENCY % RATE)];
  }

  /** The triangle. */
  static float ramp(long position) {
    int phase = (int) (position % (2 * FLANK));
    // Without a branch, which a compiler would take for one that is never taken.
    return (FLANK - Math.abs(phase - FLANK)) * STEP;
  }

  /**
   * The greatest second difference of a sine, A (2 - 2 cos w) &lt;= A w^2, and what rounding three
   * samples of it to floats adds at most. A complementary crossfade of two equal signals adds
   * nothing to it.
   */
  static double greatestBend(double amplitude) {
    double w = 2 * StrictMath.PI * FREQUENCY / RATE;
    return amplitude * (2 - 2 * StrictMath.cos(w)) + 4 * Math.ulp((float) amplitude);
  }
}
