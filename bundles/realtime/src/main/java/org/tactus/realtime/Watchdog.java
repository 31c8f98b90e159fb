// SPDX-License-Identifier: Apache-2.0
package org.tactus.realtime;

import org.osgi.annotation.versioning.ProviderType;

/** Notices cycles that do not end, on a thread of its own in the role WATCHDOG. */
@ProviderType
public interface Watchdog {
  /**
   * Watches a cycle. Control threads call.
   *
   * @param name which cycle, shown in listings
   * @param limitNanos how long a cycle may run, at least 1 ms; it is noticed a quarter of that
   *     later at most, plus the time the watchdog's thread takes to wake
   * @param listener is told
   * @throws IllegalArgumentException for a limit below 1 ms
   */
  Watch watch(String name, long limitNanos, WatchListener listener);
}
