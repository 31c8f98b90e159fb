// SPDX-License-Identifier: Apache-2.0
package org.tactus.realtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tactus.linux.CpuSet;
import org.tactus.testkit.Allocation;

class WaiterTest {

  static Stream<Waiter> waiters() {
    return Stream.of(
        Waiter.sleeping(), Waiter.sleepingThenSpinning(0.3), new Waiter(WaitMode.SPIN, 1));
  }

  @ParameterizedTest
  @MethodSource("waiters")
  void aWaitIsNeverShort(Waiter waiter) {
    long next = System.nanoTime();
    for (int i = 0; i < 50; i++) {
      next += 200_000;
      assertTrue(waiter.awaitUntil(next));
      assertTrue(System.nanoTime() >= next, waiter.mode() + " ended early");
    }
    assertTrue(waiter.awaitUntil(System.nanoTime() - 1_000_000));
  }

  @ParameterizedTest
  @MethodSource("waiters")
  void aWakeUpEndsTheWaitThatGoesOn(Waiter waiter) throws Exception {
    CountDownLatch ready = new CountDownLatch(1);
    FutureTask<Boolean> waiting =
        new FutureTask<>(() -> {
          ready.countDown();
          return waiter.awaitUntil(System.nanoTime() + TimeUnit.MINUTES.toNanos(5));
        });
    Thread thread = new Thread(waiting);
    thread.setDaemon(true);
    thread.start();
    ready.await();
    waiter.wakeup();
    assertFalse(waiting.get(20, TimeUnit.SECONDS));
  }

  @ParameterizedTest
  @MethodSource("waiters")
  void aWakeUpEndsTheNextWaitAndOnlyThat(Waiter waiter) {
    waiter.wakeup();
    waiter.wakeup();
    assertFalse(waiter.awaitUntil(System.nanoTime() + TimeUnit.MINUTES.toNanos(5)));
    assertTrue(waiter.awaitUntil(System.nanoTime() + 1_000));
  }

  @ParameterizedTest
  @MethodSource("waiters")
  void waitingAllocatesNothing(Waiter waiter) {
    assertEquals(0, Allocation.bytes(20_000, () -> waiter.awaitUntil(System.nanoTime() + 2_000)));
    assertEquals(0, Allocation.bytes(20_000, waiter::wakeup));
  }

  @Test
  void theSpinIsAShareOfTheTimeBetweenTwoWaits() {
    Waiter waiter = Waiter.sleepingThenSpinning(0.25);
    long now = System.nanoTime();
    waiter.awaitUntil(now);
    assertEquals(100_000, waiter.spinNanos(now + 400_000));
    assertEquals(0, waiter.spinNanos(now - 400_000));
    assertEquals(250_000_000, waiter.spinNanos(now + TimeUnit.HOURS.toNanos(1)));
    assertEquals(0, Waiter.sleeping().spinNanos(now + 400_000));
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, -0.1, 0.51, Double.NaN, Double.POSITIVE_INFINITY})
  void aShareThatLeavesNoTimeIsRefused(double share) {
    assertThrows(IllegalArgumentException.class, () -> Waiter.sleepingThenSpinning(share));
  }

  @Test
  void spinningWithoutACpuOfItsOwnIsRefused() {
    IllegalStateException refusal =
        assertThrows(IllegalStateException.class, () -> Waiter.spinning(CpuSet.none()));
    assertTrue(refusal.getMessage().contains("pinned"), refusal.getMessage());
  }
}
