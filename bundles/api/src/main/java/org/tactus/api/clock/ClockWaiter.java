// SPDX-License-Identifier: Apache-2.0
package org.tactus.api.clock;

import org.osgi.annotation.versioning.ProviderType;

/** The host's way of waiting, given to a clock on the cycle thread. No method allocates. */
@ProviderType
public interface ClockWaiter {

  /**
   * Sleeps, or sleeps and then spins, as the pipeline is configured.
   *
   * @param nanoTime CLOCK_MONOTONIC in nanoseconds, as System.nanoTime()
   * @return false at once when the host wants the clock to stop
   */
  boolean until(long nanoTime);

  /** Whether the host wants the clock to stop. */
  boolean isStopping();
}
