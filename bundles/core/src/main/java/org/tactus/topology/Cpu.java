// SPDX-License-Identifier: Apache-2.0
package org.tactus.topology;

import java.util.Objects;
import org.tactus.linux.CpuSet;

/**
 * One online CPU, as the kernel numbers them: a hardware thread. From {@code
 * /sys/devices/system/cpu}; see Documentation/admin-guide/cputopology.rst of the kernel.
 *
 * @param id the kernel's number
 * @param packageId the socket, -1 where the kernel does not say
 * @param coreId the core's number within its package, -1 where the kernel does not say
 * @param node the NUMA node, 0 on a machine without NUMA
 * @param siblings the online CPUs of the same core, this one included
 * @param l2 the online CPUs that share its level-2 cache, this one included
 * @param l3 the online CPUs that share its level-3 cache, this one included
 * @param isolated the kernel's load balancer leaves it alone ({@code isolcpus=} or an isolated
 *     cpuset partition)
 * @param nohzFull the kernel stops its tick while one task runs ({@code nohz_full=})
 * @param capacity the kernel's measure of its speed, 1024 for the fastest; 0 where it does not say
 * @param maxFrequencyKhz its highest frequency in kHz, 0 where the kernel does not say
 */
public record Cpu(
    int id,
    int packageId,
    int coreId,
    int node,
    CpuSet siblings,
    CpuSet l2,
    CpuSet l3,
    boolean isolated,
    boolean nohzFull,
    int capacity,
    long maxFrequencyKhz) {

  /** Checks that the CPU is a member of its own core and caches. */
  public Cpu {
    Objects.requireNonNull(siblings, "siblings");
    Objects.requireNonNull(l2, "l2");
    Objects.requireNonNull(l3, "l3");
    if (!siblings.contains(id) || !l2.contains(id) || !l3.contains(id)) {
      throw new IllegalArgumentException(
          "CPU "
              + id
              + " is not a member of its own core "
              + siblings
              + " or caches "
              + l2
              + " and "
              + l3);
    }
  }

  /** The other CPUs of the same core; empty without simultaneous multithreading. */
  public CpuSet otherSiblings() {
    return siblings.minus(CpuSet.of(id));
  }
}
