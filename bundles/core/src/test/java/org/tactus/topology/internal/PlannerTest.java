// SPDX-License-Identifier: Apache-2.0
package org.tactus.topology.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tactus.api.RefusedException;
import org.tactus.linux.CpuSet;
import org.tactus.machine.internal.Configured;
import org.tactus.machine.internal.MachineTree;
import org.tactus.machine.internal.RecordingLogger;
import org.tactus.topology.CpuPlan;
import org.tactus.topology.Reservation;
import org.tactus.topology.Topology;

class PlannerTest {
  private final RecordingLogger log = new RecordingLogger();
  @TempDir Path root;

  @Test
  void twoCpusGiveOneCycleCpuAndNoWorker() throws RefusedException {
    DefaultCpuPlanner planner = planner(MachineTree.smallGuest(root));
    CpuPlan plan = planner.plan();
    assertEquals(List.of(1), plan.cycle());
    assertEquals(List.of(), plan.workers());
    assertEquals(CpuSet.of(0), plan.deviceIo());
    assertEquals(CpuSet.of(0, 1), plan.housekeeping());
    Reservation reservation = planner.reserve("demo", 0.3, 2);
    assertEquals(CpuSet.of(1), reservation.cycleCpu());
    assertEquals(List.of(), reservation.workerCpus());
    assertEquals(CpuSet.of(0, 1), reservation.housekeeping());
    assertEquals(
        List.of(
            "cycle: CPU 1, not CPU 0, where the kernel's own work gathers, no CPU is isolated",
            "workers: none, because this process may use 2 CPUs and a worker needs at least 4"),
        reservation.reasons());
  }

  @Test
  void isolatedCoresComeFirstAndShareL2() throws RefusedException {
    DefaultCpuPlanner planner = planner(MachineTree.isolatedCores(root));
    Reservation reservation = planner.reserve("demo", 0.5, 1);
    assertEquals(CpuSet.of(6), reservation.cycleCpu());
    assertEquals(List.of(CpuSet.of(7)), reservation.workerCpus());
    assertEquals(CpuSet.parse("0-5"), planner.housekeeping());
    assertTrue(planner.plan().reasons().get(1).contains("shares the L2 cache"));
  }

  @Test
  void withoutIsolationThePairStillSharesL2AndKeepsAwayFromCpu0() throws RefusedException {
    DefaultCpuPlanner planner =
        planner(MachineTree.isolatedCores(root).isolated("").nohzFull("").affinity("0-7"));
    Reservation reservation = planner.reserve("demo", 0.5, 1);
    assertEquals(CpuSet.of(2), reservation.cycleCpu());
    assertEquals(List.of(CpuSet.of(3)), reservation.workerCpus());
    assertEquals(CpuSet.of(1), reservation.deviceIo());
    assertEquals(CpuSet.parse("0-1,4-7"), reservation.housekeeping());
  }

  @Test
  void aWorkerOnAnotherNodeIsNone() throws RefusedException {
    MachineTree tree = MachineTree.isolatedCores(root).isolated("2").affinity("0-1,3-7");
    DefaultCpuPlanner planner = planner(tree.node(0, "0,2").node(1, "1,3-7"));
    Reservation reservation = planner.reserve("demo", 0.5, 3);
    assertEquals(CpuSet.of(2), reservation.cycleCpu());
    assertEquals(List.of(), reservation.workerCpus());
    assertTrue(
        reservation.reasons().getLast().contains("NUMA node"), reservation.reasons()::toString);
  }

  @Test
  void theTicklessThreadOfACoreIsTheOneToUse() throws RefusedException {
    DefaultCpuPlanner planner = planner(MachineTree.smtLaptop(root).nohzFull("6"));
    assertEquals(CpuSet.of(6), planner.reserve("demo", 0.5, 0).cycleCpu());
  }

