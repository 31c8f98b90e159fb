// SPDX-License-Identifier: Apache-2.0
package org.tactus.api.device;

import org.osgi.annotation.versioning.ConsumerType;
import org.tactus.api.RefusedException;
import org.tactus.api.clock.Clock;
import org.tactus.api.node.Node;

/**
 * One end of a device, opened for one pipeline: a source fills its output in {@code process}, a
 * sink drains its input. Its life is that of a {@link Node} with start after prepare and stop
 * before release. {@link #latency()} is the device's own: from the converter or the file to the
 * block, or back, in frames. In {@code process} an end never waits; its clock does.
 */
@ConsumerType
public interface DeviceEnd extends Node {

  /** The clock of this end, or null. Control thread, from prepare on. */
  default Clock clock() {
    return null;
  }

  /**
   * Starts the device, right before the first cycle, and again after a stop when its successor was
   * sent back. Control thread.
   *
   * @throws RefusedException if it does not start
   */
  default void start() throws RefusedException {}

  /** Stops the device, after the last cycle. Control thread. */
  default void stop() {}

  /** Frames or cycles that the device lost since it was opened. Any thread. */
  default long xruns() {
    return 0;
  }

  /**
   * One sentence when the device can no longer work (pulled out, disk full), otherwise null; the
   * host asks a few times a second. Any thread but the cycle's.
   */
  default String fault() {
    return null;
  }
}
