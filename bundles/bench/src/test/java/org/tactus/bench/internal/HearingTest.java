// SPDX-License-Identifier: Apache-2.0
package org.tactus.bench.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class HearingTest {
  private static final int PERIOD = 32;
  private static final int CYCLES = 1000;

  private final ToneAndRamp signals = new ToneAndRamp();
  private final Hearing hearing = new Hearing();

  /** What is wrong with one frame. */
  private interface Flaw {
    float at(long position, float right);
  }

  private static final Flaw NONE = (_, right) -> right;

  private void hear(Flaw tone, Flaw ramp, Flaw mark, Flaw mirror) {
    for (long cycle = 0; cycle < CYCLES; cycle++) {
      hearing.begin(cycle * PERIOD);
      for (int i = 0; i < PERIOD; i++) {
        long position = cycle * PERIOD + i;
        hearing.hear(
            tone.at(position, signals.tone(position)),
            signals.tone(position),
            ramp.at(position, -ToneAndRamp.ramp(position)),
            mark.at(position, Generation.LOW),
            mirror.at(position, -Generation.LOW));
      }
      hearing.end(1000);
    }
  }

  private static Flaw oneFrame(long at, float value) {
    return (position, right) -> position == at ? value : right;
  }

  @Test
  void whatIsRightHasNoFlaw() {
    hear(NONE, NONE, NONE, NONE);
    assertEquals((long) CYCLES * PERIOD, hearing.frames());
    assertEquals(0, hearing.misplaced());
    assertEquals(0, hearing.mixedCycles());
    assertEquals(0, hearing.difference());
    assertEquals(0, hearing.rampBend());
    assertEquals(ToneAndRamp.AMPLITUDE, hearing.peak(), 1e-6);
    double bound = ToneAndRamp.greatestBend(ToneAndRamp.AMPLITUDE);
    assertTrue(hearing.toneBend() <= bound, () -> hearing.toneBend() + " > " + bound);
    assertTrue(hearing.toneBend() > 0.999 * bound, "the bound is not wider than it must be");
  }

  @Test
  void aStepInTheToneIsAboveTheBoundAndUnlikeTheTwin() {
    hear((position, right) -> position < 20_000 ? right : right + 0.02f, NONE, NONE, NONE);
    assertTrue(hearing.toneBend() > ToneAndRamp.greatestBend(ToneAndRamp.AMPLITUDE));
    assertEquals(0.02, hearing.difference(), 1e-6);
  }

  @Test
  void aFrameThatIsHeardTwiceOrNeverIsMisplaced() {
    hear(NONE, oneFrame(20_000, -ToneAndRamp.ramp(19_999)), NONE, NONE);
    assertEquals(1, hearing.misplaced());
    assertEquals(2 * ToneAndRamp.STEP, hearing.rampBend());
  }

  @Test
  void aCycleThatIsLeftOutIsMisplaced() {
    hearing.begin(0);
    for (int i = 0; i < PERIOD; i++) {
      hearing.hear(0, 0, -ToneAndRamp.ramp(i), Generation.LOW, -Generation.LOW);
    }
    hearing.end(1000);
    hearing.begin(2 * PERIOD);
    assertEquals(PERIOD, hearing.misplaced());
  }

  @Test
  void branchesOfDifferentGenerationsAreHeard() {
    hear(NONE, NONE, NONE, oneFrame(20_000, -Generation.HIGH));
    assertEquals(1, hearing.mixedCycles());
  }

  @Test
  void aGenerationThatChangesWithinACycleWithoutAFadeIsHeard() {
    Flaw high = (position, right) -> position % PERIOD < 16 ? right : Generation.HIGH;
    hear(NONE, NONE, high, (position, right) -> -high.at(position, -right));
    assertEquals(CYCLES, hearing.mixedCycles());
  }

  @Property(tries = 50)
  void theTriangleTurnsWithoutBeingTakenForAFlaw(@ForAll @IntRange(min = 1, max = 4) int flanks) {
    Hearing one = new Hearing();
    long from = (long) flanks * ToneAndRamp.FLANK - PERIOD;
    one.begin(from);
    for (long position = from; position < from + 2 * PERIOD; position++) {
      one.hear(0, 0, -ToneAndRamp.ramp(position), Generation.LOW, -Generation.LOW);
    }
    assertEquals(0, one.rampBend());
  }

  @Test
  void onlySlicesWithoutASwapAreSteady() {
    hearing.beginSlice(true);
    hearing.end(20_000);
    assertEquals(20, hearing.worstMicros());
    hearing.beginSlice(false);
    hearing.end(90_000);
    assertEquals(90, hearing.worstMicros());
    assertEquals(20, hearing.steadyMicros(99.9), 0.2);
    hearing.beginSlice(true);
    hearing.end(10_000);
    assertEquals(10, hearing.worstMicros(), "a slice begins anew");
  }
}
