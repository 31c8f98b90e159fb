// SPDX-License-Identifier: Apache-2.0
package org.tactus.engine;

import java.util.List;

/**
 * What is known of a node. Immutable; any thread.
 *
 * @param name in the pipeline
 * @param type the word in the notation
 * @param role {@code source}, {@code processor} or {@code sink}
 * @param formats what flows out of it, or into a sink: {@code "2 channels at 48000 Hz"}
 * @param latencyFrames its own
 * @param ledger what it cost
 * @param bypassed whether it is left out
 * @param containment where it stands on the ladder of containment, and why
 * @param message the sentence that says why, or what it warns of; empty where all is well
 * @param parameters in the order of its type
 * @param meters in the order of its type
 */
public record NodeStatus(
    String name,
    String type,
    String role,
    String formats,
    long latencyFrames,
    NodeLedger ledger,
    boolean bypassed,
    NodeContainment containment,
    String message,
    List<ParameterStatus> parameters,
    List<MeterStatus> meters) {

  /** What a cycle of it took. */
  public Percentiles time() {
    return ledger.time();
  }
}
