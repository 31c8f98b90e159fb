// SPDX-License-Identifier: Apache-2.0
package org.tactus.device.timer.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigInteger;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.tactus.api.Rational;
import org.tactus.api.clock.ClockWaiter;
import org.tactus.api.clock.Wake;
import org.tactus.testkit.Allocation;

class TimerClockTest {

  private static final long START = 5_000_000_000L;

  /** A time that passes only when somebody waits or a test says so. */
  private static final class Time implements ClockWaiter {
    long now = START;
    boolean isStopping;

    @Override
    public boolean until(long nanoTime) {
      if (isStopping) {
        return false;
      }
      now = Math.max(now, nanoTime);
      return true;
    }

    @Override
    public boolean isStopping() {
      return isStopping;
    }
  }

  private final Time time = new Time();

  private TimerClock clock(Rational rate, int period) {
    return new TimerClock(rate, period, () -> time.now);
  }

  @Test
  void cycleNIsDueExactlyNPeriodsAfterTheStart() {
    TimerClock clock = clock(Rational.of(44_100), 64);
    clock.begin();
    for (int n = 0; n < 100_000; n++) {
      assertEquals(Wake.CYCLE, clock.await(time));
      BigInteger exact =
          BigInteger.valueOf(n * 64L)
              .multiply(BigInteger.valueOf(1_000_000_000L))
              .divide(BigInteger.valueOf(44_100));
      assertEquals(START + exact.longValueExact(), clock.dueTime());
      assertEquals(clock.dueTime(), time.now);
    }
    assertEquals(0, clock.xruns());
  }

  @Test
  void startsAnewWithTheCycleThread() {
    TimerClock clock = clock(Rational.of(48_000), 48);
    time.now += 10_000_000_000L;
    clock.begin();
    assertEquals(Wake.CYCLE, clock.await(time));
    assertEquals(START + 10_000_000_000L, clock.dueTime());
  }

  @Test
  void catchesUpAfterAShortDelay() {
    TimerClock clock = clock(Rational.of(48_000), 48);
    clock.begin();
    clock.await(time);
    time.now += 2_999_999;
    for (int n = 1; n <= 3; n++) {
      assertEquals(Wake.CYCLE, clock.await(time));
      assertEquals(START + n * 1_000_000L, clock.dueTime());
    }
    assertEquals(START + 3_000_000, time.now);
    assertEquals(0, clock.xruns());
  }

  @Test
  void skipsWholePeriodsAfterALongOne() {
    TimerClock clock = clock(Rational.of(48_000), 48);
    clock.begin();
    clock.await(time);
    time.now += 7_300_000;
    assertEquals(Wake.XRUN, clock.await(time));
    assertEquals(START + 7_000_000, clock.dueTime());
    assertEquals(6, clock.xruns());
    assertEquals(Wake.CYCLE, clock.await(time));
    assertEquals(START + 8_000_000, clock.dueTime());
    assertEquals(START + 8_000_000, time.now);
  }

  @Property
  void neverRunsMoreThanAFewCyclesInARowWithoutWaiting(
      @ForAll @IntRange(min = 16, max = 8192) int period,
      @ForAll @IntRange(min = 8000, max = 192_000) int rate,
      @ForAll @LongRange(min = 0, max = 100_000_000_000L) long delay) {
    TimerClock clock = clock(Rational.of(rate), period);
    clock.begin();
    clock.await(time);
    time.now += delay;
    long late = time.now;
    int cycles = 0;
    do {
      clock.await(time);
      cycles++;
    } while (time.now == late);
    assertTrue(cycles <= TimerClock.PATIENCE + 2, cycles + " cycles at once");
    long due = Rational.of(rate).nanos((cycles + clock.xruns()) * period);
    assertEquals(due, clock.dueTime() - (late - delay));
  }

  @Test
  void stopsWhenToldTo() {
    TimerClock clock = clock(Rational.of(48_000), 48);
    clock.begin();
    time.isStopping = true;
    assertEquals(Wake.STOPPED, clock.await(time));
  }

  @Test
  void allocatesNothing() {
    TimerClock clock = clock(Rational.of(48_000), 48);
    clock.begin();
    assertEquals(0, Allocation.bytes(1000, () -> clock.await(time)));
  }
}
