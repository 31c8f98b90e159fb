// SPDX-License-Identifier: Apache-2.0
package org.tactus.processor.delay.internal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tactus.api.RefusedException;
import org.tactus.testkit.Peers;
import org.tactus.testkit.ProcessorRun;
import org.tactus.testkit.Signals;

class DelayTest {

  private static ProcessorRun.Setup delay(double maximum) {
    return ProcessorRun.of(new DelayFactory("1.0.0"), Map.of("maximum", maximum));
  }

  private static int firstNonZero(float[] samples) {
    for (int i = 0; i < samples.length; i++) {
      if (samples[i] != 0) {
        return i;
      }
    }
    return -1;
  }

  @Test
  void delaysByMillisecondsAndFrames() throws RefusedException {
    try (ProcessorRun run = delay(100).value("ms", 10).value("frames", 3).start()) {
      float[][] out = run.process(Signals.impulse(2, 1000));
      assertEquals(483, firstNonZero(out[1]));
      assertEquals(1, out[1][483]);
      assertEquals(486, run.processor().tail());
    }
    try (ProcessorRun run = delay(100).start()) {
      float[][] in = Signals.noise(1, 2, 500);
      assertArrayEquals(in, run.process(in));
    }
  }

  @Test
  void echoesAsSoxDoes(@TempDir Path folder) throws RefusedException {
    String missing = Peers.missing("sox");
    assumeTrue(missing == null, missing);
    float[][] in = Signals.noise(3, 1, 20_000);
    for (int i = 0; i < in[0].length; i++) {
      in[0][i] *= 0.2f;
    }
    Path raw = folder.resolve("in.raw");
    Peers.writeRaw(raw, in);
    byte[] expected =
        Peers.run(
            "sox",
            "-t",
            "raw",
            "-r",
            "48000",
            "-e",
            "float",
            "-b",
            "32",
            "-c",
            "1",
            raw.toString(),
            "-t",
            "raw",
            "-e",
            "float",
            "-b",
            "32",
            "-",
            "echo",
            "0.5",
            "1",
            "100",
            "0.5");
    try (ProcessorRun run = delay(200).channels(1).value("ms", 100).value("mix", 0.5).start()) {
      float[] out = run.process(in)[0];
      float[] peer = Peers.readRaw(expected, 1)[0];
      for (int i = 0; i < out.length; i++) {
        float soxed = 0.5f * in[0][i] + (i >= 4800 ? 0.5f * in[0][i - 4800] : 0);
        assertEquals(peer[i], soxed, 1e-6, "SoX's echo at " + i);
        assertEquals(peer[i], out[i], 1e-6, "frame " + i);
      }
    }
  }

  @Test
  void feedbackRepeatsAndFades() throws RefusedException {
    try (ProcessorRun run = delay(100).value("frames", 100).value("feedback", -0.5).start()) {
      float[] out = run.process(Signals.impulse(2, 1000))[0];
      assertEquals(1, out[100]);
      assertEquals(-0.5f, out[200]);
      assertEquals(0.25f, out[300]);
      assertEquals(0, out[301]);
      assertEquals(
          Math.ceil(100 * (1 + Math.log(1e-6) / Math.log(0.5))) + 3, run.processor().tail());
    }
  }

  @Test
  void aDelayBetweenFramesIsInterpolated() throws RefusedException {
    float[][] sine = Signals.sine(500, 0.5, 48_000, 1, 4000);
    try (ProcessorRun run = delay(100).channels(1).value("frames", 20.25).start()) {
      float[] out = run.process(sine)[0];
      for (int i = 100; i < 4000; i++) {
        double expected = 0.5 * Math.sin(2 * Math.PI * 500 * (i - 20.25) / 48_000);
        assertEquals(expected, out[i], 2e-6, "frame " + i);
      }
    }
  }

  @Test
  void aChangeOfTimeGlides() throws RefusedException {
    float[][] sine = Signals.sine(100, 0.5, 48_000, 1, 9600);
    try (ProcessorRun run = delay(100).channels(1).value("ms", 20).start()) {
      run.cycle().parameters().setAt(3000, "ms", 5);
      float[] out = run.process(sine)[0];
      for (int i = 1000; i < 9600; i++) {
        assertTrue(Math.abs(out[i] - out[i - 1]) < 0.02, "jump at " + i);
      }
      assertEquals(sine[0][9000 - 240], out[9000], 1e-6);
    }
  }

