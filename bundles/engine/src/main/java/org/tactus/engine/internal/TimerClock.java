// SPDX-License-Identifier: Apache-2.0
package org.tactus.engine.internal;

import org.tactus.api.Rational;
import org.tactus.api.clock.Clock;
import org.tactus.api.clock.ClockWaiter;
import org.tactus.api.clock.Wake;

/**
 * Starts cycles by CLOCK_MONOTONIC where no device does. A cycle that comes more than {@value
 * #PATIENCE} periods late is an xrun: the periods missed are left out, not made up for.
 */
final class TimerClock implements Clock {

  private static final int PATIENCE = 8;

  private final Rational rate;
  private final int period;
  private long start;
  private long cycle;
  private long due;
  private volatile long xruns;

  TimerClock(Rational rate, int period) {
    this.rate = rate;
    this.period = period;
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
    start = System.nanoTime();
    cycle = 0;
  }

  @Override
  @SuppressWarnings("NonAtomicVolatileUpdate") // one writer: the cycle thread
  public Wake await(ClockWaiter waiter) {
    cycle++;
    due = start + rate.nanos(cycle * period);
    if (!waiter.until(due)) {
      return Wake.STOPPED;
    }
    long late = System.nanoTime() - due;
    long periodNanos = rate.nanos(period);
    if (late > PATIENCE * periodNanos) {
      start += late / periodNanos * periodNanos;
      xruns++;
      return Wake.XRUN;
    }
    return Wake.CYCLE;
  }

  @Override
  public long dueTime() {
    return due;
  }

  @Override
  public long xruns() {
    return xruns;
  }
}
