// SPDX-License-Identifier: Apache-2.0
package org.tactus.realtime;

import org.osgi.annotation.versioning.ProviderType;

/**
 * Tells the watchdog when a cycle begins and ends. {@link #begin} and {@link #end} belong to one
 * thread and are for the cycle's path: each is one store.
 */
@ProviderType
public interface Watch extends AutoCloseable {
  /**
   * A cycle begins.
   *
   * @param nanoTime the time by {@code System.nanoTime()}, not 0
   */
  void begin(long nanoTime);

  /** The cycle has ended. */
  void end();

  /** The name given when the watch was made. */
  String name();

  /** Cycles that did not end in time. */
  long stuckCycles();

  /** Ends the watch. Control threads call; closing again does nothing. */
  @Override
  void close();
}
