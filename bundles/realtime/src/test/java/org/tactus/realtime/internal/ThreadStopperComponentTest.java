// SPDX-License-Identifier: Apache-2.0
package org.tactus.realtime.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.Test;
import org.tactus.realtime.ThreadStoppedError;

class ThreadStopperComponentTest {

  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final ThreadStopperComponent stopper = new ThreadStopperComponent();
  private final AtomicReference<Throwable> thrown = new AtomicReference<>();

  /** What a thread does that does not end by itself. */
  interface Endless {
    void run() throws Exception;
  }

  private Thread start(Endless body) throws InterruptedException {
    CountDownLatch running = new CountDownLatch(1);
    Thread thread =
        Thread.ofPlatform()
            .name("stuck")
            .daemon()
            .start(() -> {
              running.countDown();
              try {
                body.run();
              } catch (Throwable e) {
                thrown.set(e);
              }
            });
    running.await();
    Thread.sleep(20);
    return thread;
  }

  private void endsAll(Endless body) throws InterruptedException {
    Thread thread = start(body);
    assertTrue(thread.isAlive());
    assertTrue(stopper.stop(thread, "enough", () -> false, PATIENCE));
    assertFalse(thread.isAlive());
    assertInstanceOf(ThreadStoppedError.class, thrown.get());
    assertEquals("enough", thrown.get().getMessage());
  }

  @Test
  void endsALoopAndSaysWhereItWas() throws InterruptedException {
    endsAll(ThreadStopperComponentTest::spinForEver);
    assertTrue(
        Arrays.stream(thrown.get().getStackTrace())
            .anyMatch(frame -> frame.getMethodName().equals("spinForEver")),
        Arrays.toString(thrown.get().getStackTrace()));
  }

  private static void spinForEver() {
    while (true) {
      Thread.onSpinWait();
    }
  }

  @Test
  void endsASleep() throws InterruptedException {
    endsAll(() -> Thread.sleep(Duration.ofDays(1)));
  }

  @Test
  void endsAWaitForALockThatNobodyGives() throws InterruptedException {
    ReentrantLock lock = new ReentrantLock();
    Thread holder =
        start(() -> {
          lock.lock();
          LockSupport.park();
        });
    endsAll(lock::lock);
    holder.interrupt();
  }

  @Test
  void isRepeatedForALoopThatCatchesEverything() throws InterruptedException {
    AtomicInteger caught = new AtomicInteger();
    Thread thread =
        start(() -> {
          while (caught.get() < 5) {
            try {
              spinForEver();
            } catch (Throwable e) {
              caught.incrementAndGet();
            }
          }
        });
    assertTrue(stopper.stop(thread, "enough", () -> false, PATIENCE));
    assertFalse(thread.isAlive());
    assertEquals(5, caught.get());
  }

  @Test
  void leavesAThreadAloneWhoseCodeHasReturned() throws InterruptedException {
    CountDownLatch end = new CountDownLatch(1);
    Thread thread = start(end::await);
    assertTrue(stopper.stop(thread, "enough", () -> true, PATIENCE));
    assertTrue(thread.isAlive());
    end.countDown();
    thread.join();
    assertNull(thrown.get());
  }

  @Test
  void saysWhenItCannot() throws InterruptedException {
    Object monitor = new Object();
    CountDownLatch entered = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    Thread holder =
        start(() -> {
          synchronized (monitor) {
            entered.countDown();
            release.await();
          }
        });
    entered.await();
    Thread thread =
        start(() -> {
          synchronized (monitor) {
            spinForEver();
          }
        });
    assertFalse(stopper.stop(thread, "enough", () -> false, Duration.ofMillis(50)));
    release.countDown();
    thread.join();
    assertInstanceOf(ThreadStoppedError.class, thrown.get(), "it comes when the monitor is had");
    holder.join();
    assertTrue(stopper.stop(thread, "enough", () -> false, PATIENCE), "one that has ended");
  }

  @Test
  void neverStopsItself() {
    assertThrows(
        IllegalArgumentException.class,
        () -> stopper.stop(Thread.currentThread(), "enough", () -> false, PATIENCE));
  }
}
