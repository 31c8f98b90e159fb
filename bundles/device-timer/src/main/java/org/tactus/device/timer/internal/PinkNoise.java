// SPDX-License-Identifier: Apache-2.0
package org.tactus.device.timer.internal;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import java.lang.foreign.MemorySegment;

/**
 * Pink noise, another on every channel: the sum of {@value #ROWS} random rows, of which each is
 * renewed half as often as the one before, and of white noise (R. F. Voss in M. Gardner, "White and
 * brown music, fractal curves and one-over-f fluctuations", Scientific American, April 1978, with
 * J. McCartney's order of renewal). It falls by three decibels an octave, within about one decibel,
 * from rate / 2^15 to half the rate, and never goes beyond plus and minus the amplitude.
 */
final class PinkNoise implements Signal {

  static final int ROWS = 16;

  /**
   * The white noise stands for all rows that would be renewed more often than every frame: with
   * this amplitude the sum is as strong in the two highest octaves as one over the frequency asks,
   * where a row held for n frames has the power density n sinc(n f / rate)^2.
   */
  private static final double WHITE = 1.25;

  private final double scale;
  private final double[] rows;

  PinkNoise(double amplitude, int channels) {
    this.scale = amplitude / (ROWS + WHITE);
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
      double sum = WHITE * WhiteNoise.uniform(stream + ROWS, at);
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

  @Override
  public void seek(long position) {
    reset();
    for (int i = 0; i < rows.length; i++) {
      int row = i % ROWS;
      // The last frame before the position whose number ends with just so many zeros.
      long multiple = (position - 1) >> row;
      long odd = multiple - (1 - (multiple & 1));
      if (odd > 0) {
        rows[i] = WhiteNoise.uniform(i / ROWS * (ROWS + 1) + row, odd << row);
      }
    }
  }
}
