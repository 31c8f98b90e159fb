// SPDX-License-Identifier: Apache-2.0
package org.tactus.shell.internal.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.tactus.linux.CpuSet;
import org.tactus.linux.Task;
import org.tactus.linux.Threads;
import org.tactus.policy.PolicyResult;
import org.tactus.policy.Role;
import org.tactus.realtime.RealtimeThread;

/** Against the kernel: a real thread that is pinned and named. */
class ThreadReaderTest {
  private final CountDownLatch end = new CountDownLatch(1);
  private final AtomicInteger tid = new AtomicInteger();
  private final CpuSet cpu = CpuSet.of(Threads.affinity(Threads.currentTid()).first());
  private Thread thread;

  @BeforeEach
  void startThread() throws InterruptedException {
    CountDownLatch begun = new CountDownLatch(1);
    thread =
        new Thread(() -> {
          Threads.setName("shell-test");
          Threads.setAffinity(Threads.currentTid(), cpu);
          tid.set(Threads.currentTid());
          begun.countDown();
          try {
            end.await();
          } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
          }
        });
    thread.start();
    begun.await();
  }

  @AfterEach
  void endThread() throws InterruptedException {
    end.countDown();
    thread.join();
  }

  @Test
  void readsBackWhatTheKernelDoes() {
    ThreadRow row =
        ThreadReader.withoutRole(List.of()).stream()
            .filter(candidate -> candidate.tid() == tid.get())
            .findFirst()
            .orElseThrow();
    assertEquals("shell-test", row.name());
    assertEquals(ThreadRow.JVM, row.role());
    assertEquals(cpu.toString(), row.cpus());
    assertEquals(Threads.scheduling(tid.get()).toString(), row.scheduling());
    assertEquals(Task.find(tid.get()).orElseThrow().minorFaults(), row.minorFaults());
    assertTrue(row.runQueueWaitNanos() >= 0);
  }

  @Test
  void threadWithARoleIsListedOnce() {
    List<RealtimeThread> known = List.of(new Governed(tid.get(), true));
    ThreadRow row = ThreadReader.withRole(known).getFirst();
    assertEquals(
        new ThreadRow(
            "cycle:demo",
            "cycle",
            tid.get(),
            Threads.scheduling(tid.get()).toString(),
            cpu.toString(),
            7,
            1,
            4096,
            5_000,
            "ok"),
        row);
    assertFalse(
        ThreadReader.withoutRole(known).stream().anyMatch(other -> other.tid() == tid.get()));
  }

  @Test
  void policyThatDidNotTakeShows() {
    assertEquals(
        "not ok",
        ThreadReader.withRole(List.of(new Governed(tid.get(), false))).getFirst().policy());
  }

  @Test
  void endedThreadIsLeftOut() throws InterruptedException {
    endThread();
    // The kernel lets go of a thread a little after Java does.
    for (int i = 0; i < 1000 && Task.find(tid.get()).isPresent(); i++) {
      Thread.sleep(5);
    }
    assertEquals(List.of(), ThreadReader.withRole(List.of(new Governed(tid.get(), true))));
  }

  private record Governed(int tid, boolean ok) implements RealtimeThread {
    @Override
    public String name() {
      return "cycle:demo";
    }

    @Override
    public Role role() {
      return Role.CYCLE;
    }

    @Override
    public List<PolicyResult> policy() {
      return List.of(
          PolicyResult.applied("cpus", "1", "1"),
          new PolicyResult("scheduler", "SCHED_FIFO 80", "?", ok, ok ? "" : "Give CAP_SYS_NICE"));
    }

    @Override
    public long minorFaults() {
      return 7;
    }

    @Override
    public long majorFaults() {
      return 1;
    }

    @Override
    public long allocatedBytes() {
      return 4096;
    }

    @Override
    public long voluntarySwitches() {
      return 0;
    }

    @Override
    public long involuntarySwitches() {
      return 0;
    }

    @Override
    public long runQueueWaitNanos() {
      return 5_000;
    }

    @Override
    public void resetCounters() {
      throw new UnsupportedOperationException();
    }

    @Override
    public boolean isAlive() {
      return true;
    }

    @Override
    public boolean join(Duration timeout) {
      return false;
    }

    @Override
    public Optional<Throwable> failure() {
      return Optional.empty();
    }
  }
}
