// SPDX-License-Identifier: Apache-2.0
package org.tactus.engine.internal;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.tactus.api.Rational;
import org.tactus.api.node.Transport;

/** What all nodes of a plan share in a cycle; written by the cycle thread before they run. */
final class PlanState {

  private static final VarHandle RUNNING;

  static {
    try {
      RUNNING = MethodHandles.lookup().findVarHandle(PlanState.class, "running", NodeRun.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  final Rational rate;
  final int period;
  final boolean freewheeling;
  private final PipelineTransport ownTransport;

  /** The clock's, where it brings one. */
  Transport transport;

  long position;
  long time;
  long deadline;
  double measuredRate;
  boolean muted;

  /** Whether what costs a system call is counted for each node. */
  boolean investigating;

  /** Whether a node runs old and new code side by side in this cycle, as the node says itself. */
  boolean swapping;

  /** Whether what nodes take and allocate counts: once everything is warm. */
  boolean judging;

  /** Knows the cycle thread; null where no clock says when a cycle must end. */
  CpuWitness witness;

  private NodeRun running;

  /** The frame position at which everything ends, whatever the sources have. */
  long limit = Long.MAX_VALUE;

  PlanState(Rational rate, int period, boolean freewheeling) {
    this.rate = rate;
    this.period = period;
    this.freewheeling = freewheeling;
    measuredRate = rate.toDouble();
    ownTransport = new PipelineTransport(rate);
    transport = ownTransport;
  }

  void beginTransport() {
    ownTransport.begin(position);
  }

  /** The cycle that another state was in. */
  void copyFrom(PlanState other) {
    position = other.position;
    time = other.time;
    deadline = other.deadline;
    measuredRate = other.measuredRate;
    muted = other.muted;
    investigating = other.investigating;
    judging = other.judging;
    witness = other.witness;
    limit = other.limit;
    transport = other.transport == other.ownTransport ? ownTransport : other.transport;
    beginTransport();
  }

  void setRunning(NodeRun node) {
    RUNNING.setOpaque(this, node);
  }

  /** The node that is at work, for one who asks why a cycle does not end. */
  NodeRun running() {
    return (NodeRun) RUNNING.getOpaque(this);
  }
}
