// SPDX-License-Identifier: Apache-2.0
package org.tactus.device.timer.internal;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import java.lang.foreign.MemorySegment;

/**
 * A square wave, not band-limited: high for the first half of each turn, low for the second, where
 * the middle of the frame decides.
 */
final class Square implements Signal {

  private final float amplitude;
  private final long step;

  Square(double amplitude, double frequency, double rate) {
    this.amplitude = (float) amplitude;
    this.step = Turn.of(frequency / rate);
  }

  @Override
  public void render(int channel, long position, int frames, MemorySegment target) {
    long angle = position * step + (step >>> 1);
    for (int i = 0; i < frames; i++) {
      target.setAtIndex(JAVA_FLOAT, i, angle >= 0 ? amplitude : -amplitude);
      angle += step;
    }
  }
}
