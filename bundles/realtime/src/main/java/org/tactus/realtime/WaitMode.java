// SPDX-License-Identifier: Apache-2.0
package org.tactus.realtime;

/** How a thread waits for a time. */
public enum WaitMode {
  /** Sleeps in the kernel until the time comes. */
  SLEEP,
  /** Sleeps until shortly before and spins for the rest, a share of the time between two waits. */
  SLEEP_THEN_SPIN,
  /** Spins all the time, which only a CPU of its own can bear. */
  SPIN
}
