// SPDX-License-Identifier: Apache-2.0
package org.tactus.engine.internal;

/**
 * Follows the median of times in constant time: up a step where one is above, down where it is
 * below. A step is a 64th of the median, so that what is rare leaves no trace. Belongs to one
 * thread.
 */
final class TypicalTime {

  private static final int STEP_SHIFT = 6;

  private long nanos;

  void learn(long time) {
    if (nanos == 0) {
      nanos = time;
    } else {
      long step = (nanos >> STEP_SHIFT) | 1;
      nanos += time > nanos ? step : time < nanos ? -step : 0;
    }
  }

  /** The median so far; 0 before the first. */
  long nanos() {
    return nanos;
  }
}
