// SPDX-License-Identifier: Apache-2.0
package org.tactus.topology;

import java.util.List;
import org.osgi.annotation.versioning.ProviderType;
import org.tactus.api.RefusedException;
import org.tactus.linux.CpuSet;
import org.tactus.policy.PolicyResult;

/**
 * Chooses CPUs for the threads of pipelines and admits real-time work to them. A service. Its
 * methods may be called from any control thread; they lock, and have no place on the cycle's path.
 *
 * <p>Isolated cores come first, a worker shares a cache with its cycle, nothing real-time runs on
 * an SMT sibling of a cycle CPU, CPU 0 is avoided because the kernel's own work gathers there, and
 * housekeeping stays elsewhere. With fewer than four CPUs there is one cycle CPU and no worker, and
 * housekeeping may use every CPU. Configuration {@code org.tactus.topology} overrides each choice.
 */
@ProviderType
public interface CpuPlanner {

  /** The CPUs of this machine as they were when the planner started. */
  Topology topology();

  /** Which CPUs are for what. */
  CpuPlan plan();

  /**
   * The CPUs for the JVM's own threads and everything that is not real-time, at this moment: those
   * of the plan without the cores that pipelines have reserved. Never empty. It changes when a
   * pipeline reserves or releases CPUs.
   */
  CpuSet housekeeping();

  /**
   * Reserves a CPU for a pipeline's cycle and up to {@code workers} more for its workers, fewer
   * where no CPU is left, with the reason in {@link Reservation#reasons()}.
   *
   * @param pipeline the pipeline's name, one reservation each
   * @param duty the share of a CPU's time that the cycle may use, above 0 and at most the limit;
   *     every worker's CPU is charged the same
   * @param workers how many workers are wanted, 0 or more
   * @throws RefusedException when no CPU can take the duty within the limit; the sentence names the
   *     CPU, its load and the remedy
   */
  Reservation reserve(String pipeline, double duty, int workers) throws RefusedException;

  /** What pipelines hold now, in the order in which they asked. */
  List<Reservation> reservations();

  /** The real-time duty admitted to a CPU, 0 to {@link #dutyLimit()}. */
  double load(int cpu);

  /** The highest real-time duty of a CPU, 0.75 unless configured. */
  double dutyLimit();

  /** Whether the configured choice was taken; not ok when it was refused, with the remedy. */
  List<PolicyResult> policy();
}
