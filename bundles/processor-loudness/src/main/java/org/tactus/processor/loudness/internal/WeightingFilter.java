// SPDX-License-Identifier: Apache-2.0
package org.tactus.processor.loudness.internal;

/**
 * The K-weighting of ITU-R BS.1770-5, Annex 1, for any rate. The recommendation gives coefficients
 * for 48 kHz alone; the two sections are derived anew by the bilinear transform from the analogue
 * prototypes behind them (B. De Man, "Evaluation of implementations of the EBU R128 loudness
 * measurement", AES 145, 2018).
 */
final class WeightingFilter {

  private static final double SHELF_FREQUENCY = 1681.974450955533;
  private static final double SHELF_QUALITY = 0.7071752369554196;
  private static final double SHELF_DECIBELS = 3.999843853973347;
  private static final double SHELF_BAND_EXPONENT = 0.4996667741545416;
  private static final double HIGHPASS_FREQUENCY = 38.13547087602444;
  private static final double HIGHPASS_QUALITY = 0.5003270373238773;

  final double shelfB0;
  final double shelfB1;
  final double shelfB2;
  final double shelfA1;
  final double shelfA2;
  final double highpassA1;
  final double highpassA2;

  WeightingFilter(double rate) {
    double k = Math.tan(Math.PI * SHELF_FREQUENCY / rate);
    double high = Math.pow(10, SHELF_DECIBELS / 20);
    double band = Math.pow(high, SHELF_BAND_EXPONENT);
    double a0 = 1 + k / SHELF_QUALITY + k * k;
    shelfB0 = (high + band * k / SHELF_QUALITY + k * k) / a0;
    shelfB1 = 2 * (k * k - high) / a0;
    shelfB2 = (high - band * k / SHELF_QUALITY + k * k) / a0;
    shelfA1 = 2 * (k * k - 1) / a0;
    shelfA2 = (1 - k / SHELF_QUALITY + k * k) / a0;
    k = Math.tan(Math.PI * HIGHPASS_FREQUENCY / rate);
    a0 = 1 + k / HIGHPASS_QUALITY + k * k;
    highpassA1 = 2 * (k * k - 1) / a0;
    highpassA2 = (1 - k / HIGHPASS_QUALITY + k * k) / a0;
  }
}
