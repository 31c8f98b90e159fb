// SPDX-License-Identifier: Apache-2.0
package org.tactus.realtime.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.tactus.policy.Role;
import org.tactus.policy.internal.RealPolicies;
import org.tactus.realtime.RealtimeThread;
import org.tactus.realtime.Watch;
import org.tactus.realtime.WatchListener;
import org.tactus.testkit.Allocation;

class WatchdogComponentTest {
  private static final long LIMIT = 5_000_000;

  private final LogLines log = new LogLines();
  private final RealtimeThreadsComponent threads =
      new RealtimeThreadsComponent(
          log.logger(), RealPolicies.scheduling(log.logger()), RealPolicies.memory(log.logger()));
  private final WatchdogComponent watchdog = new WatchdogComponent(log.logger(), threads);
  private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();
  private final WatchListener listener =
      new WatchListener() {
        @Override
        public void stuck(Watch watch, long begunNanos, long elapsedNanos) {
          heard.add("stuck " + watch.name() + " " + begunNanos + " " + (elapsedNanos > LIMIT));
        }

        @Override
        public void recovered(Watch watch, long begunNanos, long elapsedNanos) {
          heard.add("recovered " + watch.name() + " " + begunNanos);
        }
      };

  @AfterEach
  void stop() {
    watchdog.deactivate();
  }

  private String next() throws InterruptedException {
    String line = heard.poll(20, TimeUnit.SECONDS);
    assertTrue(line != null, "nothing heard, logged " + log.lines());
    return line;
  }

  /** Waits until the watchdog has looked several times, which another watch's cycle proves. */
  private void letItLook() throws InterruptedException {
    try (Watch other = watchdog.watch("other", LIMIT, listener)) {
      for (int i = 0; i < 3; i++) {
        other.begin(System.nanoTime());
        assertTrue(next().startsWith("stuck other"));
        other.end();
        assertTrue(next().startsWith("recovered other"));
      }
    }
  }

  @Test
  void aCycleThatDoesNotEndIsHeardOfOnce() throws Exception {
    Watch watch = watchdog.watch("demo", LIMIT, listener);
    long begun = System.nanoTime();
    watch.begin(begun);
    assertEquals("stuck demo " + begun + " true", next());
    letItLook();
    assertEquals(1, watch.stuckCycles());
    watch.end();
    assertEquals("recovered demo " + begun, next());
    long again = System.nanoTime();
    watch.begin(again);
    assertEquals("stuck demo " + again + " true", next());
    assertEquals(2, watch.stuckCycles());
  }

  @Test
  void cyclesThatEndAreNotHeardOf() throws Exception {
    Watch watch = watchdog.watch("demo", LIMIT, listener);
    watch.begin(System.nanoTime());
    watch.end();
    letItLook();
    assertEquals(List.of(), List.copyOf(heard));
    assertEquals(0, watch.stuckCycles());
  }

  @Test
  void aListenerThatThrowsIsLoggedAndTheOthersAreServed() throws Exception {
    Watch bad =
        watchdog.watch(
            "bad",
            LIMIT,
            (_, _, _) -> {
              throw new IllegalStateException("bad listener");
            });
    bad.begin(System.nanoTime());
    while (log.lines().isEmpty()) {
      Thread.sleep(1);
    }
    assertTrue(log.lines().getFirst().contains("bad listener"), log.lines().toString());
    letItLook();
  }

  @Test
  void itsThreadRunsInItsRoleWhileSomethingIsWatched() throws Exception {
    assertEquals(List.of(), threads.threads());
    Watch first = watchdog.watch("first", LIMIT, listener);
    Watch second = watchdog.watch("second", TimeUnit.HOURS.toNanos(1), listener);
    RealtimeThread thread = threads.threads().getFirst();
    assertEquals(1, threads.threads().size());
    assertEquals(Role.WATCHDOG, thread.role());
    first.close();
    first.close();
    assertTrue(thread.isAlive());
    second.close();
    assertTrue(thread.join(Duration.ofSeconds(20)));
    Watch third = watchdog.watch("third", LIMIT, listener);
    third.begin(System.nanoTime());
    assertTrue(next().startsWith("stuck third"));
    assertThrows(IllegalArgumentException.class, () -> watchdog.watch("short", 999_999, listener));
  }

  @Test
  void beginAndEndAllocateNothing() {
    Watch watch = watchdog.watch("demo", TimeUnit.HOURS.toNanos(1), listener);
    assertEquals(
        0,
        Allocation.bytes(
            20_000,
            () -> {
              watch.begin(System.nanoTime());
              watch.end();
            }));
  }
}
