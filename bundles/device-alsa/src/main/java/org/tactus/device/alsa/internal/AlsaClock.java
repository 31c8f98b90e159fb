// SPDX-License-Identifier: Apache-2.0
package org.tactus.device.alsa.internal;

import org.tactus.api.Rational;
import org.tactus.api.clock.Clock;
import org.tactus.api.clock.ClockWaiter;
import org.tactus.api.clock.Wake;

/**
 * Starts a cycle whenever a device has moved on by a period.
 *
 * <p>A device whose ring is always ready ({@code null}, {@code file}) has no time of its own: it is
 * found out at the start, or later by its running ahead of CLOCK_MONOTONIC by several rings within
 * a second, and from then on CLOCK_MONOTONIC paces it.
 */
final class AlsaClock implements Clock {

  /** The failure of a device that is there but does not move. */
  static final int STALLED = 1;

  private static final long NANOS_PER_SECOND = 1_000_000_000L;
  private static final long STALL_NANOS = 2 * NANOS_PER_SECOND;
  private static final int STALL_PERIODS = 16;
  private static final int RINGS_AHEAD = 4;
  private static final long RESUME_NANOS = 5_000_000L;

  private final AlsaEnd end;
  private final Pcm pcm;
  private final Rational rate;
  private final int period;
  private final long wakeFrames;
  private final long periodNanos;
  private final long stallNanos;
  private final int timeoutMillis;
  private final WakeFilter filter;

  private boolean isStarted;
  private boolean hasLost;
  private long dueTime;
  private long windowStart;
  private long windowFrames;
  private long pacedFrom;
  private long pacedFrames;

  AlsaClock(AlsaEnd end, Rational rate, int period, long wakeFrames) {
    this.end = end;
    this.pcm = end.pcm();
    this.rate = rate;
    this.period = period;
    this.wakeFrames = wakeFrames;
    this.periodNanos = rate.nanos(period);
    this.stallNanos = Math.max(STALL_NANOS, STALL_PERIODS * periodNanos);
    this.timeoutMillis = (int) Math.max(1, periodNanos * 3 / 2 / 1_000_000L);
    this.filter = new WakeFilter(rate, period);
  }

  @Override
  public String name() {
    return "alsa " + pcm.device;
  }

  @Override
  public Rational rate() {
    return rate;
  }

  @Override
  public int period() {
    return period;
  }

  @Override
  public long xruns() {
    return end.xruns();
  }

  @Override
  public long dueTime() {
    return dueTime;
  }

  @Override
  public void begin() {
    isStarted = false;
  }

  @Override
  public void complete() {
    end.complete();
  }

  @Override
  public Wake await(ClockWaiter waiter) {
    if (!isStarted && !start()) {
      return Wake.LOST;
    }
    if (!end.isPaced()) {
      return pace(waiter);
    }
    long waitingSince = System.nanoTime();
    boolean wasReady = false;
    while (!waiter.isStopping()) {
      long available = pcm.available();
      if (available >= wakeFrames) {
        takeDueTime(available);
        Wake wake = hasLost ? Wake.XRUN : Wake.CYCLE;
        hasLost = false;
        return wake;
      }
      if (available < 0) {
        if (!recover((int) available, waiter)) {
          return waiter.isStopping() ? Wake.STOPPED : Wake.LOST;
        }
        waitingSince = System.nanoTime();
        wasReady = false;
        continue;
      }
      long now = System.nanoTime();
      if (now - waitingSince > stallNanos) {
        end.fail(STALLED);
        return Wake.LOST;
      }
      if (wasReady) {
        // The device said that it was ready and was not: sleeping is better than asking again.
        waiter.until(now + rate.nanos(wakeFrames - available));
      }
      int ready = pcm.await(timeoutMillis);
      if (ready < 0 && ready != -Alsa.EINTR && ready != -Alsa.EAGAIN) {
        if (!recover(ready, waiter)) {
          return waiter.isStopping() ? Wake.STOPPED : Wake.LOST;
        }
        waitingSince = System.nanoTime();
        ready = 0;
      }
      wasReady = ready > 0;
    }
    return Wake.STOPPED;
  }

  private boolean start() {
    int error = end.startGroup();
    if (error < 0) {
      end.fail(error);
      return false;
    }
    isStarted = true;
    hasLost = false;
    restartTiming();
    return true;
  }

  private void restartTiming() {
    filter.reset();
    windowStart = System.nanoTime();
    windowFrames = 0;
    pacedFrom = windowStart;
    pacedFrames = 0;
  }

  private boolean recover(int error, ClockWaiter waiter) {
    if (AlsaEnd.isDeadly(error)) {
      end.fail(error);
      return false;
    }
    if (error == -Alsa.ESTRPIPE) {
      while (pcm.resume() == -Alsa.EAGAIN) {
        if (!waiter.until(System.nanoTime() + RESUME_NANOS)) {
          return false;
        }
      }
    }
    int result = end.restartGroup();
    if (result < 0) {
      end.fail(result);
      return false;
    }
    hasLost = true;
    restartTiming();
    return true;
  }

  private void takeDueTime(long available) {
    long now = System.nanoTime();
    long lateNanos = rate.nanos(available - wakeFrames);
    if (pcm.isHardware) {
      long stamp = pcm.timestamp();
      dueTime =
          (stamp > 0 && stamp <= now && now - stamp < NANOS_PER_SECOND ? stamp : now) - lateNanos;
    } else {
      dueTime = filter.filter(now - lateNanos);
    }
    windowFrames += period;
    long elapsed = now - windowStart;
    if (rate.nanos(windowFrames) - elapsed > RINGS_AHEAD * rate.nanos(pcm.bufferFrames())) {
      end.setUnpaced();
      pacedFrom = now;
      pacedFrames = 0;
    } else if (elapsed > NANOS_PER_SECOND) {
      windowStart = now;
      windowFrames = 0;
    }
  }

  private Wake pace(ClockWaiter waiter) {
    pacedFrames += period;
    long due = pacedFrom + rate.nanos(pacedFrames);
    if (!waiter.until(due)) {
      return Wake.STOPPED;
    }
    long available = pcm.available();
    if (available < 0 && !recover((int) available, waiter)) {
      return waiter.isStopping() ? Wake.STOPPED : Wake.LOST;
    }
    dueTime = due;
    return Wake.CYCLE;
  }
}
