// SPDX-License-Identifier: Apache-2.0
package org.tactus.topology.internal;

import java.util.Optional;
import org.tactus.api.RefusedException;
import org.tactus.linux.CpuSet;
import org.tactus.topology.Cpu;
import org.tactus.topology.Topology;

/**
 * The CPUs that configuration demands, checked against the machine. An absent set leaves the choice
 * to the planner; an empty set of workers means none.
 */
record Overrides(
    Optional<CpuSet> cycle,
    Optional<CpuSet> workers,
    Optional<CpuSet> deviceIo,
    Optional<CpuSet> housekeeping) {

  static final Overrides NONE =
      new Overrides(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

  static Overrides of(
      Topology topology, String cycle, String workers, String deviceIo, String housekeeping)
      throws RefusedException {
    Overrides overrides =
        new Overrides(
            parse(topology, "cycle.cpus", cycle),
            workers.strip().equals("none")
                ? Optional.of(CpuSet.none())
                : parse(topology, "worker.cpus", workers),
            parse(topology, "device.cpus", deviceIo),
            parse(topology, "housekeeping.cpus", housekeeping));
    overrides.refuseSiblings(topology);
    return overrides;
  }

  private static Optional<CpuSet> parse(Topology topology, String key, String list)
      throws RefusedException {
    if (list.isBlank()) {
      return Optional.empty();
    }
    CpuSet cpus;
    try {
      cpus = CpuSet.parse(list);
    } catch (IllegalArgumentException e) {
      throw new RefusedException(key + " = " + list + " is refused: " + e.getMessage(), e);
    }
    for (int cpu : cpus.stream().toArray()) {
      refuseUnusable(topology, key, cpu);
    }
    return Optional.of(cpus);
  }

  private static void refuseUnusable(Topology topology, String key, int cpu)
      throws RefusedException {
    if (topology.allowed().contains(cpu)) {
      return;
    }
    String why;
    if (!topology.present().contains(cpu)) {
      why = "this machine has only the CPUs " + topology.present();
    } else if (!topology.online().contains(cpu)) {
      why =
          "it is offline; bring it up with 'echo 1 > /sys/devices/system/cpu/cpu"
              + cpu
              + "/online'";
    } else if (!topology.cpuset().contains(cpu)) {
      why =
          "the cgroup of this process grants only "
              + topology.cpuset()
              + "; add it to the cgroup's cpuset (systemd: AllowedCPUs=)";
    } else {
      why =
          "the affinity of this process is only "
              + topology.allowed()
              + "; start it without taskset or CPUAffinity=";
    }
    throw new RefusedException(key + " names CPU " + cpu + ", but " + why);
  }

  private void refuseSiblings(Topology topology) throws RefusedException {
    CpuSet cycles = cycle.orElse(CpuSet.none());
    for (Cpu cpu : topology.cpus()) {
      if (!cycles.contains(cpu.id())) {
        continue;
      }
      refuseSibling("cycle.cpus", cpu, cycles);
      refuseSibling("worker.cpus", cpu, workers.orElse(CpuSet.none()));
      refuseSibling("device.cpus", cpu, deviceIo.orElse(CpuSet.none()));
    }
    CpuSet workerSet = workers.orElse(CpuSet.none());
    CpuSet both = workerSet.intersection(cycles);
    if (!both.isEmpty()) {
      throw new RefusedException(
          "workerCpus names CPU "
              + both.first()
              + ", which cycle.cpus names too; give each CPU one of the two");
    }
    for (Cpu cpu : topology.cpus()) {
      if (workerSet.contains(cpu.id())) {
        refuseSibling("worker.cpus", cpu, workerSet);
      }
    }
  }

  private static void refuseSibling(String key, Cpu realTime, CpuSet set) throws RefusedException {
    CpuSet shared = realTime.otherSiblings().intersection(set);
    if (!shared.isEmpty()) {
      throw new RefusedException(
          key
              + " names CPU "
              + shared.first()
              + ", an SMT sibling of the real-time CPU "
              + realTime.id()
              + " that would slow it down; name one CPU of each core");
    }
  }
}
