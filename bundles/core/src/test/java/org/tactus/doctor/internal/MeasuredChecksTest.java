// SPDX-License-Identifier: Apache-2.0
package org.tactus.doctor.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tactus.api.RefusedException;
import org.tactus.doctor.Finding;
import org.tactus.doctor.Severity;
import org.tactus.doctor.internal.MeasuredChecks.Gaps;
import org.tactus.doctor.internal.MeasuredChecks.Ticks;
import org.tactus.machine.internal.KernelFiles;
import org.tactus.machine.internal.MachineTree;
import org.tactus.machine.internal.RecordingLogger;
import org.tactus.topology.CpuPlanner;
import org.tactus.topology.internal.TestPlanners;

class MeasuredChecksTest {
  private final RecordingLogger log = new RecordingLogger();
  @TempDir Path root;

  @Test
  void gapsAreJudgedByTheLongest() {
    assertEquals(Severity.OK, gap(new Gaps(9_000, 0, "SCHED_FIFO 49", "")).severity());
    assertEquals(Severity.INFO, gap(new Gaps(60_000, 3, "SCHED_FIFO 49", "")).severity());
    Finding tooLong = gap(new Gaps(2_500_000, 12, "SCHED_FIFO 49", ""));
    assertEquals(Severity.WARN, tooLong.severity());
    assertEquals(
        "longest 2500 µs, 12 above 20 µs in 200 ms on CPU 1 at SCHED_FIFO 49", tooLong.seen());
    Finding ordinary = gap(new Gaps(2_500_000, 12, "SCHED_OTHER", "EPERM"));
    assertEquals(Severity.INFO, ordinary.severity());
    assertTrue(ordinary.remedy().contains("EPERM"));
  }

  @Test
  void stolenTimeIsJudgedByNowAndSinceBoot() {
    assertEquals(Severity.OK, steal(new Ticks(1000, 0), new Ticks(1020, 0)));
    assertEquals(Severity.INFO, steal(new Ticks(100_000, 5), new Ticks(100_020, 5)));
    assertEquals(Severity.WARN, steal(new Ticks(100_000, 5), new Ticks(100_020, 6)));
    assertEquals(Severity.WARN, steal(new Ticks(1000, 5), new Ticks(1020, 5)));
  }

  @Test
  void ticksAreThoseOfTheCpu() {
    MachineTree tree = MachineTree.smallGuest(root);
    tree.file(
        "/proc/stat",
        "cpu  9 9 9 9 9 9 9 9 9 9\ncpu0 1 1 1 1 1 1 1 1 0 0\ncpu1 1 2 3 4 5 6 7 8 9 9");
    assertEquals(new Ticks(36, 8), checks(tree).ticks(1));
  }

  @Test
  void managementInterruptsAreCounted() throws Exception {
    // A running pipeline keeps the check from measuring on CPUs of this machine.
    MachineTree tree = MachineTree.smallGuest(root).file("/dev/cpu/1/msr", "");
    ByteBuffer registers = ByteBuffer.allocate(0x40).order(ByteOrder.nativeOrder());
    registers.putLong(0x34, 7);
    Files.write(tree.files().path("/dev/cpu/1/msr"), registers.array());
    CpuPlanner planner = TestPlanners.of(tree, log);
    planner.reserve("demo", 0.1, 0);
    List<Finding> findings = new MeasuredChecks(tree.files(), planner).examine();
    Finding counted = finding(findings, "hardware.smi");
    assertEquals("0 just now, 7 since reset", counted.seen());
    assertEquals(Severity.OK, counted.severity());
    assertEquals(
        Severity.WARN,
        checks(tree).managementFinding(OptionalLong.of(7), OptionalLong.of(8)).severity());
  }

  @Test
  void whereTheCounterIsHiddenTheTracerIsTheRemedy() {
    MachineTree tree = MachineTree.smallGuest(root);
    Finding without = checks(tree).managementFinding(OptionalLong.empty(), OptionalLong.empty());
    assertTrue(without.remedy().contains("CONFIG_HWLAT_TRACER"), without.remedy());
    tree.file("/sys/kernel/tracing/available_tracers", "hwlat blk function nop");
    Finding with = checks(tree).managementFinding(OptionalLong.empty(), OptionalLong.empty());
    assertTrue(with.remedy().contains("echo hwlat"), with.remedy());
  }

  @Test
  void aRunningPipelineIsLeftAlone() throws RefusedException {
    CpuPlanner planner = TestPlanners.of(KernelFiles.ofMachine(), log);
    planner.reserve("demo", 0.1, 0);
    List<Finding> findings = new MeasuredChecks(KernelFiles.ofMachine(), planner).examine();
    assertEquals("not measured while a pipeline runs", finding(findings, "hardware.gaps").seen());
  }

  @Test
  void theRunningMachineIsMeasured() {
    CpuPlanner planner = TestPlanners.of(KernelFiles.ofMachine(), log);
    Finding gaps =
        finding(new MeasuredChecks(KernelFiles.ofMachine(), planner).examine(), "hardware.gaps");
    assertTrue(
        gaps.seen().matches("longest [1-9]\\d* µs, \\d+ above 20 µs in 200 ms on CPU .*")
            || gaps.seen().startsWith("longest 0 µs"),
        gaps.seen());
  }

  private static Finding gap(Gaps gaps) {
    return MeasuredChecks.gapFinding(1, gaps);
  }

  private static Severity steal(Ticks before, Ticks after) {
    return MeasuredChecks.stealFinding(1, before, after).severity();
  }

  private MeasuredChecks checks(MachineTree tree) {
    return new MeasuredChecks(tree.files(), TestPlanners.of(tree, log));
  }

  private static Finding finding(List<Finding> findings, String id) {
    return findings.stream().filter(f -> f.id().equals(id)).findFirst().orElseThrow();
  }
}
