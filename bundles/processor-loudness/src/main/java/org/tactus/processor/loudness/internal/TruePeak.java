// SPDX-License-Identifier: Apache-2.0
package org.tactus.processor.loudness.internal;

/**
 * Finds peaks between samples by 4 times oversampling with the interpolation filter of ITU-R
 * BS.1770-5, Annex 2, table 1.
 */
final class TruePeak {

  /** Taps of a phase. */
  static final int TAPS = 12;

  private static final float[] OUTER = {
    0.0017089843750f, 0.0109863281250f, -0.0196533203125f, 0.0332031250000f,
    -0.0594482421875f, 0.1373291015625f, 0.9721679687500f, -0.1022949218750f,
    0.0476074218750f, -0.0266113281250f, 0.0148925781250f, -0.0083007812500f
  };
  private static final float[] INNER = {
    -0.0291748046875f, 0.0292968750000f, -0.0517578125000f, 0.0891113281250f,
    -0.1665039062500f, 0.4650878906250f, 0.7797851562500f, -0.2003173828125f,
    0.1015625000000f, -0.0582275390625f, 0.0330810546875f, -0.0189208984375f
  };

  private final float[] sum;

  TruePeak(int most) {
    sum = new float[most];
  }

  /**
   * The greatest magnitude between and at samples, not below {@code peak}.
   *
   * @param line the last {@value #TAPS} - 1 samples, then {@code count} new ones
   */
  float peak(float[] line, int count, float peak) {
    float greatest = peak(line, count, OUTER, false, peak);
    greatest = peak(line, count, INNER, false, greatest);
    greatest = peak(line, count, INNER, true, greatest);
    return peak(line, count, OUTER, true, greatest);
  }

  private float peak(float[] line, int count, float[] taps, boolean reversed, float peak) {
    for (int i = 0; i < count; i++) {
      sum[i] = 0;
    }
    for (int k = 0; k < TAPS; k++) {
      float tap = taps[reversed ? TAPS - 1 - k : k];
      for (int i = 0; i < count; i++) {
        sum[i] += tap * line[TAPS - 1 - k + i];
      }
    }
    float greatest = peak;
    for (int i = 0; i < count; i++) {
      greatest = Math.max(greatest, Math.abs(sum[i]));
    }
    return greatest;
  }
}
