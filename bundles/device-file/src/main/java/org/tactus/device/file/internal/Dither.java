// SPDX-License-Identifier: Apache-2.0
package org.tactus.device.file.internal;

/**
 * Triangular noise of plus and minus one step, which makes the error of rounding independent of the
 * signal (S. P. Lipshitz, R. A. Wannamaker, J. Vanderkooy, "Quantization and dither: a theoretical
 * survey", JAES 40, 1992). The noise is SplitMix64 from a fixed seed, so that the same recording
 * gives the same file. One thread.
 */
final class Dither {

  private static final long GOLDEN = 0x9E3779B97F4A7C15L;

  private final double step;
  private long state;

  /** Noise for samples of so many bits. */
  Dither(int bits) {
    step = StrictMath.scalb(1.0, 1 - bits);
  }

  /** Adds noise to samples. */
  void add(float[] samples, int count) {
    for (int i = 0; i < count; i++) {
      double noise = uniform();
      noise -= uniform();
      samples[i] = (float) (samples[i] + step * noise);
    }
  }

  private double uniform() {
    state += GOLDEN;
    long z = state;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return ((z ^ (z >>> 31)) >>> 11) * 0x1p-53;
  }
}
