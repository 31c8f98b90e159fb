// SPDX-License-Identifier: Apache-2.0
package org.tactus.api.processor;

import java.lang.foreign.MemorySegment;
import org.osgi.annotation.versioning.ConsumerType;
import org.tactus.api.node.Node;
import org.tactus.api.node.StateLayout;

/** A node that a vendor's code computes. See {@link Node} for its life and threads. */
@ConsumerType
public interface Processor extends Node {

  /** The state a successor may take over; from prepare on, control thread. */
  @Override
  default StateLayout stateLayout() {
    return StateLayout.NONE;
  }

  /**
   * Writes the state at a block edge. Cycle thread, between two calls of {@code process}; the rules
   * of {@code process} hold.
   *
   * @param target at least as many bytes as the layout names, 64-byte aligned
   * @return the bytes written
   */
  @Override
  default long saveState(MemorySegment target) {
    return 0;
  }

  /**
   * Takes the state of a predecessor, after prepare and before the first {@code process}. Control
   * thread.
   *
   * @param version of the predecessor's layout
   * @param source the bytes it wrote
   * @return whether the state was taken; if not, input is replayed
   */
  @Override
  default boolean loadState(int version, MemorySegment source) {
    return false;
  }
}
