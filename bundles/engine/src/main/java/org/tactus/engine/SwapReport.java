// SPDX-License-Identifier: Apache-2.0
package org.tactus.engine;

/**
 * What a swap did. Immutable; any thread.
 *
 * @param pipeline its name
 * @param node its name
 * @param from the old code as {@code type@version}
 * @param to the new code as {@code type@version}
 * @param outcome whether the new code stays
 * @param reason one sentence that says why it was rolled back; empty where it was not
 * @param handOver how the new code came to the old one's state
 * @param blocks cycles from the request to the end of the probation
 * @param late of these, cycles that ended after their deadline
 * @param ramped of these, cycles in which old and new were heard together
 * @param lost of these, cycles whose input no device took while one stopped and the next began
 * @param replayedFrames frames of input that the new code caught up on
 * @param shiftFrames by how much later the output is than before, since the new code's latency is
 *     longer; 0 where it could be aligned
 * @param worstCycleMicros the longest of these cycles, wake-up to last node, both versions included
 * @param steadyMicros the 99.9th percentile of the pipeline's cycles before
 * @param warmUpMillis what the warm-up off the cycle thread took
 * @param totalMillis from the request to the end of the probation
 */
public record SwapReport(
    String pipeline,
    String node,
    String from,
    String to,
    Outcome outcome,
    String reason,
    HandOver handOver,
    long blocks,
    long late,
    long ramped,
    long lost,
    long replayedFrames,
    long shiftFrames,
    double worstCycleMicros,
    double steadyMicros,
    double warmUpMillis,
    double totalMillis) {

  /** How a swap ended. */
  public enum Outcome {
    /** The new code stays. */
    SWAPPED,
    /** The new code misbehaved; the old one is heard again. */
    ROLLED_BACK
  }

  /** How the new code came to the old one's state. */
  public enum HandOver {
    /** The old code wrote it, the new one read it. */
    COPIED,
    /** The new code replayed the input of the past. */
    REPLAYED,
    /** There is none to hand over. */
    STATELESS,
    /** The old code rang out. */
    TAIL
  }
}
