// SPDX-License-Identifier: Apache-2.0
package org.tactus.realtime;

import java.util.Objects;
import org.tactus.linux.CpuSet;
import org.tactus.policy.Role;

/**
 * A thread that is wanted.
 *
 * @param name shown in listings; the kernel shows 15 bytes of it
 * @param role what the thread is for
 * @param cpus the CPUs it shall run on; empty for the role's
 */
public record ThreadRequest(String name, Role role, CpuSet cpus) {
  /** Checks that there is a name, a role and a set. */
  public ThreadRequest {
    Objects.requireNonNull(role, "role");
    Objects.requireNonNull(cpus, "cpus");
    if (name.isBlank()) {
      throw new IllegalArgumentException("A thread needs a name that is not blank");
    }
  }

  /** A thread on the CPUs of its role. */
  public static ThreadRequest of(String name, Role role) {
    return new ThreadRequest(name, role, CpuSet.none());
  }
}
