// SPDX-License-Identifier: Apache-2.0
package org.tactus.device.timer.internal;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import java.lang.foreign.MemorySegment;

/**
 * Pink noise, another on every channel: the sum of {@value #ROWS} random rows, of which each is
 * renewed half as often as the one before, and of white noise (R. F. Voss in M. Gardner, "White and
 * brown music, fractal curves and one-over-f fluctuations", Scientific American, April 1978, with J.
 * McCartney's order of renewal). Three decibels an octave within about one decibel from rate / 2^16
 * to a quarter of the rate; never beyond plus and minus the amplitude.
 */
final class PinkNoise implements Signal {

  static final int ROWS = 16;

  private final double scale;
  private final double[] rows;

  PinkNoise(double amplitude, int channels) {
    this.scale = amplitude / (ROWS + 1);
    this.rows = new double[channels * ROWS];
    reset();
  }

  @Override
  public boolean isSameOnEveryChannel() {
    return false;
  }

  @Override
  public void render(int channel, long position, int frames, MemorySegment target) {
    int base = channel * ROWS;
    int stream = channel * (ROWS + 1);
    for (int i = 0; i < frames; i++) {
      long at = position + i;
      int row = Long.numberOfTrailingZeros(at);
      if (row < ROWS) {
        rows[base + row] = WhiteNoise.uniform(stream + row, at);
      }
      double sum = WhiteNoise.uniform(stream + ROWS, at);
      for (int r = 0; r < ROWS; r++) {
        sum += rows[base + r];
      }
      target.setAtIndex(JAVA_FLOAT, i, (float) (scale * sum));
    }
  }

  @Override
  public void reset() {
    for (int i = 0; i < rows.length; i++) {
      int channel = i / ROWS;
      rows[i] = WhiteNoise.uniform(channel * (ROWS + 1) + i % ROWS, -1);
    }
  }
}
