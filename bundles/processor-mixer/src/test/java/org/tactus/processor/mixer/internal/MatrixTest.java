// SPDX-License-Identifier: Apache-2.0
package org.tactus.processor.mixer.internal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.tactus.api.RefusedException;
import org.tactus.testkit.ProcessorRun;
import org.tactus.testkit.Signals;

class MatrixTest {

  private static ProcessorRun.Setup matrix(String rows) {
    return ProcessorRun.of(new MatrixFactory("1.0.0"), Map.of("rows", rows));
  }

  @Test
  void swapsChannelsInPlace() throws RefusedException {
    try (ProcessorRun run = matrix("0,1;1,0").inPlace().start()) {
      assertArrayEquals(
          new float[][] {{3, 4}, {1, 2}}, run.process(new float[][] {{1, 2}, {3, 4}}));
    }
  }

  @Test
  void mapsAnyNumberOfChannels() throws RefusedException {
    try (ProcessorRun run = matrix("0.5, 0.25").start()) {
      assertArrayEquals(new float[][] {{1.25f, 2}}, run.process(new float[][] {{1, 2}, {3, 4}}));
    }
    try (ProcessorRun run = matrix("1;-1;0").channels(1).start()) {
      assertArrayEquals(
          new float[][] {{1, 2}, {-1, -2}, {0, 0}}, run.process(new float[][] {{1, 2}}));
    }
  }

  @Test
  void aZeroFactorStopsEvenWhatIsNoNumber() throws RefusedException {
    try (ProcessorRun run = matrix("0,1").start()) {
      assertArrayEquals(new float[][] {{1}}, run.process(new float[][] {{Float.NaN}, {1}}));
    }
  }

  @Test
  void refusesRowsThatAreNone() {
    for (String[] bad :
        new String[][] {
          {"1,0;1", "row 2"},
          {"1,x", "'x' is no number"},
          {"", "'' is no number"},
          {"1,NaN", "not finite"},
          {"1,0,0", "one factor for each input channel"}
        }) {
      RefusedException refusal =
          assertThrows(RefusedException.class, () -> matrix(bad[0]).start(), bad[0]);
      assertTrue(refusal.getMessage().contains(bad[1]), refusal.getMessage());
    }
  }

  @Property(tries = 30)
  void samplesDoNotDependOnThePeriod(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 512) int period) throws RefusedException {
    float[][] in = Signals.noise(seed, 2, 1000);
    float[][] whole;
    try (ProcessorRun run = matrix("0.3,0.7;-0.5,1.5").period(1000).start()) {
      whole = run.process(in);
    }
    Random random = new Random(seed);
    try (ProcessorRun run = matrix("0.3,0.7;-0.5,1.5").period(period).inPlace().start()) {
      assertArrayEquals(whole, run.processInParts(() -> 1 + random.nextInt(period), in));
    }
  }

  @Test
  void allocatesNothing() throws RefusedException {
    try (ProcessorRun run = matrix("0.3,0.7;-0.5,1.5").start()) {
      assertEquals(0, run.allocatedBytes());
    }
  }
}
