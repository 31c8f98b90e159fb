// SPDX-License-Identifier: Apache-2.0
package org.tactus.realtime.internal;

import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.log.Logger;
import org.osgi.service.log.LoggerFactory;
import org.tactus.policy.Role;
import org.tactus.realtime.RealtimeThreads;
import org.tactus.realtime.ThreadRequest;
import org.tactus.realtime.Waiter;
import org.tactus.realtime.Watch;
import org.tactus.realtime.WatchListener;
import org.tactus.realtime.Watchdog;

/** Looks at all watches at a quarter of the shortest limit, on a thread that runs while any are. */
@Component(service = Watchdog.class)
public final class WatchdogComponent implements Watchdog {
  private static final long SHORTEST_LIMIT = TimeUnit.MILLISECONDS.toNanos(1);
  private static final CycleWatch[] NONE = {};

  private final Logger logger;
  private final RealtimeThreads threads;
  private Round round;

  /** The watches that one run of the thread serves; replaced whole when one comes or goes. */
  private final class Round implements Runnable {
    private final Waiter waiter = Waiter.sleeping();
    private volatile CycleWatch[] watches = NONE;
    private volatile long intervalNanos;

    private void serve(CycleWatch[] next) {
      long shortest = Long.MAX_VALUE;
      for (CycleWatch watch : next) {
        shortest = Math.min(shortest, watch.limitNanos());
      }
      intervalNanos = shortest / 4;
      watches = next;
      waiter.wakeup();
    }

    @Override
    public void run() {
      for (CycleWatch[] current = watches; current.length > 0; current = watches) {
        long now = System.nanoTime();
        for (int i = 0; i < current.length; i++) {
          look(current[i], now);
        }
        waiter.awaitUntil(now + intervalNanos);
      }
    }

    private void look(CycleWatch watch, long now) {
      try {
        watch.look(now);
      } catch (RuntimeException | Error e) {
        logger.error("The listener of the watch '{}' threw {}", watch.name(), e.toString(), e);
      }
    }
  }

  /** Called by Declarative Services. */
  @Activate
  public WatchdogComponent(
      @Reference(service = LoggerFactory.class) Logger logger, @Reference RealtimeThreads threads) {
    this.logger = logger;
    this.threads = threads;
  }

  /** Ends the watchdog's thread. */
  @Deactivate
  synchronized void deactivate() {
    if (round != null) {
      round.serve(NONE);
      round = null;
    }
  }

  @Override
  public synchronized Watch watch(String name, long limitNanos, WatchListener listener) {
    if (limitNanos < SHORTEST_LIMIT) {
      throw new IllegalArgumentException(
          "The limit of "
              + limitNanos
              + " ns for '"
              + name
              + "' is below "
              + SHORTEST_LIMIT
              + " ns; name a longer one");
    }
    CycleWatch watch = new CycleWatch(name, limitNanos, listener, this::remove);
    if (round == null) {
      round = new Round();
      round.serve(new CycleWatch[] {watch});
      threads.start(ThreadRequest.of("tactus-watchdog", Role.WATCHDOG), round);
    } else {
      CycleWatch[] next = Arrays.copyOf(round.watches, round.watches.length + 1);
      next[next.length - 1] = watch;
      round.serve(next);
    }
    return watch;
  }

  private synchronized void remove(CycleWatch watch) {
    if (round == null) {
      return;
    }
    CycleWatch[] left =
        Arrays.stream(round.watches).filter(w -> w != watch).toArray(CycleWatch[]::new);
    round.serve(left);
    if (left.length == 0) {
      round = null;
    }
  }
}
