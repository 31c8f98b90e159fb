// SPDX-License-Identifier: Apache-2.0
package org.tactus.device.timer.internal;

import java.lang.foreign.MemorySegment;

/**
 * A test signal. Every sample depends on its position and channel alone, never on the period, and
 * is bit-identical on every machine. Cycle thread, except the constructor; allocates nothing.
 */
interface Signal {

  /** Whether every channel carries the same samples, so that one rendering serves all. */
  default boolean isSameOnEveryChannel() {
    return true;
  }

  /**
   * Writes samples. Positions of one channel follow one another without a gap.
   *
   * @param channel 0 or more
   * @param position of the first frame
   * @param frames how many
   * @param target 32-bit floats in native order
   */
  void render(int channel, long position, int frames, MemorySegment target);

  /** Forgets all history. */
  default void reset() {}

  /** Makes ready to go on at a position, as if all before it had been rendered. */
  default void seek(long position) {}
}
