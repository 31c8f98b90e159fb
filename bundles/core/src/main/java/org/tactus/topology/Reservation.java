// SPDX-License-Identifier: Apache-2.0
package org.tactus.topology;

import java.util.List;
import org.osgi.annotation.versioning.ProviderType;
import org.tactus.api.RefusedException;
import org.tactus.linux.CpuSet;

/**
 * The CPUs that one pipeline holds until it releases them. May be used from any control thread; not
 * for the cycle's path.
 */
@ProviderType
public interface Reservation {

  /** The pipeline's name. */
  String pipeline();

  /** The one CPU of its cycle thread. */
  CpuSet cycleCpu();

  /** One CPU per worker, as many as workers were granted; none of them is the cycle's. */
  List<CpuSet> workerCpus();

  /** The CPUs of its device I/O threads. */
  CpuSet deviceIo();

  /** {@link CpuPlanner#housekeeping()} at this moment. */
  CpuSet housekeeping();

  /** One sentence per decision, for an operator. */
  List<String> reasons();

  /** The admitted share of each of its CPUs' time. */
  double duty();

  /**
   * Changes the admitted share, for example when the pipeline was edited. A refusal leaves the
   * former share in force.
   *
   * @param duty the share of the time of each of its CPUs, above 0
   * @throws RefusedException when one of its CPUs cannot take it within the limit, or the
   *     reservation was released
   */
  void updateDuty(double duty) throws RefusedException;

  /** Gives the CPUs back; a second call does nothing. */
  void release();
}
