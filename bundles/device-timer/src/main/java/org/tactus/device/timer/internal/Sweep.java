// SPDX-License-Identifier: Apache-2.0
package org.tactus.device.timer.internal;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import java.lang.foreign.MemorySegment;

/**
 * An exponential sine sweep: the frequency rises, or falls, by the same ratio in equal times (A.
 * Farina, "Simultaneous measurement of impulse response and distortion with a swept-sine
 * technique", AES 108th Convention, 2000, equation 13).
 */
final class Sweep implements Signal {

  private final double amplitude;
  private final double turnsPerUnit;
  private final double unitsPerFrame;

  Sweep(double amplitude, double from, double to, double seconds, double rate) {
    double constant = seconds / StrictMath.log(to / from);
    this.amplitude = amplitude;
    this.turnsPerUnit = from * constant;
    this.unitsPerFrame = 1 / (constant * rate);
  }

  @Override
  public void render(int channel, long position, int frames, MemorySegment target) {
    for (int i = 0; i < frames; i++) {
      double turns = turnsPerUnit * StrictMath.expm1((position + i) * unitsPerFrame);
      target.setAtIndex(JAVA_FLOAT, i, (float) (amplitude * Turn.sin(Turn.of(turns))));
    }
  }
}
