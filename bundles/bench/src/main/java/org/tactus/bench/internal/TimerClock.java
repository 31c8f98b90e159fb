// SPDX-License-Identifier: Apache-2.0
package org.tactus.bench.internal;

import java.util.concurrent.atomic.AtomicLong;
import org.tactus.api.Rational;
import org.tactus.api.clock.Clock;
import org.tactus.api.clock.ClockWaiter;
import org.tactus.api.clock.Wake;

/**
 * A clock made of the machine's monotonic timer, which skips periods that have passed whole, as a
 * sound card does whose buffer has run out.
 */
final class TimerClock implements Clock {

  private static final int PATIENCE = 2;

  private final Rational rate;
  private final int period;
  private long start;
  private long next;
  private long due;
  private final AtomicLong xruns = new AtomicLong();

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
    next = 0;
  }

  @Override
  public Wake await(ClockWaiter waiter) {
    Wake wake = Wake.CYCLE;
    long current = rate.frames(System.nanoTime() - start) / period;
    if (current - next > PATIENCE) {
      xruns.setRelease(xruns.getPlain() + current - next);
      next = current;
      wake = Wake.XRUN;
    }
    due = start + rate.nanos(next * period);
    next++;
    return waiter.until(due) ? wake : Wake.STOPPED;
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
