// SPDX-License-Identifier: Apache-2.0
package org.tactus.engine.internal;

import java.util.function.LongConsumer;
import org.tactus.api.Rational;
import org.tactus.api.clock.Clock;
import org.tactus.api.clock.ClockWaiter;
import org.tactus.api.clock.Wake;

/**
 * A clock whose cycles are due when the test says. Between two of them the test may act on the
 * cycle thread itself, so that what it does falls on a known cycle's edge.
 */
final class ManualClock implements Clock {

  private final Rational rate;
  private final int period;
  private final long cycles;
  private final LongConsumer before;
  private long next;
  private long due;
  Wake wake = Wake.CYCLE;

  /** Whether it waits as a timer does, and not as a device. */
  boolean timer;

  /** Added to the time at which a cycle is due: below zero the thread wakes late. */
  long dueOffset;

  ManualClock(Rational rate, int period, long cycles, LongConsumer before) {
    this.rate = rate;
    this.period = period;
    this.cycles = cycles;
    this.before = before;
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
  public Wake await(ClockWaiter waiter) {
    if (next == cycles || waiter.isStopping()) {
      return Wake.STOPPED;
    }
    before.accept(next++);
    due = System.nanoTime() + dueOffset;
    if (timer && !waiter.until(due)) {
      return Wake.STOPPED;
    }
    return wake;
  }

  @Override
  public long dueTime() {
    return due;
  }
}
