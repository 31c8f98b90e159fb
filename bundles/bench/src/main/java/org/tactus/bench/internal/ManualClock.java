// SPDX-License-Identifier: Apache-2.0
package org.tactus.bench.internal;

import org.tactus.api.Rational;
import org.tactus.api.clock.Clock;
import org.tactus.api.clock.ClockWaiter;
import org.tactus.api.clock.Wake;

/**
 * A clock that is stepped as fast as the pipeline runs. Its time lies ahead of the machine's and
 * goes on by exactly one period a cycle, so that no cycle is ever late, whatever the machine does.
 */
final class ManualClock implements Clock {

  private static final long AHEAD_NANOS = 365L * 24 * 3600 * 1_000_000_000L;

  /**
   * Leaves the CPU to others, whose priority is lower, for as long as a cycle took and for so long
   * at least: the new code of a swap must catch up meanwhile.
   */
  private static final long LEAST_REST_NANOS = 150_000;

  private final Rational rate;
  private final int period;
  private long origin;
  private long cycles;
  private long woken;

  ManualClock(Rational rate, int period) {
    this.rate = rate;
    this.period = period;
  }

  @Override
  public String name() {
    return "manual";
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
    woken = System.nanoTime();
    origin = woken + AHEAD_NANOS;
    cycles = -1;
  }

  @Override
  public Wake await(ClockWaiter waiter) {
    long now = System.nanoTime();
    if (!waiter.until(now + Math.max(LEAST_REST_NANOS, now - woken))) {
      return Wake.STOPPED;
    }
    woken = System.nanoTime();
    cycles++;
    return Wake.CYCLE;
  }

  @Override
  public long dueTime() {
    return origin + rate.nanos(cycles * period);
  }
}
