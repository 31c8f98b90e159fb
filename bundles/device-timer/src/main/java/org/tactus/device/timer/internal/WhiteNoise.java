// SPDX-License-Identifier: Apache-2.0
package org.tactus.device.timer.internal;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import java.lang.foreign.MemorySegment;

/**
 * White noise, uniform between plus and minus the amplitude, another on every channel. Each sample
 * is a hash of its position: SplitMix64 (G. Steele, D. Lea, C. Flood, "Fast splittable pseudorandom
 * number generators", OOPSLA 2014).
 */
final class WhiteNoise implements Signal {

  private static final long GOLDEN = 0x9E3779B97F4A7C15L;

  private final double amplitude;

  WhiteNoise(double amplitude) {
    this.amplitude = amplitude;
  }

  @Override
  public boolean isSameOnEveryChannel() {
    return false;
  }

  @Override
  public void render(int channel, long position, int frames, MemorySegment target) {
    for (int i = 0; i < frames; i++) {
      target.setAtIndex(JAVA_FLOAT, i, (float) (amplitude * uniform(channel, position + i)));
    }
  }

  /** The sample of a stream at a position: -1 to below 1. */
  static double uniform(int stream, long position) {
    return (hash(hash(stream + 1L) + position * GOLDEN) >> 11) * 0x1p-52;
  }

  private static long hash(long z) {
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}
