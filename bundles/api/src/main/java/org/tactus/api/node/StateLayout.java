// SPDX-License-Identifier: Apache-2.0
package org.tactus.api.node;

/**
 * The size and version of the state that a node can write at a block edge. Immutable; any thread.
 *
 * @param version of the layout; a successor takes the versions that it knows
 * @param bytes how many a save writes at most; 0 where the successor replays input instead
 * @param costNanos how long a save takes at most, on the cycle thread
 * @param replayFrames how much input history rebuilds the state when it cannot be copied
 */
public record StateLayout(int version, long bytes, long costNanos, long replayFrames) {

  /** No state: the output depends on this cycle's input alone. */
  public static final StateLayout NONE = new StateLayout(0, 0, 0, 0);

  /** State that {@code saveState} copies. */
  public static StateLayout copied(int version, long bytes, long costNanos) {
    return new StateLayout(version, bytes, costNanos, 0);
  }

  /** State that is rebuilt by replaying this many frames of input. */
  public static StateLayout replayed(long frames) {
    return new StateLayout(0, 0, 0, frames);
  }
}
