// SPDX-License-Identifier: Apache-2.0
package org.tactus.device.timer.internal;

import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.tactus.api.Rational;
import org.tactus.api.clock.Clock;
import org.tactus.api.clock.ClockWaiter;
import org.tactus.api.clock.Wake;

/**
 * A clock made of the machine's monotonic timer. Cycle {@code n} is due exactly {@code n} periods
 * after the start, rounded down to the nanosecond, so that it never drifts against its own rate.
 *
 * <p>Like a sound card whose buffer has run out, it does not make up for long delays: when it is
 * asked for a cycle that was due more than {@value #PATIENCE} periods ago, it skips the periods
 * that have passed whole, counts them as xruns and goes on at the next point of the same grid.
 */
final class TimerClock implements Clock {

  /** Periods by which a cycle may be late before periods are skipped. */
  static final int PATIENCE = 2;

  private final Rational rate;
  private final int period;
  private final LongSupplier nanoTime;
  private final AtomicLong xruns = new AtomicLong();
  private long start;
  private long next;
  private long due;

  TimerClock(Rational rate, int period) {
    this(rate, period, System::nanoTime);
  }

  TimerClock(Rational rate, int period, LongSupplier nanoTime) {
    this.rate = rate;
    this.period = period;
    this.nanoTime = nanoTime;
    begin();
  }

  @Override
  public String name() {
    return "timer";
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
  public void begin() {
    start = nanoTime.getAsLong();
    next = 0;
    due = start;
  }

  @Override
  public Wake await(ClockWaiter waiter) {
    Wake wake = Wake.CYCLE;
    long elapsed = nanoTime.getAsLong() - start;
    if (elapsed > rate.nanos((next + PATIENCE) * period)) {
      long current = rate.frames(elapsed) / period;
      xruns.setRelease(xruns.getPlain() + current - next);
      next = current;
      wake = Wake.XRUN;
    }
    due = start + rate.nanos(next * period);
    if (!waiter.until(due)) {
      return Wake.STOPPED;
    }
    next++;
    return wake;
  }

  @Override
  public long dueTime() {
    return due;
  }

  @Override
  public long xruns() {
    return xruns.getAcquire();
  }
}
