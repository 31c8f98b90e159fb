// SPDX-License-Identifier: Apache-2.0
package org.tactus.policy;

import java.util.List;
import org.osgi.annotation.versioning.ProviderType;
import org.tactus.linux.CpuSet;

/**
 * Gives roles to the threads that the JVM and libraries made. A safepoint waits for the slowest of
 * them, so an ordinary thread that other load keeps from running keeps the cycle waiting: ordinary
 * threads run at SCHED_RR 1, the VM thread above the cycle. Threads born later are found by a
 * periodic scan; those with a role from {@link SchedulingPolicy} and those that a library made
 * real-time itself are left alone. When the service ends, what it changed is put back.
 */
@ProviderType
public interface JvmThreads {
  /**
   * Scans now and reads back.
   *
   * @return {@code JVM threads}, {@code VM thread} and, when confined, {@code JVM threads cpus};
   *     empty when configuration turned this off
   */
  List<PolicyResult> results();

  /**
   * Keeps the threads without a role from {@link SchedulingPolicy} to these CPUs, now and when born
   * later, so that the cycle has its own.
   *
   * @param cpus the CPUs; empty lifts the confinement
   * @return as {@link #results()}
   */
  List<PolicyResult> confine(CpuSet cpus);
}
