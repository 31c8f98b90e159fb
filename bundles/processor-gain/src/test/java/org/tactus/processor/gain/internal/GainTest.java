// SPDX-License-Identifier: Apache-2.0
package org.tactus.processor.gain.internal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
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

class GainTest {

  private static ProcessorRun.Setup gain() {
    return ProcessorRun.of(new GainFactory("1.0.0"), Map.of());
  }

  @Test
  void unityGainCopiesEveryBit() throws RefusedException {
    float[][] in = Signals.noise(1, 2, 1000);
    in[0][3] = Float.MIN_VALUE;
    in[1][4] = Float.NaN;
    try (ProcessorRun run = gain().start()) {
      assertArrayEquals(in, run.process(in));
    }
  }

  @Test
  void agreesWithSoxAtEveryGain(@TempDir Path folder) throws Exception {
    String missing = Peers.missing("sox");
    assumeTrue(missing == null, missing);
    float[][] in = Signals.noise(2, 2, 4096);
    Path raw = Files.createFile(folder.resolve("in.raw"));
    for (float[] channel : in) {
      for (int i = 0; i < channel.length; i++) {
        channel[i] *= 0.05f;
      }
    }
    Peers.writeRaw(raw, in);
    String[] format = {"-t", "raw", "-r", "48000", "-e", "float", "-b", "32", "-c", "2"};
    for (double db : new double[] {-60, -6, -0.1, 3, 20}) {
      String[] command = new String[2 * format.length + 5];
      command[0] = "sox";
      System.arraycopy(format, 0, command, 1, format.length);
      command[format.length + 1] = raw.toString();
      System.arraycopy(format, 0, command, format.length + 2, format.length);
      command[2 * format.length + 2] = "-";
      command[2 * format.length + 3] = "gain";
      command[2 * format.length + 4] = Double.toString(db);
      float[][] expected = Peers.readRaw(Peers.run(command), 2);
      try (ProcessorRun run = gain().value("db", db).start()) {
        assertEquals(0, Signals.distance(expected, run.process(in)), 2e-7, db + " dB");
      }
    }
  }

  @Test
  void lowestGainIsSilenceAndSaysSo() throws RefusedException {
    try (ProcessorRun run = gain().value("db", -120).start()) {
      float[][] out = run.process(Signals.noise(3, 2, 64));
      assertEquals(0, Signals.distance(new float[2][64], out));
      assertTrue(run.cycle().audioOut(0).isSilent());
    }
    try (ProcessorRun run = gain().value("db", -119.9).start()) {
      assertTrue(run.process(Signals.noise(3, 2, 64))[0][0] != 0);
      assertFalse(run.cycle().audioOut(0).isSilent());
    }
  }

  @Test
  void silenceInIsSilenceOut() throws RefusedException {
    try (ProcessorRun run = gain().value("db", 6).start()) {
      run.process(Signals.noise(4, 2, 64));
      run.cycle().begin();
      run.cycle().audioIn(0).clear();
      run.processor().process(run.cycle());
      assertTrue(run.cycle().audioOut(0).isSilent());
      assertEquals(0, run.cycle().audioOut(0).get(1, 63));
    }
  }

  @Test
  void fadesLinearlyInDecibels() throws RefusedException {
    float[][] ones = new float[1][960];
    Arrays.fill(ones[0], 1);
    try (ProcessorRun run = gain().channels(1).start()) {
      run.cycle().parameters().setAt(100, "db", -20);
      float[] out = run.process(ones)[0];
      assertEquals(1, out[100]);
      assertEquals(Math.pow(10, -0.5), out[340], 1e-6);
      assertEquals(0.1, out[580], 1e-7);
      assertEquals(0.1, out[900], 1e-7);
    }
  }

  @Test
  void muteFadesToZeroAndInversionThroughZero() throws RefusedException {
    float[][] ones = new float[1][960];
    Arrays.fill(ones[0], 1);
    try (ProcessorRun run = gain().channels(1).start()) {
      run.cycle().parameters().setAt(0, "mute", 1);
      float[] out = run.process(ones)[0];
      assertEquals(0.5, out[240], 1e-6);
      assertEquals(0, out[480]);
    }
    try (ProcessorRun run = gain().channels(1).start()) {
      run.cycle().parameters().setAt(0, "invert", 1);
      float[] out = run.process(ones)[0];
      assertEquals(0, out[240], 1e-6);
      assertEquals(-1, out[480]);
    }
  }

  @Test
  void tinyProductsBecomeZero() throws RefusedException {
    float[][] in = {{Float.MIN_NORMAL, -Float.MIN_NORMAL, 1}};
    try (ProcessorRun run = gain().channels(1).value("db", -6).start()) {
      float[] out = run.process(in)[0];
      assertEquals(0, out[0]);
      assertEquals(0, Math.abs(out[1]));
      assertEquals(0.50118723f, out[2]);
    }
  }

  @Property(tries = 50)
  void samplesDoNotDependOnThePeriod(
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 1024) int period,
      @ForAll @IntRange(min = 1, max = 9) int channels)
      throws RefusedException {
    float[][] in = Signals.noise(seed, channels, 2000);
    float[][] whole;
    try (ProcessorRun run = gain().channels(channels).period(2000).start()) {
      automate(run);
      whole = run.process(in);
    }
    Random random = new Random(seed);
    try (ProcessorRun run = gain().channels(channels).period(period).inPlace().start()) {
      automate(run);
      float[][] parts = run.processInParts(() -> 1 + random.nextInt(period), in);
      assertArrayEquals(whole, parts);
    }
  }

  private static void automate(ProcessorRun run) {
    run.cycle().parameters().setAt(77, "db", -30);
    run.cycle().parameters().setAt(300, "db", 12);
    run.cycle().parameters().setAt(555, "mute", 1);
    run.cycle().parameters().setAt(1111, "mute", 0);
    run.cycle().parameters().setAt(1300, "invert", 1);
  }

  @Test
  void allocatesNothing() throws RefusedException {
    try (ProcessorRun run = gain().value("db", -6).start()) {
      assertEquals(0, run.allocatedBytes());
    }
    try (ProcessorRun run = gain().start()) {
      for (int i = 0; i < 100; i++) {
        run.cycle().parameters().setAt(480L * i, "db", i % 2 == 0 ? -12 : 0);
      }
      assertEquals(0, run.allocatedBytes());
      assertTrue(run.cycle().parameters().isChanging(GainFactory.DB));
    }
  }
}
