// SPDX-License-Identifier: Apache-2.0
package org.tactus.engine.internal;

import org.tactus.api.Rational;
import org.tactus.api.node.Transport;

/** What all nodes of a plan share in a cycle; written by the cycle thread before they run. */
final class PlanState {

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

  /** The frame position at which everything ends, whatever the sources have. */
  long limit = Long.MAX_VALUE;

  PlanState(Rational rate, int period, boolean freewheeling) {
    this.period = period;
    this.freewheeling = freewheeling;
    measuredRate = rate.toDouble();
    ownTransport = new PipelineTransport(rate);
    transport = ownTransport;
  }

  void beginTransport() {
    ownTransport.begin(position);
  }
}
