// SPDX-License-Identifier: Apache-2.0
package org.tactus.device.alsa.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.tactus.api.Rational;

class WakeFilterTest {

  private static final Rational RATE = Rational.of(48_000);
  private static final int PERIOD = 48;
  private static final long MILLI = 1_000_000;

  @Test
  void aWakeUpThatIsLateIsDueWhenThePeriodEnded() {
    WakeFilter filter = new WakeFilter(RATE, PERIOD);
    Random random = new Random(1);
    for (int i = 0; i < 20_000; i++) {
      filter.filter(i * MILLI + random.nextLong(20_000));
    }
    long due = filter.filter(20_000 * MILLI + 300_000);
    assertTrue(Math.abs(due - 20_000 * MILLI) < 30_000, "due " + (due - 20_000 * MILLI));
  }

  @Test
  void aPeriodNeverEndsAfterItWasSeenToEnd() {
    WakeFilter filter = new WakeFilter(RATE, PERIOD);
    Random random = new Random(2);
    for (int i = 0; i < 5_000; i++) {
      long seen = i * MILLI + random.nextLong(500_000);
      assertTrue(filter.filter(seen) <= seen);
    }
  }

  @Test
  void aDeviceThatRunsFastIsFollowed() {
    WakeFilter filter = new WakeFilter(RATE, PERIOD);
    long fast = MILLI - 200;
    for (int i = 0; i < 20_000; i++) {
      filter.filter(i * fast);
    }
    long due = filter.filter(20_000 * fast + 500_000);
    assertTrue(Math.abs(due - 20_000 * fast) < 1_000, "due " + (due - 20_000 * fast));
  }

  @Test
  void aGapStartsTheFilterAnew() {
    WakeFilter filter = new WakeFilter(RATE, PERIOD);
    filter.filter(0);
    filter.filter(MILLI);
    assertEquals(100 * MILLI, filter.filter(100 * MILLI));
  }
}
