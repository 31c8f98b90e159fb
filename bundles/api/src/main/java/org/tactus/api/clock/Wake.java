// SPDX-License-Identifier: Apache-2.0
package org.tactus.api.clock;

/** Why {@link Clock#await} returned. */
public enum Wake {
  /** A cycle is due. */
  CYCLE,
  /** A cycle is due, and the device lost frames before it. */
  XRUN,
  /** The host asked the clock to stop. */
  STOPPED,
  /** The device is gone; the clock will start no further cycle. */
  LOST
}
