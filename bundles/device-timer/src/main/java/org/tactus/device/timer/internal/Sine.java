// SPDX-License-Identifier: Apache-2.0
package org.tactus.device.timer.internal;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import java.lang.foreign.MemorySegment;

/** A sine that starts at zero and rises. */
final class Sine implements Signal {

  private final double amplitude;
  private final long step;

  Sine(double amplitude, double frequency, double rate) {
    this.amplitude = amplitude;
    this.step = Turn.of(frequency / rate);
  }

  @Override
  public void render(int channel, long position, int frames, MemorySegment target) {
    long angle = position * step;
    for (int i = 0; i < frames; i++) {
      target.setAtIndex(JAVA_FLOAT, i, (float) (amplitude * Turn.sin(angle)));
      angle += step;
    }
  }
}