  @Test
  void inALoopThePeriodIsTakenOff() throws RefusedException {
    try (ProcessorRun run = delay(100).value("frames", 100).feedbackFrames(64).start()) {
      assertEquals(36, firstNonZero(run.process(Signals.impulse(2, 200))[0]));
    }
    try (ProcessorRun run =
        delay(100).value("frames", 100).value("feedback", 0.5).feedbackFrames(64).start()) {
      float[] out = run.process(Signals.impulse(2, 400))[0];
      assertEquals(1, out[36]);
      assertEquals(0.5, out[136]);
    }
  }

  @Test
  void refusesWhatCannotBe() {
    RefusedException loop =
        assertThrows(
            RefusedException.class,
            () -> delay(100).value("frames", 63).feedbackFrames(64).start());
    assertTrue(loop.getMessage().contains("frames=64"), loop.getMessage());
    RefusedException tooLong =
        assertThrows(RefusedException.class, () -> delay(100).value("ms", 250).start());
    assertTrue(tooLong.getMessage().contains("maximum=250"), tooLong.getMessage());
  }

  @Test
  void saysThatItIsSilentWhenTheLineIsEmpty() throws RefusedException {
    try (ProcessorRun run = delay(5).value("ms", 5).start()) {
      run.process(Signals.noise(1, 2, 64));
      int blocks = 0;
      float last = 0;
      do {
        run.cycle().begin();
        run.cycle().audioIn(0).clear();
        run.processor().process(run.cycle());
        last = run.cycle().audioOut(0).isSilent() ? last : blocks;
        blocks++;
      } while (!run.cycle().audioOut(0).isSilent() && blocks < 100);
      assertTrue(blocks >= 4 && blocks < 12, blocks + " blocks");
    }
  }

  @Property(tries = 40)
  void samplesDoNotDependOnThePeriod(
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 700) int period,
      @ForAll @IntRange(min = 1, max = 4) int channels)
      throws RefusedException {
    float[][] in = Signals.noise(seed, channels, 4000);
    float[][] whole;
    try (ProcessorRun run = delay(30).channels(channels).period(4000).start()) {
      automate(run);
      whole = run.process(in);
    }
    Random random = new Random(seed);
    try (ProcessorRun run = delay(30).channels(channels).period(period).inPlace().start()) {
      automate(run);
      assertArrayEquals(whole, run.processInParts(() -> 1 + random.nextInt(period), in));
    }
  }

  private static void automate(ProcessorRun run) {
    run.cycle().parameters().setAt(50, "ms", 12.3f);
    run.cycle().parameters().setAt(100, "feedback", 0.7f);
    run.cycle().parameters().setAt(1000, "mix", 0.4f);
    run.cycle().parameters().setAt(2500, "ms", 30);
  }

  @Test
  void successorGoesOnWithTheSavedState() throws RefusedException {
    float[][] in = Signals.noise(5, 2, 3000);
    try (ProcessorRun whole = echo(40).start();
        ProcessorRun old = echo(40).start();
        ProcessorRun successor = echo(30).start();
        ProcessorRun mono = echo(40).channels(1).start()) {
      float[][] expected = whole.process(in);
      old.process(new float[][] {Arrays.copyOf(in[0], 1777), Arrays.copyOf(in[1], 1777)});
      long bytes = old.processor().stateLayout().bytes();
      MemorySegment state = Arena.ofAuto().allocate(bytes, 64);
      assertEquals(bytes, old.processor().saveState(state));
      assertTrue(successor.processor().loadState(1, state));
      float[][] out =
          successor.process(
              new float[][] {
                Arrays.copyOfRange(in[0], 1777, 3000), Arrays.copyOfRange(in[1], 1777, 3000)
              });
      assertArrayEquals(Arrays.copyOfRange(expected[1], 1777, 3000), out[1]);
      assertFalse(successor.processor().loadState(2, state));
      assertFalse(successor.processor().loadState(1, state.asSlice(0, bytes - 4)));
      assertFalse(mono.processor().loadState(1, state));
    }
  }

  private static ProcessorRun.Setup echo(double maximum) {
    return delay(maximum).value("ms", 20).value("feedback", 0.5);
  }

  @Test
  void allocatesNothing() throws RefusedException {
    try (ProcessorRun run = echo(40).start()) {
      for (int i = 0; i < 40; i++) {
        run.cycle().parameters().setAt(2400L * i, "ms", i % 2 == 0 ? 5 : 20);
      }
      assertEquals(0, run.allocatedBytes());
    }
  }
}
