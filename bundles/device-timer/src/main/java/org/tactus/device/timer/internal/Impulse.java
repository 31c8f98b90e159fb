// SPDX-License-Identifier: Apache-2.0
package org.tactus.device.timer.internal;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import java.lang.foreign.MemorySegment;

/** A single sample at position 0 and again after every so many frames. */
final class Impulse implements Signal {

  private final float amplitude;
  private final long distance;

  Impulse(double amplitude, long distance) {
    this.amplitude = (float) amplitude;
    this.distance = distance;
  }

  @Override
  public void render(int channel, long position, int frames, MemorySegment target) {
    for (int i = 0; i < frames; i++) {
      target.setAtIndex(JAVA_FLOAT, i, (position + i) % distance == 0 ? amplitude : 0f);
    }
  }
}
