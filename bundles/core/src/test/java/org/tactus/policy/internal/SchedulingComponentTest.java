// SPDX-License-Identifier: Apache-2.0
package org.tactus.policy.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.tactus.linux.Capability;
import org.tactus.linux.CpuSet;
import org.tactus.linux.Scheduler;
import org.tactus.linux.ThreadScheduling;
import org.tactus.linux.Threads;
import org.tactus.machine.internal.Configured;
import org.tactus.machine.internal.Peers;
import org.tactus.machine.internal.RecordingLogger;
import org.tactus.policy.PolicyResult;
import org.tactus.policy.Role;

class SchedulingComponentTest {
  private final RecordingLogger log = new RecordingLogger();

  private SchedulingComponent component(Map<String, Object> values) {
    return new SchedulingComponent(log.logger(), configuration(values), values);
  }

  private static SchedulingConfiguration configuration(Map<String, Object> values) {
    return Configured.with(SchedulingConfiguration.class, values);
  }

  private static void requireRights() {
    Peers.require("chrt");
    Peers.require("taskset");
    Peers.require(Capability.SYS_NICE.isEffective(), "right 'CAP_SYS_NICE' not given");
  }

  private static PolicyResult named(List<PolicyResult> results, String ending) {
    return results.stream().filter(r -> r.name().endsWith(ending)).findFirst().orElseThrow();
  }

  @Test
  void theDefaultsKeepTheOrder() {
    SchedulingComponent component = component(Map.of());
    int vm = Configured.with(JvmThreadsConfiguration.class, Map.of()).vm_priority();
    int[] order =
        Stream.of(Role.WATCHDOG, null, Role.DEVICE, Role.CYCLE, Role.WORKER, Role.EVENT)
            .mapToInt(r -> r == null ? vm : component.settings(r).scheduling().priority())
            .toArray();
    for (int i = 1; i < order.length; i++) {
      assertTrue(order[i] < order[i - 1], "place " + i);
    }
    assertTrue(order[0] < 99);
    int interrupts = 50;
    assertTrue(component.settings(Role.WORKER).scheduling().priority() > interrupts);
    assertTrue(component.settings(Role.EVENT).scheduling().priority() < interrupts);
    assertEquals(ThreadScheduling.roundRobin(1), component.settings(Role.CONTROL).scheduling());
    assertEquals(
        ThreadScheduling.roundRobin(1), component.settings(Role.HOUSEKEEPING).scheduling());
  }

  @ParameterizedTest
  @EnumSource(Role.class)
  void everyRoleIsSeenByAnOutsideProgram(Role role) throws Exception {
    requireRights();
    SchedulingComponent component = component(Map.of());
    CpuSet cpu = CpuSet.of(Threads.affinity(0).first());
    Outside.onThread(
        "role",
        () -> {
          int tid = Threads.currentTid();
          List<PolicyResult> results = component.apply(role, cpu);
          assertTrue(results.stream().allMatch(PolicyResult::ok), results.toString());
          ThreadScheduling wanted = component.settings(role).scheduling();
          String flag = wanted.resetOnFork() ? "|SCHED_RESET_ON_FORK" : "";
          assertEquals(
              wanted.scheduler().symbol() + flag + " " + wanted.priority(), Outside.scheduler(tid));
          assertEquals(cpu, Outside.cpus(tid));
          assertEquals(cpu.toString(), named(results, "role cpus").effective());
          assertEquals(results, component.results(tid));
          return tid;
        });
  }

  @Test
  void aCycleThreadHandsItsPriorityToNobody() throws Exception {
    requireRights();
    SchedulingComponent component = component(Map.of());
    ThreadScheduling child =
        Outside.onThread(
            "cycle",
            () -> {
              component.apply(Role.CYCLE, CpuSet.none());
              return Outside.onThread("child", () -> Threads.scheduling(0));
            });
    assertEquals(ThreadScheduling.other(), child);
  }

  @Test
  void aChangedConfigurationReachesRunningThreads() throws Exception {
    requireRights();
    SchedulingComponent component = component(Map.of());
    Outside.onThread(
        "cycle",
        () -> {
          int tid = Threads.currentTid();
          component.apply(Role.CYCLE, CpuSet.none());
          Map<String, Object> next = Map.of("cycle.priority", 61, "cycle.cpus", "0");
          Outside.onThread(
              "modifier",
              () -> {
                component.modified(configuration(next), next);
                return null;
              });
          assertEquals("SCHED_FIFO|SCHED_RESET_ON_FORK 61", Outside.scheduler(tid));
          assertEquals(CpuSet.of(0), Outside.cpus(tid));
          assertEquals(
              "SCHED_FIFO 61", named(component.results(tid), "cycle scheduler").effective());
          component.forget(tid);
          component.modified(configuration(Map.of()), Map.of());
          assertEquals("SCHED_FIFO|SCHED_RESET_ON_FORK 61", Outside.scheduler(tid));
          assertTrue(component.results(tid).isEmpty());
          return tid;
        });
  }

