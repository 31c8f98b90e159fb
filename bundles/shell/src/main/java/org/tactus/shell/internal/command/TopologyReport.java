// SPDX-License-Identifier: Apache-2.0
package org.tactus.shell.internal.command;

import java.util.List;
import org.tactus.topology.CpuPlan;
import org.tactus.topology.Reservation;
import org.tactus.topology.Topology;

/**
 * The machine's CPUs and what they are for.
 *
 * @param topology the CPUs
 * @param plan which of them are for what, and why
 * @param reservations what pipelines hold now
 */
public record TopologyReport(Topology topology, CpuPlan plan, List<Reservation> reservations) {

  /** Copies the list. */
  public TopologyReport {
    reservations = List.copyOf(reservations);
  }
}