  @Test
  void aNumaServerKeepsThePairOnOneNodeAndTheirSiblingsIdle() throws RefusedException {
    DefaultCpuPlanner planner = planner(MachineTree.numaServer(root));
    Reservation reservation = planner.reserve("demo", 0.5, 3);
    CpuSet realTime = reservation.cycleCpu();
    for (CpuSet worker : reservation.workerCpus()) {
      realTime = realTime.plus(worker);
    }
    assertEquals(4, realTime.size());
    assertTrue(CpuSet.parse("1-15").containsAll(realTime), realTime.toString());
    CpuSet cores = planner.topology().coresOf(realTime);
    assertTrue(cores.intersection(reservation.housekeeping()).isEmpty());
    assertTrue(cores.intersection(reservation.deviceIo()).isEmpty());
    reservation.release();
    assertFalse(planner.housekeeping().intersection(cores).isEmpty());
  }

  @Test
  void aHybridGivesThePerformanceCoreToTheCycle() throws RefusedException {
    Reservation reservation = planner(MachineTree.hybrid(root)).reserve("demo", 0.5, 0);
    assertEquals(CpuSet.of(2), reservation.cycleCpu());
    assertFalse(reservation.housekeeping().contains(3), "the sibling stays idle");
  }

  @Test
  void anSmtLaptopUsesOneThreadOfEachCore() throws RefusedException {
    DefaultCpuPlanner planner = planner(MachineTree.smtLaptop(root));
    Reservation reservation = planner.reserve("demo", 0.5, 8);
    assertEquals(CpuSet.of(1), reservation.cycleCpu());
    assertEquals(List.of(CpuSet.of(2), CpuSet.of(3)), reservation.workerCpus());
    assertEquals(CpuSet.of(0, 4), reservation.housekeeping());
    assertEquals(CpuSet.of(4), reservation.deviceIo());
  }

  @Test
  void furtherPipelinesGetFreeCpusThenShareUpToTheLimit() throws RefusedException {
    DefaultCpuPlanner planner = planner(MachineTree.isolatedCores(root));
    assertEquals(CpuSet.of(6), planner.reserve("a", 0.5, 0).cycleCpu());
    assertEquals(CpuSet.of(7), planner.reserve("b", 0.4, 0).cycleCpu());
    for (int i = 0; i < planner.plan().cycle().size() - 2; i++) {
      planner.reserve("filler " + i, 0.6, 0);
    }
    Reservation shared = planner.reserve("c", 0.35, 0);
    assertEquals(CpuSet.of(7), shared.cycleCpu());
    assertEquals(0.75, planner.load(7), 1e-9);
    assertEquals("cycle: CPU 7, shared with b", shared.reasons().getFirst());
  }

  @Test
  void aFullCpuIsRefusedWithItsLoadAndTheRemedy() throws RefusedException {
    DefaultCpuPlanner planner = planner(MachineTree.smallGuest(root));
    planner.reserve("a", 0.5, 0);
    RefusedException refusal =
        assertThrows(RefusedException.class, () -> planner.reserve("b", 0.4, 0));
    assertEquals(
        "Pipeline 'b' needs 40.0 % of CPU 1, which carries 50.0 % for a, and 75.0 % is the limit"
            + " for real-time work; stop one of them, lengthen a period or take nodes out",
        refusal.getMessage());
    planner.reservations().getFirst().release();
    planner.reserve("b", 0.4, 0);
    assertEquals(0.4, planner.load(1), 1e-9);
  }

  @Test
  void impossibleDutiesAreRefused() {
    DefaultCpuPlanner planner = planner(MachineTree.smallGuest(root));
    for (double duty : new double[] {0, -1, 0.76, 2, Double.NaN, Double.POSITIVE_INFINITY}) {
      assertThrows(RefusedException.class, () -> planner.reserve("a", duty, 0), () -> "" + duty);
    }
    assertTrue(planner.reservations().isEmpty());
  }

  @Test
  void onePipelineHoldsOneReservation() throws RefusedException {
    DefaultCpuPlanner planner = planner(MachineTree.smallGuest(root));
    planner.reserve("a", 0.1, 0);
    assertThrows(RefusedException.class, () -> planner.reserve("a", 0.1, 0));
  }

  @Test
  void aHigherDutyIsAdmittedOrRefusedAndTheFormerStays() throws RefusedException {
    DefaultCpuPlanner planner = planner(MachineTree.smallGuest(root));
    Reservation a = planner.reserve("a", 0.3, 0);
    Reservation b = planner.reserve("b", 0.3, 0);
    b.updateDuty(0.45);
    assertThrows(RefusedException.class, () -> a.updateDuty(0.4));
    assertEquals(0.3, a.duty());
    assertEquals(0.75, planner.load(1), 1e-9);
    b.release();
    assertThrows(RefusedException.class, () -> b.updateDuty(0.1));
  }

