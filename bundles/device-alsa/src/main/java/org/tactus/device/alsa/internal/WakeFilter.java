// SPDX-License-Identifier: Apache-2.0
package org.tactus.device.alsa.internal;

import org.tactus.api.Rational;

/**
 * Estimates when periods ended from when they were seen to end, for devices that stamp nothing: the
 * second-order delay-locked loop of F. Adriaensen, "Using a DLL to filter time", Linux Audio
 * Conference 2005. Nothing ends after it was seen, so an estimate is never later than that. Cycle
 * thread; allocates nothing.
 */
final class WakeFilter {

  /** A loop this wide follows a card's clock and smooths what a scheduler adds. */
  private static final double BANDWIDTH_HZ = 0.5;

  private static final double RESET_PERIODS = 4;

  private final double nominalNanos;
  private final double first;
  private final double second;
  private boolean isSet;
  private long origin;
  private double next;
  private double periodNanos;

  WakeFilter(Rational rate, int period) {
    nominalNanos = period * 1e9 / rate.toDouble();
    double omega = 2 * Math.PI * BANDWIDTH_HZ * nominalNanos / 1e9;
    first = Math.sqrt(2) * omega;
    second = omega * omega;
  }

  /** Forgets what was seen. */
  void reset() {
    isSet = false;
  }

  /** Takes the time at which a period was seen to end and returns when it probably did. */
  long filter(long seen) {
    if (!isSet || Math.abs(seen - origin - next) > RESET_PERIODS * nominalNanos) {
      isSet = true;
      origin = seen;
      periodNanos = nominalNanos;
      next = periodNanos;
      return seen;
    }
    double error = seen - origin - next;
    long estimate = origin + Math.round(next);
    next += first * error + periodNanos;
    periodNanos += second * error;
    return Math.min(seen, estimate);
  }
}
