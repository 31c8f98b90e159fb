// SPDX-License-Identifier: Apache-2.0
package org.tactus.policy;

import org.tactus.linux.CpuSet;
import org.tactus.linux.ThreadScheduling;

/**
 * What configuration asks for the threads of one role.
 *
 * @param scheduling scheduler, priority or deadline
 * @param cpus the CPUs that they run on; empty leaves a thread on the CPUs that it has
 */
public record RoleSettings(ThreadScheduling scheduling, CpuSet cpus) {}