  @Test
  void configurationOverridesTheChoice() throws RefusedException {
    DefaultCpuPlanner planner = planner(MachineTree.smtLaptop(root));
    configure(
        planner,
        Map.of(
            "cycle.cpus",
            "2",
            "worker.cpus",
            "none",
            "housekeeping.cpus",
            "0,4",
            "duty.limit",
            .5));
    Reservation reservation = planner.reserve("a", 0.5, 2);
    assertEquals(CpuSet.of(2), reservation.cycleCpu());
    assertEquals(List.of(), reservation.workerCpus());
    assertEquals(CpuSet.of(0, 4), reservation.housekeeping());
    assertTrue(planner.policy().getFirst().ok());
    assertThrows(RefusedException.class, () -> planner.reserve("b", 0.1, 0));
  }

  @Test
  void givingWorkersAndDevicesKeepsTheCycleOffTheirCores() {
    DefaultCpuPlanner planner = planner(MachineTree.smtLaptop(root));
    configure(planner, Map.of("worker.cpus", "1", "device.cpus", "6"));
    assertEquals(List.of(1), planner.plan().workers());
    assertEquals(List.of(3), planner.plan().cycle());
    assertEquals(CpuSet.of(6), planner.plan().deviceIo());
  }

  @Test
  void badOverridesAreRefusedInOneSentenceAndTheFormerChoiceStays() {
    DefaultCpuPlanner planner =
        planner(MachineTree.smtLaptop(root).online("0-6").present("0-7").affinity("0-5"));
    CpuPlan before = planner.plan();
    refused(
        planner, Map.of("cycle.cpus", "9"), "cycle.cpus names CPU 9, but this machine has only");
    refused(planner, Map.of("cycle.cpus", "7"), "it is offline; bring it up with");
    refused(planner, Map.of("cycle.cpus", "6"), "start it without taskset");
    refused(planner, Map.of("cycle.cpus", "1,5"), "an SMT sibling of the real-time CPU");
    refused(planner, Map.of("cycle.cpus", "1", "worker.cpus", "5"), "an SMT sibling");
    refused(planner, Map.of("cycle.cpus", "1", "device.cpus", "5"), "an SMT sibling");
    refused(planner, Map.of("cycle.cpus", "1", "worker.cpus", "1"), "which cycle.cpus names too");
    refused(planner, Map.of("cycle.cpus", "one"), "is not a list of CPUs");
    refused(planner, Map.of("duty.limit", 1.5), "duty.limit = 1.5 is refused");
    refused(planner, Map.of("cyclecpu", "1"), "unknown key cyclecpu; use cycle.cpus, ");
    assertEquals(before, planner.plan());
    configure(planner, Map.of());
    assertTrue(planner.policy().getFirst().ok());
  }

  @Test
  void aCpuOutsideTheCpusetIsRefused() {
    MachineTree tree = MachineTree.smtLaptop(root);
    tree.file("/proc/self/cgroup", "0::/a").file("/sys/fs/cgroup/a/cpuset.cpus.effective", "0-3");
    DefaultCpuPlanner planner = planner(tree.affinity("0-3"));
    refused(planner, Map.of("cycle.cpus", "5"), "the cgroup of this process grants only 0-3");
  }

  private void refused(DefaultCpuPlanner planner, Map<String, Object> values, String words) {
    configure(planner, values);
    String sentence = planner.policy().getFirst().remedy();
    assertFalse(planner.policy().getFirst().ok(), values.toString());
    assertTrue(sentence.contains(words), sentence);
    assertTrue(log.lines().getLast().contains(words), log.lines().getLast());
  }

  private static void configure(DefaultCpuPlanner planner, Map<String, Object> values) {
    planner.modified(Configured.with(CpuPlannerConfiguration.class, values), values);
  }

  private DefaultCpuPlanner planner(MachineTree tree) {
    Topology topology = new TopologyReader(tree.files()).read();
    return new DefaultCpuPlanner(topology, log.logger());
  }
}
