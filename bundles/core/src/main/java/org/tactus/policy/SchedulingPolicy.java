// SPDX-License-Identifier: Apache-2.0
package org.tactus.policy;

import java.util.List;
import org.osgi.annotation.versioning.ProviderType;
import org.tactus.linux.CpuSet;

/**
 * Gives threads the scheduler, priority and CPUs of their role and reads back what the kernel did.
 * A thread that has a role here is left alone by {@link JvmThreads}. When configuration changes,
 * the threads that have a role get the new settings.
 *
 * <p>Any thread may call, none on the cycle's path. A right that is missing is a {@link
 * PolicyResult} that is not ok, never an exception.
 */
@ProviderType
public interface SchedulingPolicy {
  /**
   * Gives the calling thread a role.
   *
   * @param role what the thread is for
   * @param cpus the CPUs it shall run on; empty for the role's
   * @return what was asked and what was read back, {@code NAME scheduler}, {@code NAME cpus} and
   *     {@code NAME timer slack}, where NAME is the kernel's name of the thread
   */
  List<PolicyResult> apply(Role role, CpuSet cpus);

  /**
   * Gives another thread of this process a role; its timer slack stays as it is.
   *
   * @param tid the kernel's number of the thread
   * @param role what the thread is for
   * @param cpus the CPUs it shall run on; empty for the role's
   * @return what was asked and what was read back
   */
  List<PolicyResult> apply(int tid, Role role, CpuSet cpus);

  /** What was read back when the thread last got its role; empty when it has none here. */
  List<PolicyResult> results(int tid);

  /** Forgets a thread that ends or is used for something else; its scheduling stays as it is. */
  void forget(int tid);

  /** What configuration asks for a role. */
  RoleSettings settings(Role role);
}
