// SPDX-License-Identifier: Apache-2.0
package org.tactus.processor.biquad.internal;

/**
 * The coefficients of a second-order section, normalised so that a0 is 1, after R. Bristow-Johnson,
 * "Cookbook formulae for audio EQ biquad filter coefficients" (W3C Working Group Note, 2021).
 */
final class Coefficients {

  /** The highest frequency, as a share of the rate: the formulas have a pole at one half. */
  private static final double HIGHEST = 0.4999;

  double b0;
  double b1;
  double b2;
  double a1;
  double a2;

  void compute(Kind kind, double frequency, double rate, double q, double db) {
    double w0 = 2 * Math.PI * Math.min(frequency / rate, HIGHEST);
    double cos = Math.cos(w0);
    double alpha = Math.sin(w0) / (2 * q);
    double a = Math.pow(10, db / 40);
    switch (kind) {
      case LOWPASS -> {
        double b = (1 - cos) / 2;
        set(b, 1 - cos, b, 1 + alpha, -2 * cos, 1 - alpha);
      }
      case HIGHPASS -> {
        double b = (1 + cos) / 2;
        set(b, -(1 + cos), b, 1 + alpha, -2 * cos, 1 - alpha);
      }
      case BANDPASS -> set(alpha, 0, -alpha, 1 + alpha, -2 * cos, 1 - alpha);
      case NOTCH -> set(1, -2 * cos, 1, 1 + alpha, -2 * cos, 1 - alpha);
      case ALLPASS -> set(1 - alpha, -2 * cos, 1 + alpha, 1 + alpha, -2 * cos, 1 - alpha);
      case PEAK ->
          set(1 + alpha * a, -2 * cos, 1 - alpha * a, 1 + alpha / a, -2 * cos, 1 - alpha / a);
      case LOWSHELF -> {
        double root = 2 * Math.sqrt(a) * alpha;
        set(
            a * (a + 1 - (a - 1) * cos + root),
            2 * a * (a - 1 - (a + 1) * cos),
            a * (a + 1 - (a - 1) * cos - root),
            a + 1 + (a - 1) * cos + root,
            -2 * (a - 1 + (a + 1) * cos),
            a + 1 + (a - 1) * cos - root);
      }
      case HIGHSHELF -> {
        double root = 2 * Math.sqrt(a) * alpha;
        set(
            a * (a + 1 + (a - 1) * cos + root),
            -2 * a * (a - 1 + (a + 1) * cos),
            a * (a + 1 + (a - 1) * cos - root),
            a + 1 - (a - 1) * cos + root,
            2 * (a - 1 - (a + 1) * cos),
            a + 1 - (a - 1) * cos - root);
      }
    }
  }

  private void set(double b0, double b1, double b2, double a0, double a1, double a2) {
    this.b0 = b0 / a0;
    this.b1 = b1 / a0;
    this.b2 = b2 / a0;
    this.a1 = a1 / a0;
    this.a2 = a2 / a0;
  }

  /** The distance of the farther pole from the origin, below 1 for a stable filter. */
  double poleRadius() {
    double discriminant = a1 * a1 / 4 - a2;
    return discriminant < 0 ? Math.sqrt(a2) : Math.abs(a1) / 2 + Math.sqrt(discriminant);
  }
}
