// SPDX-License-Identifier: Apache-2.0
package org.tactus.engine.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.tactus.api.clock.Wake;
import org.tactus.engine.Xrun;

/** Which cause a late cycle gets. Times are in nanoseconds from the moment it was due. */
class CausesTest {

  private static final long DUE = 5_000_000_000L;
  private static final long PERIOD = 1_000_000;

  private final JvmPauses pauses = new JvmPauses();

  @Test
  void aNodeThatTookTheTime() {
    Xrun xrun = find(Wake.CYCLE, 20_000, 1_500_000, 0, 0);

    assertEquals("node", xrun.cause());
    assertEquals(7, xrun.cycle());
    assertEquals("node 'reverb' took 1200 of 1480 µs, the cycle ended 500 µs late", xrun.detail());
  }

  @Test
  void pageFaultsComeBeforeWhatTheyCost() {
    pause(0, 1_000_000, "G1");
    Xrun xrun = find(Wake.CYCLE, 20_000, 1_500_000, 3, 2);

    assertEquals("page-fault", xrun.cause());
    assertTrue(xrun.detail().contains("3 page faults"), xrun.detail());
  }

  @Test
  void aPauseOfTheJvmThatCoversTheCycle() {
    pause(100_000, 900_000, "ZMarkEnd");
    Xrun xrun = find(Wake.CYCLE, 20_000, 1_500_000, 0, 1);

    assertEquals("jvm-pause", xrun.cause());
    assertTrue(xrun.detail().contains("ZMarkEnd"), xrun.detail());
    assertTrue(xrun.detail().contains("800 µs"), xrun.detail());
  }

  @Test
  void aPauseElsewhereOrTooShortIsNotBlamed() {
    pause(-3_000_000, -100, "before");
    pause(1_500_001, 9_000_000, "after");
    pause(100_000, 200_000, "short");

    assertEquals("node", find(Wake.CYCLE, 20_000, 1_500_000, 0, 0).cause());
  }

  @Test
  void theLongestOfSeveralPausesIsNamed() {
    pause(0, 500_000, "shorter");
    pause(500_000, 1_400_000, "longer");
    pause(1_400_000, 1_450_000, "last");

    assertTrue(find(Wake.CYCLE, 20_000, 1_500_000, 0, 0).detail().startsWith("longer"));
  }

  @Test
  void aPreemption() {
    Xrun xrun = find(Wake.CYCLE, 20_000, 1_500_000, 0, 2);

    assertEquals("preemption", xrun.cause());
    assertTrue(xrun.detail().contains("2 times"), xrun.detail());
  }

  @Test
  void aLateWakeUp() {
    Xrun xrun = find(Wake.CYCLE, 1_400_000, 1_500_000, 0, 0);

    assertEquals("wake-up", xrun.cause());
    assertTrue(xrun.detail().contains("1400 µs"), xrun.detail());
  }

  @Test
  void aDeviceThatLostFramesThoughTheCycleWasInTime() {
    pause(0, 1_000_000, "innocent");

    assertEquals("device", find(Wake.XRUN, 20_000, 400_000, 1, 1).cause());
  }

  @Test
  void aDeviceIsBlamedForALateCycleWhereNobodyElseIs() {
    assertEquals("device", find(Wake.XRUN, 20_000, 1_500_000, 0, 0).cause());
    assertEquals("preemption", find(Wake.XRUN, 20_000, 1_500_000, 0, 1).cause());
  }

  private void pause(long start, long end, String what) {
    pauses.add(new JvmPauses.Pause(DUE + start, DUE + end, what));
  }

  private Xrun find(Wake wake, long woken, long ended, long faults, long preemptions) {
    return Causes.find(
        new XrunLog.Entry(
            7,
            wake,
            DUE,
            DUE + woken,
            DUE + ended,
            DUE + PERIOD,
            "reverb",
            1_200_000,
            faults,
            0,
            preemptions),
        pauses);
  }
}
