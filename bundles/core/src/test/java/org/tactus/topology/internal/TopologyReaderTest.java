// SPDX-License-Identifier: Apache-2.0
package org.tactus.topology.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tactus.linux.CpuSet;
import org.tactus.machine.internal.MachineTree;
import org.tactus.topology.Cpu;
import org.tactus.topology.Topology;

class TopologyReaderTest {
  @TempDir Path root;

  @Test
  void readsPackagesNodesCachesAndSiblingsOfANumaServer() {
    Topology topology = read(MachineTree.numaServer(root));
    assertEquals(64, topology.cpus().size());
    assertEquals(2, topology.packageCount());
    assertEquals(2, topology.nodeCount());
    assertEquals(32, topology.coreCount());
    Cpu cpu = topology.cpu(17).orElseThrow();
    assertEquals(1, cpu.packageId());
    assertEquals(1, cpu.node());
    assertEquals(1, cpu.coreId());
    assertEquals(CpuSet.parse("17,49"), cpu.siblings());
    assertEquals(CpuSet.of(49), cpu.otherSiblings());
    assertEquals(CpuSet.parse("17,49"), cpu.l2());
    assertEquals(CpuSet.parse("16-31,48-63"), cpu.l3());
    assertTrue(topology.hasSmt());
  }

  @Test
  void readsFrequenciesOfAHybrid() {
    Topology topology = read(MachineTree.hybrid(root));
    assertEquals(4_700_000, topology.cpu(2).orElseThrow().maxFrequencyKhz());
    assertEquals(3_500_000, topology.cpu(4).orElseThrow().maxFrequencyKhz());
    assertEquals(CpuSet.parse("8-11"), topology.cpu(9).orElseThrow().l2());
  }

  @Test
  void readsAGuestWithoutNodesAndLevel3() {
    Topology topology = read(MachineTree.smallGuest(root));
    assertEquals(CpuSet.of(1), topology.cpu(1).orElseThrow().l3());
    assertEquals(0, topology.cpu(1).orElseThrow().node());
    assertFalse(topology.hasSmt());
  }

  @Test
  void isolatedCpusAreAllowedThoughTheInheritedAffinityLeavesThemOut() {
    Topology topology = read(MachineTree.isolatedCores(root));
    assertEquals(CpuSet.parse("6-7"), topology.isolated());
    assertEquals(CpuSet.parse("6-7"), topology.nohzFull());
    assertEquals(CpuSet.parse("0-7"), topology.allowed());
  }

  @Test
  void anAffinitySetByHandIsObeyed() {
    assertEquals(
        CpuSet.parse("0-2"), read(MachineTree.isolatedCores(root).affinity("0-2")).allowed());
    assertEquals(
        CpuSet.parse("5-6"), read(MachineTree.isolatedCores(root).affinity("5-6")).allowed());
  }

  @Test
  void offlineCpusAreNotInTheTopology() {
    Topology topology = read(MachineTree.smtLaptop(root).online("0-3,5-7").present("0-7"));
    assertTrue(topology.cpu(4).isEmpty());
    assertEquals(CpuSet.of(0), topology.cpu(0).orElseThrow().siblings());
    assertEquals(CpuSet.parse("0-7"), topology.present());
  }

  @Test
  void aCgroup2CpusetIsTheLimit() {
    MachineTree tree = MachineTree.smtLaptop(root);
    tree.file("/proc/self/cgroup", "0::/system.slice/tactus.service");
    tree.file("/sys/fs/cgroup/system.slice/cpuset.cpus.effective", "0-5");
    tree.affinity("0-5");
    Topology topology = read(tree);
    assertEquals(CpuSet.parse("0-5"), topology.cpuset());
    assertEquals(CpuSet.parse("0-5"), topology.allowed());
  }

  @Test
  void aCgroup1CpusetIsTheLimit() {
    MachineTree tree = MachineTree.smtLaptop(root);
    tree.file("/proc/self/cgroup", "4:cpu,cpuacct:/x\n3:cpuset:/rt\n0::/");
    tree.file("/sys/fs/cgroup/cpuset/rt/cpuset.effective_cpus", "2-3,6-7");
    tree.affinity("2-3,6-7");
    assertEquals(CpuSet.parse("2-3,6-7"), read(tree).allowed());
  }

  @Test
  void anIsolatedCpusetPartitionCountsAsIsolated() {
    MachineTree tree = MachineTree.smtLaptop(root);
    tree.file("/sys/fs/cgroup/cpuset.cpus.isolated", "3");
    assertEquals(CpuSet.of(3), read(tree).isolated());
  }

  @Test
  void aKernelThatPrintsNullForNohzFullHasNone() {
    assertTrue(read(MachineTree.smtLaptop(root).nohzFull("(null)")).nohzFull().isEmpty());
  }

  @Test
  void aTreeWithoutCpusIsRefusedWithTheRemedy() {
    IllegalStateException refusal =
        assertThrows(IllegalStateException.class, () -> read(new MachineTree(root)));
    assertTrue(refusal.getMessage().contains("mount"), refusal.getMessage());
  }

  @Test
  void rendersOneLinePerCpuBelowASummary() {
    String text = read(MachineTree.isolatedCores(root)).render();
    String[] lines = text.split(System.lineSeparator());
    assertEquals(10, lines.length, text);
    assertEquals(
        "1 package, 1 NUMA node, 8 cores, 8 CPUs online (0-7); allowed 0-7; isolated 6-7; tickless"
            + " 6-7",
        lines[0]);
    assertTrue(lines[9].endsWith("isolated, tickless"), lines[9]);
  }

  private static Topology read(MachineTree tree) {
    return new TopologyReader(tree.files()).read();
  }
}
