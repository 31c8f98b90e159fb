// SPDX-License-Identifier: Apache-2.0
package org.tactus.engine;

import java.util.List;
import java.util.Map;
import org.tactus.api.Rational;
import org.tactus.policy.PolicyResult;

/**
 * What is known of a pipeline at one moment. Immutable; any thread.
 *
 * @param specification what the operator said
 * @param state where it is in its life
 * @param message the sentence that says why it failed or what is wrong; empty where all is well
 * @param rate as negotiated; null before the first start
 * @param period as negotiated; 0 before the first start
 * @param clock what starts the cycles; empty before the first start
 * @param seconds since the first cycle
 * @param startToFirstCycleMillis from the process's start, or from the pipeline's for later ones
 * @param startToWarmMillis likewise; NaN until warm
 * @param cycles how many
 * @param late how many ended after their deadline
 * @param xrunCount late cycles and cycles that a device lost
 * @param xruns the last ones whose causes are found, oldest first
 * @param xrunsByCause how many had which cause, of all since the start whose causes are found
 * @param load the share of the period that cycles took, lately: 0 to 1 and above
 * @param lateness of the wake-up
 * @param cycleTime from wake-up to the last node's end
 * @param allocatedBytes by the cycle thread since warm
 * @param minorFaults of the cycle thread since warm
 * @param majorFaults of the cycle thread since warm
 * @param latencyFrames from the first source to the last sink, devices included
 * @param nodes in the order in which they run
 * @param policy what was asked of the machine and what took effect
 */
public record PipelineStatus(
    PipelineSpecification specification,
    PipelineState state,
    String message,
    Rational rate,
    int period,
    String clock,
    double seconds,
    double startToFirstCycleMillis,
    double startToWarmMillis,
    long cycles,
    long late,
    long xrunCount,
    List<Xrun> xruns,
    Map<String, Long> xrunsByCause,
    double load,
    Percentiles lateness,
    Percentiles cycleTime,
    long allocatedBytes,
    long minorFaults,
    long majorFaults,
    String latencyFrames,
    List<NodeStatus> nodes,
    List<PolicyResult> policy) {

  /** The name. */
  public String name() {
    return specification.name();
  }
}