  @Test
  void aBadConfigurationChangesNothing() {
    SchedulingComponent component = component(Map.of());
    Map<String, Object> bad = Map.of("cycle.priority", 99);
    component.modified(configuration(bad), bad);
    assertEquals(80, component.settings(Role.CYCLE).scheduling().priority());
    assertTrue(log.lines().getLast().contains("cycle.priority is 99"), log.lines().toString());
  }

  @Test
  void aBadConfigurationAtTheStartLeavesTheDefaults() {
    SchedulingComponent badCpus = component(Map.of("cycle.cpus", "first", "cycle.priority", 70));
    assertEquals(80, badCpus.settings(Role.CYCLE).scheduling().priority());
    assertTrue(log.lines().getLast().contains("cycle.cpus: 'first'"), log.lines().toString());
    SchedulingComponent badScheduler = component(Map.of("control.scheduler", Scheduler.IDLE));
    assertEquals(Scheduler.RR, badScheduler.settings(Role.CONTROL).scheduling().scheduler());
    SchedulingComponent deadline = component(Map.of("device.scheduler", Scheduler.DEADLINE));
    assertEquals(Scheduler.FIFO, deadline.settings(Role.DEVICE).scheduling().scheduler());
  }

  @Test
  void anUnknownKeyIsNamed() {
    component(Map.of("cycle.prio", 70, "service.pid", "x", "cycle.priority", 70));
    assertEquals(1, log.lines().size(), log.lines().toString());
    assertTrue(log.lines().getFirst().contains("cycle.prio,"), log.lines().toString());
  }

  @Test
  void cpusThatAreNotThereAreNamedWithTheRemedy() throws Exception {
    SchedulingComponent component = component(Map.of());
    CpuSet before = Threads.affinity(0);
    List<PolicyResult> results =
        Outside.onThread("cycle", () -> component.apply(Role.CONTROL, CpuSet.of(8000)));
    PolicyResult cpus = named(results, "cycle cpus");
    assertFalse(cpus.ok());
    assertEquals("8000", cpus.requested());
    assertEquals(before.toString(), cpus.effective());
    assertTrue(cpus.remedy().contains("Cpus_allowed_list"), cpus.remedy());
  }

  @Test
  void aThreadThatIsGoneIsNamed() {
    PolicyResult gone =
        component(Map.of()).apply(Integer.MAX_VALUE, Role.CYCLE, CpuSet.none()).getFirst();
    assertFalse(gone.ok());
    assertEquals("no such thread", gone.effective());
  }

  @Test
  void aDeadlineOutsideAnExclusiveCpusetIsRefused() throws Exception {
    assumeTrue(
        ExclusiveCpuset.of(Threads.currentTid()).isEmpty(), "this process has a cpuset of its own");
    SchedulingComponent component =
        component(Map.of("cycle.scheduler", Scheduler.DEADLINE, "cycle.deadline", "300/600/666"));
    List<PolicyResult> results =
        Outside.onThread("cycle", () -> component.apply(Role.CYCLE, CpuSet.none()));
    PolicyResult scheduler = named(results, "cycle scheduler");
    assertFalse(scheduler.ok());
    assertEquals("SCHED_OTHER", scheduler.effective());
    assertEquals(
        "SCHED_DEADLINE runtime 300000 deadline 600000 period 666000 ns", scheduler.requested());
    assertTrue(scheduler.remedy().contains("exclusive cpuset"), scheduler.remedy());
  }

  @Test
  void anExclusiveCpusetIsFound(@TempDir Path mount) throws Exception {
    Path v1 = Files.createDirectories(mount.resolve("cpuset/tactus"));
    Files.writeString(v1.resolve("cpuset.cpu_exclusive"), "1\n");
    Files.writeString(v1.resolve("cpuset.cpus"), "2-3\n");
    Path v2 = Files.createDirectories(mount.resolve("rt.slice"));
    Files.writeString(v2.resolve("cpuset.cpus.partition"), "root\n");
    Files.writeString(v2.resolve("cpuset.cpus.effective"), "5\n");
    Path shared = Files.createDirectories(mount.resolve("user.slice"));
    Files.writeString(shared.resolve("cpuset.cpus.partition"), "member\n");
    assertEquals(
        Optional.of(CpuSet.of(2, 3)),
        ExclusiveCpuset.in(List.of("8:pids:/", "3:cpuset:/tactus", "0::/"), mount));
    assertEquals(Optional.of(CpuSet.of(5)), ExclusiveCpuset.in(List.of("0::/rt.slice"), mount));
    assertEquals(Optional.empty(), ExclusiveCpuset.in(List.of("0::/user.slice"), mount));
    assertEquals(Optional.empty(), ExclusiveCpuset.in(List.of("3:cpuset:/"), mount));
  }
}
