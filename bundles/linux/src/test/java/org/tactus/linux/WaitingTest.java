// SPDX-License-Identifier: Apache-2.0
package org.tactus.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.MemorySegment;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.tactus.testkit.Allocation;

/** Sleeping, waiting and counting: what it does, and that it allocates nothing. */
class WaitingTest {
  private static final int WARM_UP = 20_000;

  @Test
  void nanoTimeIsTheMonotonicClock() {
    KernelClock clock = new KernelClock(KernelClock.Kind.MONOTONIC);
    for (int i = 0; i < 1000; i++) {
      long before = System.nanoTime();
      long kernel = clock.nanos();
      long after = System.nanoTime();
      assertTrue(before <= kernel && kernel <= after, before + " " + kernel + " " + after);
    }
    assertEquals(0, Allocation.bytes(WARM_UP, clock::nanos));
  }

  @Test
  void aSleepIsNeverShort() {
    MonotonicSleep sleep = new MonotonicSleep();
    for (int i = 0; i < 50; i++) {
      long end = System.nanoTime() + 300_000;
      assertEquals(0, sleep.until(end));
      assertTrue(System.nanoTime() >= end);
    }
    assertEquals(0, sleep.until(System.nanoTime() - 1_000_000));
    assertEquals(0, sleep.until(-1));
  }

  @Test
  void sleepingAllocatesNothing() {
    MonotonicSleep sleep = new MonotonicSleep();
    assertEquals(0, Allocation.bytes(WARM_UP, () -> sleep.until(System.nanoTime() + 100)));
  }

  @Test
  void aFutexTimesOutAndSeesAChange() {
    Futex futex = new Futex();
    long end = System.nanoTime() + 2_000_000;
    assertEquals(Errno.ETIMEDOUT, futex.awaitUntil(0, end));
    assertTrue(System.nanoTime() >= end);
    futex.set(7);
    assertEquals(Errno.EAGAIN, futex.await(0));
    assertEquals(0, futex.wake(1));
    assertTrue(futex.compareAndSet(7, 8));
    assertEquals(8, futex.get());
  }

  @Test
  void aFutexWakesOneOfTwoThatShareItsWord() throws Exception {
    Futex mine = new Futex();
    CountDownLatch ready = new CountDownLatch(1);
    FutureTask<Integer> waiting =
        new FutureTask<>(() -> {
          ready.countDown();
          int outcome = 0;
          while (mine.get() == 0 && outcome != Errno.ETIMEDOUT) {
            outcome = mine.awaitUntil(0, System.nanoTime() + 10_000_000_000L);
          }
          return mine.get();
        });
    Thread thread = new Thread(waiting);
    thread.start();
    ready.await();
    mine.set(5);
    mine.wake(1);
    assertEquals(5, waiting.get(5, TimeUnit.SECONDS));
  }

  @Test
  void aFutexLivesInSharedMemory() throws Exception {
    MemorySegment page = Memory.map(SystemInformation.pageBytes());
    Futex waits = new Futex(page, true);
    Futex wakes = new Futex(page, true);
    Thread thread =
        new Thread(() -> {
          int outcome = 0;
          while (waits.get() == 0 && outcome != Errno.ETIMEDOUT) {
            outcome = waits.awaitUntil(0, System.nanoTime() + 10_000_000_000L);
          }
        });
    thread.start();
    wakes.set(1);
    wakes.wake(1);
    assertTrue(thread.join(java.time.Duration.ofSeconds(5)));
  }

  @Test
  void futexCallsAllocateNothing() {
    Futex futex = new Futex();
    assertEquals(
        0,
        Allocation.bytes(
            WARM_UP,
            () -> {
              futex.awaitUntil(0, System.nanoTime() + 100);
              futex.set(1);
              futex.wake(1);
              futex.await(0);
              futex.compareAndSet(1, 0);
            }));
  }

  @Test
  void usageCountsTheFaultsThatTouchingCauses() throws Exception {
    int pages = 64;
    long[] faults =
        OnThread.call(() -> {
          ThreadUsage usage = new ThreadUsage();
          long page = SystemInformation.pageBytes();
          MemorySegment memory = Memory.map(pages * page);
          Memory.adviseHugePages(memory, false);
          usage.read();
          long before = usage.minorFaults();
          memory.fill((byte) 1);
          usage.read();
          long after = usage.minorFaults();
          memory.fill((byte) 2);
          usage.read();
          long fileSays = Task.find(Threads.currentTid()).orElseThrow().minorFaults();
          return new long[] {after - before, usage.minorFaults() - after, fileSays, after};
        });
    assertTrue(faults[0] >= pages, faults[0] + " faults");
    assertTrue(faults[1] < pages, faults[1] + " faults when touched again");
    assertTrue(faults[2] >= faults[3], faults[2] + " by /proc, " + faults[3] + " by getrusage");
  }

  @Test
  void usageCountsSwitchesAndTime() throws Exception {
    OnThread.call(() -> {
      ThreadUsage usage = new ThreadUsage();
      usage.read();
      long before = usage.voluntarySwitches();
      MonotonicSleep sleep = new MonotonicSleep();
      for (int i = 0; i < 10; i++) {
        sleep.until(System.nanoTime() + 200_000);
      }
      usage.read();
      assertTrue(usage.voluntarySwitches() - before >= 10);
      assertTrue(usage.cpuNanos() > 0);
      return usage;
    });
  }

  @Test
  void readingUsageAllocatesNothing() {
    ThreadUsage usage = new ThreadUsage();
    long[] sum = new long[1];
    assertEquals(
        0,
        Allocation.bytes(
            WARM_UP,
            () -> {
              usage.read();
              sum[0] += usage.minorFaults() + usage.majorFaults() + usage.involuntarySwitches();
            }));
    assertTrue(sum[0] > 0);
  }

  @Test
  void anEventIsCountedAndTaken() {
    try (EventFd event = new EventFd()) {
      assertEquals(0, event.consume());
      event.signal();
      event.signal();
      assertEquals(2, event.consume());
      assertEquals(0, event.consume());
      assertEquals(
          0,
          Allocation.bytes(
              WARM_UP,
              () -> {
                event.signal();
                event.consume();
              }));
    }
  }
}
