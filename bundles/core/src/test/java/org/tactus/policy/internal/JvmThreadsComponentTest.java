// SPDX-License-Identifier: Apache-2.0
package org.tactus.policy.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.tactus.linux.Capability;
import org.tactus.linux.CpuSet;
import org.tactus.linux.Task;
import org.tactus.linux.ThreadScheduling;
import org.tactus.linux.Threads;
import org.tactus.machine.internal.Configured;
import org.tactus.machine.internal.Peers;
import org.tactus.machine.internal.RecordingLogger;
import org.tactus.policy.PolicyResult;
import org.tactus.policy.Role;

/** Schedules the threads of the very JVM that runs the test, and puts them back. */
class JvmThreadsComponentTest {
  private static final String ORDINARY = "SCHED_RR 1";
  private static final String VM = "SCHED_FIFO|SCHED_RESET_ON_FORK 90";

  private final RecordingLogger log = new RecordingLogger();
  private final CountDownLatch over = new CountDownLatch(1);
  private SchedulingComponent roles;
  private JvmThreadsComponent component;

  @BeforeEach
  void requireRights() {
    Peers.require("chrt");
    Peers.require("taskset");
    Peers.require(Capability.SYS_NICE.isEffective(), "right 'CAP_SYS_NICE' not given");
    roles =
        new SchedulingComponent(
            log.logger(), Configured.with(SchedulingConfiguration.class, Map.of()), Map.of());
  }

  @AfterEach
  void putBack() throws InterruptedException {
    over.countDown();
    if (component != null) {
      component.deactivate();
    }
  }

  private void start(Map<String, Object> values) {
    component = new JvmThreadsComponent(log.logger(), roles, configuration(values), values);
  }

  private static JvmThreadsConfiguration configuration(Map<String, Object> values) {
    return Configured.with(JvmThreadsConfiguration.class, values);
  }

  /** Starts a thread that gives itself a scheduling and lives until the test is over. */
  private int living(String name, Runnable first) throws Exception {
    CountDownLatch ready = new CountDownLatch(1);
    int[] tid = new int[1];
    Thread thread =
        new Thread(
            () -> {
              first.run();
              tid[0] = Threads.currentTid();
              ready.countDown();
              try {
                over.await();
              } catch (InterruptedException e) {
                throw new IllegalStateException(e);
              }
            },
            name);
    thread.setDaemon(true);
    thread.start();
    ready.await();
    return tid[0];
  }

  private static int vmThread() {
    return Task.ofProcess().stream()
        .filter(t -> t.name().equals("VM Thread"))
        .findFirst()
        .orElseThrow()
        .tid();
  }

  @Test
  void everyThreadIsRaisedAndPutBack() throws Exception {
    Map<Integer, String> before = Outside.schedulers();
    int nice = living("nice", () -> Threads.setScheduling(0, ThreadScheduling.other()));
    start(Map.of("scan.interval.ms", 10_000));
    List<PolicyResult> results = component.results();
    assertTrue(results.stream().allMatch(PolicyResult::ok), results.toString());
    assertEquals("JVM threads", results.getFirst().name());
    Map<Integer, String> during = Outside.schedulers();
    assertEquals(VM, during.remove(vmThread()));
    assertEquals(new TreeSet<>(List.of(ORDINARY)), new TreeSet<>(during.values()));
    assertEquals(ORDINARY, during.get(nice));
    component.deactivate();
    component = null;
    Map<Integer, String> after = Outside.schedulers();
    before.keySet().retainAll(after.keySet());
    assertTrue(before.size() > 10, "only " + before);
    before.forEach((tid, scheduler) -> assertEquals(scheduler, after.get(tid), "thread " + tid));
    assertEquals("SCHED_OTHER 0", after.get(nice));
  }

  @Test
  void threadsWithARoleAndThoseOfLibrariesAreLeftAlone() throws Exception {
    int cycle = living("cycle", () -> roles.apply(Role.CYCLE, CpuSet.none()));
    int library = living("library", () -> Threads.setScheduling(0, ThreadScheduling.fifo(33)));
    int excluded = living("left-alone-1", () -> {});
    start(Map.of("exclude", new String[] {"left-alone*"}));
    component.results();
    assertEquals("SCHED_FIFO|SCHED_RESET_ON_FORK 80", Outside.scheduler(cycle));
    assertEquals("SCHED_FIFO 33", Outside.scheduler(library));
    assertEquals("SCHED_OTHER 0", Outside.scheduler(excluded));
    component.deactivate();
    component = null;
    assertEquals("SCHED_FIFO|SCHED_RESET_ON_FORK 80", Outside.scheduler(cycle));
    assertEquals("SCHED_FIFO 33", Outside.scheduler(library));
  }

  @Test
  void aThreadBornLaterIsFoundByTheScan() throws Exception {
    start(Map.of("scan.interval.ms", 10));
    int born = living("born-later", () -> Threads.setScheduling(0, ThreadScheduling.other()));
    long end = System.nanoTime() + 20_000_000_000L;
    while (!Outside.scheduler(born).equals(ORDINARY) && System.nanoTime() < end) {
      Thread.sleep(20);
    }
    assertEquals(ORDINARY, Outside.scheduler(born));
  }

  @Test
  void confinedThreadsStayOffTheOtherCpus() throws Exception {
    CpuSet all = Threads.affinity(0);
    CpuSet one = CpuSet.of(all.first());
    int cycle = living("cycle", () -> roles.apply(Role.CYCLE, CpuSet.none()));
    int control = living("control", () -> roles.apply(Role.CONTROL, CpuSet.none()));
    int ordinary = living("ordinary", () -> {});
    start(Map.of("scan.interval.ms", 10_000));
    List<PolicyResult> results = component.confine(one);
    int born = living("born-confined", () -> {});
    assertEquals("JVM threads cpus", results.getLast().name());
    assertTrue(results.getLast().ok(), results.toString());
    assertEquals(one, Outside.cpus(ordinary));
    assertEquals(one, Outside.cpus(vmThread()));
    assertEquals(one, Outside.cpus(born));
    assertEquals(all, Outside.cpus(cycle));
    assertEquals(all, Outside.cpus(control));
    component.results();
    component.confine(CpuSet.none());
    assertEquals(all, Outside.cpus(ordinary));
    assertEquals(all, Outside.cpus(vmThread()));
    assertEquals(all, Outside.cpus(born));
    component.confine(one);
    component.deactivate();
    component = null;
    assertEquals(all, Outside.cpus(ordinary));
    assertEquals(all, Threads.affinity(Threads.pid()));
  }

  @Test
  void turnedOffItPutsEverythingBack() throws Exception {
    int ordinary = living("ordinary", () -> {});
    start(Map.of());
    assertEquals(ORDINARY, Outside.scheduler(ordinary));
    component.modified(configuration(Map.of("enabled", false)), Map.of("enabled", false));
    assertEquals("SCHED_OTHER 0", Outside.scheduler(ordinary));
    assertTrue(component.results().isEmpty());
    component.modified(configuration(Map.of("ordinary.priority", 50)), Map.of());
    assertTrue(log.lines().getLast().contains("ordinary.priority is 50"));
    component.modified(configuration(Map.of("ordinary.priority", 2)), Map.of());
    assertEquals("SCHED_RR 2", Outside.scheduler(ordinary));
    assertFalse(component.results().isEmpty());
  }
}
