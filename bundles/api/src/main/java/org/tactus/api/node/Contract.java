// SPDX-License-Identifier: Apache-2.0
package org.tactus.api.node;

/**
 * What a node declares that a cycle of it costs at most, on the machine class its vendor names. The
 * host admits by it, measures against it and names the node that breaks it. Immutable; any thread.
 *
 * @param fixedNanos nanoseconds a cycle, whatever its length
 * @param nanosPerFrame nanoseconds for each frame and channel
 * @param allocatedBytes bytes that a cycle may allocate; 0 for a good citizen
 */
public record Contract(long fixedNanos, double nanosPerFrame, long allocatedBytes) {

  /** Nothing is declared: admission goes by measurement alone. */
  public static final Contract MEASURED = new Contract(0, 0, 0);

  /** The declared budget of one cycle, in nanoseconds. */
  public long budgetNanos(int frames, int channels) {
    return fixedNanos + Math.round(nanosPerFrame * frames * channels);
  }
}
