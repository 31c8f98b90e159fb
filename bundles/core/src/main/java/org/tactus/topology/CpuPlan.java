// SPDX-License-Identifier: Apache-2.0
package org.tactus.topology;

import java.util.List;
import java.util.Objects;
import org.tactus.linux.CpuSet;

/**
 * Which CPUs are for what, before any pipeline has reserved one. Immutable; any thread may use it.
 *
 * @param cycle the CPUs that cycle threads may get, the best first, one per core
 * @param workers the CPUs that workers may get, the best first, one per core; empty when this
 *     machine has no CPU for a worker. A CPU may be in both lists; a reservation gives it to one
 * @param deviceIo the CPUs of device I/O threads, never an SMT sibling of a CPU of {@code cycle}
 * @param housekeeping the CPUs of every other thread, the JVM's own included
 * @param reasons one sentence per decision, for an operator
 */
public record CpuPlan(
    List<Integer> cycle,
    List<Integer> workers,
    CpuSet deviceIo,
    CpuSet housekeeping,
    List<String> reasons) {

  /** Copies the lists and checks that there is a CPU for a cycle and for housekeeping. */
  public CpuPlan {
    cycle = List.copyOf(cycle);
    workers = List.copyOf(workers);
    reasons = List.copyOf(reasons);
    Objects.requireNonNull(deviceIo, "deviceIo");
    if (cycle.isEmpty() || housekeeping.isEmpty()) {
      throw new IllegalArgumentException("A plan needs a CPU for a cycle and for housekeeping");
    }
  }

  /** The reasons, one per line. */
  public String render() {
    return String.join(System.lineSeparator(), reasons) + System.lineSeparator();
  }
}
