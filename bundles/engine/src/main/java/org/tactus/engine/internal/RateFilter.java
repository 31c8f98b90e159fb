// SPDX-License-Identifier: Apache-2.0
package org.tactus.engine.internal;

/**
 * Filters the times at which cycles were due into a rate: a second-order delay-locked loop as in F.
 * Adriaensen, "Using a DLL to filter time", Linux Audio Conference 2005.
 */
final class RateFilter {

  private static final double BANDWIDTH_HZ = 0.1;

  private final int period;
  private final double nominalNanos;
  private final double b;
  private final double c;
  private double next;
  private double step;
  private boolean running;

  RateFilter(int period, double nominalRate) {
    this.period = period;
    nominalNanos = period / nominalRate * 1e9;
    double omega = 2 * Math.PI * BANDWIDTH_HZ * nominalNanos / 1e9;
    b = Math.sqrt(2) * omega;
    c = omega * omega;
    step = nominalNanos;
  }

  /** Takes the next due time and gives the rate in frames a second. */
  double update(long due) {
    double error = due - next;
    if (!running || Math.abs(error) > 4 * nominalNanos) {
      running = true;
      next = due + nominalNanos;
      step = nominalNanos;
    } else {
      next += b * error + step;
      step += c * error;
    }
    return period * 1e9 / step;
  }
}
