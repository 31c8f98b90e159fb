// SPDX-License-Identifier: Apache-2.0
package org.tactus.processor.biquad.internal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.tactus.api.RefusedException;
import org.tactus.testkit.Peers;
import org.tactus.testkit.ProcessorRun;
import org.tactus.testkit.Signals;

class BiquadTest {

  private static ProcessorRun.Setup biquad(Kind kind, double f, double q, double db) {
    return ProcessorRun.of(new BiquadFactory("1.0.0"), Map.of())
        .value("kind", kind.ordinal())
        .value("f", f)
        .value("q", q)
        .value("db", db);
  }

  @ParameterizedTest
  @CsvSource({
    "LOWPASS, 44100, lowpass -2 800 0.7q",
    "HIGHPASS, 48000, highpass -2 800 0.7q",
    "BANDPASS, 48000, bandpass 800 0.7q",
    "NOTCH, 48000, bandreject 800 0.7q",
    "ALLPASS, 96000, allpass 800 0.7q",
    "PEAK, 48000, equalizer 800 0.7q 9",
    "LOWSHELF, 8000, bass 9 800 0.7q",
    "HIGHSHELF, 192000, treble 9 800 0.7q",
  })
  void agreesWithSox(Kind kind, int rate, String effect, @TempDir Path folder)
      throws RefusedException {
    String missing = Peers.missing("sox");
    assumeTrue(missing == null, missing);
    float[][] in = Signals.noise(1, 2, 8000);
    for (float[] channel : in) {
      for (int i = 0; i < channel.length; i++) {
        channel[i] *= 0.1f;
      }
    }
    Path raw = folder.resolve("in.raw");
    Peers.writeRaw(raw, in);
    List<String> format =
        List.of("-t", "raw", "-r", Integer.toString(rate), "-e", "float", "-b", "32", "-c", "2");
    List<String> command = new ArrayList<>(List.of("sox"));
    command.addAll(format);
    command.add(raw.toString());
    command.addAll(format);
    command.add("-");
    command.addAll(List.of(effect.split(" ")));
    float[][] expected = Peers.readRaw(Peers.run(command.toArray(String[]::new)), 2);
    try (ProcessorRun run = biquad(kind, 800, 0.7f, 9).rate(rate).start()) {
      assertEquals(0, Signals.distance(expected, run.process(in)), 1e-6);
    }
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void isStableAtTheEdgesOfItsParameters(Kind kind) throws RefusedException {
    for (double f : new double[] {1, 24_000, 96_000}) {
      for (double q : new double[] {0.05, 100}) {
        for (double db : new double[] {-60, 60}) {
          try (ProcessorRun run = biquad(kind, f, q, db).channels(1).start()) {
            float[] out = run.process(Signals.noise(1, 1, 20_000))[0];
            for (float sample : out) {
              assertTrue(Math.abs(sample) < 1e6, kind + " f=" + f + " q=" + q + " db=" + db);
            }
          }
        }
      }
    }
  }

  @Test
  void ringsOutAndThenSaysThatItIsSilent() throws RefusedException {
    try (ProcessorRun run = biquad(Kind.LOWPASS, 1000, 5, 0).start()) {
      run.process(Signals.noise(1, 2, 64));
      int blocks = 0;
      do {
        run.cycle().begin();
        run.cycle().audioIn(0).clear();
        run.processor().process(run.cycle());
        blocks++;
      } while (!run.cycle().audioOut(0).isSilent() && blocks < 1000);
      assertTrue(blocks > 3 && blocks < 100, blocks + " blocks");
      assertTrue(run.processor().tail() > 200 && run.processor().tail() < 6000);
      assertEquals(0, run.cycle().audioOut(0).get(0, 0));
    }
  }

  @Property(tries = 40)
  void samplesDoNotDependOnThePeriod(
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 700) int period,
      @ForAll @IntRange(min = 1, max = 5) int channels,
      @ForAll Kind kind)
      throws RefusedException {
    float[][] in = Signals.noise(seed, channels, 3000);
    float[][] whole;
    try (ProcessorRun run = biquad(kind, 800, 2, 6).channels(channels).period(3000).start()) {
      automate(run);
      whole = run.process(in);
    }
    Random random = new Random(seed);
    try (ProcessorRun run =
        biquad(kind, 800, 2, 6).channels(channels).period(period).inPlace().start()) {
      automate(run);
      assertArrayEquals(whole, run.processInParts(() -> 1 + random.nextInt(period), in));
    }
  }

  private static void automate(ProcessorRun run) {
    run.cycle().parameters().setAt(333, "f", 3000);
    run.cycle().parameters().setAt(1000, "q", 0.5f);
    run.cycle().parameters().setAt(1500, "db", -6);
    run.cycle().parameters().setAt(2017, "kind", Kind.PEAK.ordinal());
  }

  @Test
  void movesFromOneFrequencyToAnotherWithoutAJump() throws RefusedException {
    float[][] sine = Signals.sine(100, 0.5, 48_000, 1, 9600);
    try (ProcessorRun run = biquad(Kind.LOWPASS, 10_000, 0.7, 0).channels(1).start()) {
      run.cycle().parameters().setAt(4800, "f", 200);
      float[] out = run.process(sine)[0];
      for (int i = 4700; i < 6000; i++) {
        assertTrue(Math.abs(out[i] - out[i - 1]) < 0.01, "jump at " + i);
      }
    }
  }

  @Test
  void successorGoesOnWithTheSavedState() throws RefusedException {
    float[][] in = Signals.noise(5, 2, 2048);
    float[][] head = {Arrays.copyOf(in[0], 1024), Arrays.copyOf(in[1], 1024)};
    float[][] rest = {Arrays.copyOfRange(in[0], 1024, 2048), Arrays.copyOfRange(in[1], 1024, 2048)};
    try (ProcessorRun whole = biquad(Kind.PEAK, 500, 3, 9).start();
        ProcessorRun old = biquad(Kind.PEAK, 500, 3, 9).start();
        ProcessorRun successor = biquad(Kind.PEAK, 500, 3, 9).start();
        ProcessorRun mono = biquad(Kind.PEAK, 500, 3, 9).channels(1).start()) {
      float[][] expected = whole.process(in);
      old.process(head);
      long bytes = old.processor().stateLayout().bytes();
      MemorySegment state = Arena.ofAuto().allocate(bytes, 64);
      assertEquals(bytes, old.processor().saveState(state));
      assertTrue(successor.processor().loadState(1, state));
      float[][] out = successor.process(rest);
      for (int channel = 0; channel < 2; channel++) {
        assertArrayEquals(Arrays.copyOfRange(expected[channel], 1024, 2048), out[channel]);
      }
      assertFalse(successor.processor().loadState(2, state));
      assertFalse(mono.processor().loadState(1, state));
      successor.processor().reset();
      assertArrayEquals(
          expected[0], concat(successor.process(head)[0], successor.process(rest)[0]));
    }
  }

  private static float[] concat(float[] a, float[] b) {
    float[] both = Arrays.copyOf(a, a.length + b.length);
    System.arraycopy(b, 0, both, a.length, b.length);
    return both;
  }

  @Test
  void allocatesNothing() throws RefusedException {
    try (ProcessorRun run = biquad(Kind.HIGHSHELF, 500, 1, 3).start()) {
      for (int i = 0; i < 40; i++) {
        run.cycle().parameters().setAt(960L * i, "f", i % 2 == 0 ? 5000 : 50);
      }
      assertEquals(0, run.allocatedBytes());
      assertTrue(run.cycle().parameters().isChanging(BiquadFactory.FREQUENCY));
    }
  }
}
