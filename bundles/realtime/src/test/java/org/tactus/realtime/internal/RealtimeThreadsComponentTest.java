// SPDX-License-Identifier: Apache-2.0
package org.tactus.realtime.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.tactus.linux.CpuSet;
import org.tactus.linux.Memory;
import org.tactus.linux.SystemInformation;
import org.tactus.linux.Threads;
import org.tactus.policy.PolicyResult;
import org.tactus.policy.Role;
import org.tactus.policy.internal.RealPolicies;
import org.tactus.realtime.JitterRecorder;
import org.tactus.realtime.RealtimeThread;
import org.tactus.realtime.ThreadRequest;
import org.tactus.realtime.Waiter;
import org.tactus.testkit.Peers;

class RealtimeThreadsComponentTest {
  private static final Duration LONG = Duration.ofSeconds(20);

  private final LogLines log = new LogLines();
  private final RealtimeThreadsComponent threads =
      new RealtimeThreadsComponent(
          log.logger(), RealPolicies.scheduling(log.logger()), RealPolicies.memory(log.logger()));
  private final CountDownLatch over = new CountDownLatch(1);

  @AfterEach
  void end() {
    over.countDown();
  }

  private void untilOver() {
    try {
      over.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String outside(String... command) {
    return new String(Peers.run(command), StandardCharsets.UTF_8);
  }

  @Test
  void theRoleIsThereBeforeTheBodyRuns() throws Exception {
    Needed.rights();
    Needed.program("chrt");
    Needed.program("taskset");
    CpuSet cpu = CpuSet.of(Threads.affinity(0).first());
    AtomicReference<String> first = new AtomicReference<>();
    AtomicInteger tid = new AtomicInteger();
    RealtimeThread thread =
        threads.start(
            new ThreadRequest("cycle:demo", Role.CYCLE, cpu),
            () -> {
              tid.set(Threads.currentTid());
              first.set(Threads.scheduling(0) + " on " + Threads.affinity(0));
              untilOver();
            });
    assertTrue(thread.policy().stream().allMatch(PolicyResult::ok), thread.policy().toString());
    assertEquals(
        List.of(
            "cycle:demo cpus",
            "cycle:demo scheduler",
            "cycle:demo timer slack",
            "cycle:demo stack"),
        thread.policy().stream().map(PolicyResult::name).toList());
    String number = Integer.toString(thread.tid());
    String chrt = outside("chrt", "-p", number);
    assertTrue(chrt.contains("SCHED_FIFO|SCHED_RESET_ON_FORK"), chrt);
    assertTrue(chrt.contains("priority: 80"), chrt);
    assertTrue(outside("taskset", "-cp", number).strip().endsWith(": " + cpu));
    assertEquals(List.of(thread), threads.threads());
    assertTrue(thread.isAlive());
    assertFalse(thread.join(Duration.ofMillis(1)));
    over.countDown();
    assertTrue(thread.join(LONG));
    assertEquals("SCHED_FIFO 80 on " + cpu, first.get());
    assertEquals(tid.get(), thread.tid());
    assertFalse(thread.isAlive());
    assertEquals(List.of(), threads.threads());
    assertTrue(thread.failure().isEmpty());
    assertEquals(4, thread.policy().size());
  }

  @Test
  void whatABodyThrowsEndsItsThreadOnly() throws Exception {
    IllegalStateException thrown = new IllegalStateException("no such sample");
    RealtimeThread thread =
        threads.start(
            ThreadRequest.of("failing", Role.CONTROL),
            () -> {
              throw thrown;
            });
    assertTrue(thread.join(LONG));
    assertSame(thrown, thread.failure().orElseThrow());
    assertEquals(1, log.lines().size(), log.lines().toString());
    assertTrue(log.lines().getFirst().contains("no such sample"), log.lines().toString());
    assertEquals(List.of(), threads.threads());
  }

  @Test
  void countersCountFromTheirReset() throws Exception {
    CountDownLatch touched = new CountDownLatch(1);
    CountDownLatch reset = new CountDownLatch(1);
    AtomicReference<Object> kept = new AtomicReference<>();
    int pages = 200;
    RealtimeThread thread =
        threads.start(
            ThreadRequest.of("counted", Role.HOUSEKEEPING),
            () -> {
              MemorySegment memory = Memory.map(pages * SystemInformation.pageBytes());
              Memory.adviseHugePages(memory, false);
              memory.fill((byte) 1);
              kept.set(new byte[3_000_000]);
              LockSupport.parkNanos(1_000_000);
              touched.countDown();
              try {
                reset.await();
              } catch (InterruptedException e) {
                throw new IllegalStateException(e);
              }
            });
    touched.await();
    assertTrue(thread.minorFaults() >= pages, thread.minorFaults() + " faults");
    assertTrue(thread.allocatedBytes() >= 3_000_000, thread.allocatedBytes() + " bytes");
    assertTrue(thread.voluntarySwitches() >= 1, thread.voluntarySwitches() + " switches");
    assertTrue(thread.involuntarySwitches() >= 0);
    assertTrue(thread.runQueueWaitNanos() >= 0);
    thread.resetCounters();
    assertTrue(thread.minorFaults() < pages, thread.minorFaults() + " faults after reset");
    assertTrue(thread.allocatedBytes() < 1_000_000);
    assertEquals(0, thread.majorFaults());
    reset.countDown();
    assertTrue(thread.join(LONG));
    assertTrue(thread.allocatedBytes() < 1_000_000, "kept after the end");
  }

  @Test
  void aWarmCycleAllocatesNothing() throws Exception {
    Waiter waiter = Waiter.sleepingThenSpinning(0.1);
    JitterRecorder lateness = new JitterRecorder();
    CountDownLatch warm = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    AtomicReference<Long> allocated = new AtomicReference<>();
    RealtimeThread[] self = new RealtimeThread[1];
    RealtimeThread thread =
        threads.start(
            ThreadRequest.of("cycle:warm", Role.CYCLE),
            () -> {
              cycles(waiter, lateness, 2_000, 20_000);
              warm.countDown();
              try {
                go.await();
              } catch (InterruptedException e) {
                throw new IllegalStateException(e);
              }
              cycles(waiter, lateness, 10, 20_000);
              long before = self[0].allocatedBytes();
              long overhead = self[0].allocatedBytes() - before;
              cycles(waiter, lateness, 1_000, 200_000);
              allocated.set(self[0].allocatedBytes() - before - 2 * overhead);
            });
    warm.await();
    self[0] = thread;
    go.countDown();
    assertTrue(thread.join(LONG));
    assertTrue(thread.failure().isEmpty(), thread.failure().toString());
    // Reading the counter allocates some hundred bytes more or less; a cycle that allocates makes
    // at least 16 bytes a thousand times.
    assertTrue(allocated.get() < 16_000, allocated.get() + " bytes");
    assertEquals(3_010, lateness.snapshot().count());
  }

  private static void cycles(Waiter waiter, JitterRecorder lateness, int count, long period) {
    long next = System.nanoTime();
    for (int i = 0; i < count; i++) {
      next += period;
      waiter.awaitUntil(next);
      lateness.record(System.nanoTime() - next);
    }
  }

  @Test
  void aThreadOfOthersIsAdopted() throws Exception {
    Needed.rights();
    Needed.program("chrt");
    AtomicReference<RealtimeThread> adopted = new AtomicReference<>();
    CountDownLatch ready = new CountDownLatch(1);
    Thread foreign =
        new Thread(
            () -> {
              threads.adopt(ThreadRequest.of("before", Role.EVENT));
              adopted.set(threads.adopt(ThreadRequest.of("jack", Role.DEVICE)));
              ready.countDown();
              untilOver();
            },
            "foreign");
    foreign.start();
    assertTrue(ready.await(20, TimeUnit.SECONDS));
    RealtimeThread thread = adopted.get();
    assertEquals("jack", thread.name());
    assertEquals(List.of(thread), threads.threads());
    assertTrue(outside("chrt", "-p", Integer.toString(thread.tid())).contains("priority: 85"));
    assertEquals("foreign scheduler", thread.policy().get(1).name());
    over.countDown();
    foreign.join();
    assertFalse(thread.isAlive());
    assertEquals(List.of(), threads.threads());
    assertEquals(4, thread.policy().size());
  }

  @Test
  void aVirtualThreadIsRefused() throws Exception {
    AtomicReference<Throwable> refusal = new AtomicReference<>();
    Thread thread =
        Thread.ofVirtual()
            .name("floating")
            .start(() ->
                refusal.set(
                    assertThrows(
                        IllegalStateException.class,
                        () -> threads.adopt(ThreadRequest.of("no", Role.CYCLE)))));
    assertTrue(thread.join(LONG));
    assertTrue(refusal.get().getMessage().contains("'floating'"), refusal.toString());
    assertThrows(IllegalArgumentException.class, () -> ThreadRequest.of(" ", Role.CYCLE));
  }
}
