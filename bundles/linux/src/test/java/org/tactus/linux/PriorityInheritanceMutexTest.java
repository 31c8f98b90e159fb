// SPDX-License-Identifier: Apache-2.0
package org.tactus.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.tactus.testkit.Allocation;

class PriorityInheritanceMutexTest {
  private static final long HOG_NANOS = TimeUnit.MILLISECONDS.toNanos(200);
  private static final long HELD_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

  @Test
  void withInheritanceTheWaiterGoesFirst() throws Exception {
    assertEquals(List.of("high", "hog"), orderOfEnd(new PriorityInheritanceMutex()));
  }

  @Test
  void withoutInheritanceTheHogGoesFirst() throws Exception {
    assertEquals(List.of("hog", "high"), orderOfEnd(new PriorityInheritanceMutex(false)));
  }

  /**
   * On one CPU a low thread holds the mutex and still has 20 ms of work; a high one wakes a hog of
   * middle priority, which cannot run before the high one blocks, and then wants the mutex. So who
   * goes first is decided by inheritance alone, however slow the machine is.
   */
  private static List<String> orderOfEnd(PriorityInheritanceMutex mutex) throws Exception {
    Rights.require(Capability.SYS_NICE);
    int cpu = Threads.affinity(0).toBitSet().length() - 1;
    ConcurrentLinkedQueue<String> ended = new ConcurrentLinkedQueue<>();
    Futex lowHolds = new Futex();
    Futex highGoes = new Futex();
    Futex hogGoes = new Futex();
    Futex highWants = new Futex();
    Thread hog =
        start(
            cpu,
            20,
            () -> {
              await(hogGoes);
              long end = System.nanoTime() + HOG_NANOS;
              while (System.nanoTime() < end) {
                Thread.onSpinWait();
              }
              ended.add("hog");
            });
    Thread high =
        start(
            cpu,
            30,
            () -> {
              await(highGoes);
              release(hogGoes);
              highWants.set(1);
              mutex.lock();
              ended.add("high");
              mutex.unlock();
            });
    Thread low =
        start(
            cpu,
            10,
            () -> {
              mutex.lock();
              release(lowHolds);
              while (highWants.get() == 0) {
                Thread.onSpinWait();
              }
              KernelClock used = new KernelClock(KernelClock.Kind.THREAD_CPU);
              long end = used.nanos() + HELD_NANOS;
              while (used.nanos() < end) {
                Thread.onSpinWait();
              }
              mutex.unlock();
            });
    await(lowHolds);
    release(highGoes);
    for (Thread thread : List.of(low, high, hog)) {
      assertTrue(thread.join(Duration.ofSeconds(20)), thread.getName() + " hangs");
    }
    return List.copyOf(ended);
  }

  private static Thread start(int cpu, int priority, Runnable body) throws InterruptedException {
    Futex pinned = new Futex();
    Thread thread =
        new Thread(
            () -> {
              Threads.setAffinity(0, CpuSet.of(cpu));
              Threads.setScheduling(0, ThreadScheduling.fifo(priority));
              release(pinned);
              body.run();
            },
            "priority-" + priority);
    thread.setDaemon(true);
    thread.start();
    await(pinned);
    return thread;
  }

  private static void release(Futex futex) {
    futex.set(1);
    futex.wake(1);
  }

  private static void await(Futex futex) {
    while (futex.get() == 0) {
      futex.await(0);
    }
  }

  @Test
  void misuseIsNamed() throws Exception {
    PriorityInheritanceMutex mutex = new PriorityInheritanceMutex();
    assertEquals(Errno.EPERM, assertThrows(LinuxException.class, mutex::unlock).errno());
    assertTrue(mutex.lock());
    assertEquals(Errno.EDEADLK, assertThrows(LinuxException.class, mutex::lock).errno());
    assertFalse(OnThread.call(mutex::tryLock));
    mutex.unlock();
    assertTrue(mutex.tryLock());
    mutex.unlock();
  }

  @Test
  void aHolderThatEndedIsReported() throws Exception {
    PriorityInheritanceMutex mutex = new PriorityInheritanceMutex();
    Thread holder = new Thread(mutex::lock);
    holder.start();
    holder.join();
    assertFalse(mutex.lock());
    mutex.unlock();
    assertTrue(mutex.lock());
    mutex.unlock();
  }

  @Test
  void lockingAllocatesNothing() {
    PriorityInheritanceMutex mutex = new PriorityInheritanceMutex();
    assertEquals(
        0,
        Allocation.bytes(
            20_000,
            () -> {
              mutex.lock();
              mutex.unlock();
            }));
  }
}
