// SPDX-License-Identifier: Apache-2.0
package org.tactus.realtime;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * Hears of cycles that do not end. The watchdog's thread calls, above every other priority: be
 * short, do not block.
 */
@ConsumerType
public interface WatchListener {
  /**
   * A cycle has been running for longer than its limit. Called once for such a cycle.
   *
   * @param watch which cycle
   * @param begunNanos when it began, by {@code System.nanoTime()}
   * @param elapsedNanos how long it has been running
   */
  void stuck(Watch watch, long begunNanos, long elapsedNanos);

  /**
   * A cycle that was stuck has ended after all.
   *
   * @param watch which cycle
   * @param begunNanos when it began, by {@code System.nanoTime()}
   * @param elapsedNanos how long it ran at most: until it was seen to have ended
   */
  default void recovered(Watch watch, long begunNanos, long elapsedNanos) {}
}
