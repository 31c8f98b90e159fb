// SPDX-License-Identifier: Apache-2.0
package org.tactus.api.device;

import org.tactus.api.Rational;

/**
 * What an end wants of a pipeline before it is opened. Immutable; control thread.
 *
 * @param rate the rate it must have (a file's, a server's), or null where it takes what it gets
 * @param period the period it must have (a server's), or 0 where it takes what it gets
 * @param hasClock whether it can start the cycles
 */
public record EndPreference(Rational rate, int period, boolean hasClock) {

  /** Takes any rate and period and has no clock. */
  public static final EndPreference ANY = new EndPreference(null, 0, false);

  /** Takes any rate and period and can start the cycles. */
  public static final EndPreference CLOCK = new EndPreference(null, 0, true);
}
