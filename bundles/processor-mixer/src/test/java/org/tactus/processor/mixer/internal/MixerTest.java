// SPDX-License-Identifier: Apache-2.0
package org.tactus.processor.mixer.internal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tactus.api.RefusedException;
import org.tactus.api.audio.ChannelLayout;
import org.tactus.api.node.Options;
import org.tactus.testkit.Peers;
import org.tactus.testkit.ProcessorRun;
import org.tactus.testkit.Signals;

class MixerTest {

  private static ProcessorRun.Setup mixer(Map<String, ?> options) {
    return ProcessorRun.of(new MixerFactory("1.0.0"), options);
  }

  @Test
  void portsAreNumberedFromOne() {
    assertEquals(
        "[1, 2, 3, out]",
        new MixerFactory("1.0.0")
            .ports(Options.of(Map.of("inputs", 3L))).stream()
                .map(p -> p.name())
                .toList()
                .toString());
  }

  @Test
  void addsWhatSoxAdds(@TempDir Path folder) throws RefusedException {
    String missing = Peers.missing("sox");
    assumeTrue(missing == null, missing);
    float[][] a = scaled(Signals.noise(1, 2, 3000), 0.3f);
    float[][] b = scaled(Signals.noise(2, 2, 3000), 0.3f);
    Path rawA = folder.resolve("a.raw");
    Path rawB = folder.resolve("b.raw");
    Peers.writeRaw(rawA, a);
    Peers.writeRaw(rawB, b);
    byte[] mixed =
        Peers.run(
            "sox",
            "-m",
            "-t",
            "raw",
            "-r",
            "48000",
            "-e",
            "float",
            "-b",
            "32",
            "-c",
            "2",
            "-v",
            "0.5",
            rawA.toString(),
            "-t",
            "raw",
            "-r",
            "48000",
            "-e",
            "float",
            "-b",
            "32",
            "-c",
            "2",
            "-v",
            "1",
            rawB.toString(),
            "-t",
            "raw",
            "-e",
            "float",
            "-b",
            "32",
            "-");
    try (ProcessorRun run =
        mixer(Map.of("inputs", 2L)).channels(2, 2).value("db1", 20 * Math.log10(0.5)).start()) {
      assertEquals(0, Signals.distance(Peers.readRaw(mixed, 2), run.process(a, b)), 2e-7);
    }
  }

  @Test
  void monoGoesToEveryChannelAndStereoToTheFirstTwo() throws RefusedException {
    float[][] mono = {{1, 2, 3}};
    float[][] stereo = {{10, 20, 30}, {40, 50, 60}};
    float[][] wide = {{100, 0, 0}, {0, 0, 0}, {0, 0, 0}, {0, 0, 7}};
    try (ProcessorRun run = mixer(Map.of("inputs", 3L)).channels(1, 2, 4).start()) {
      assertArrayEquals(
          new float[][] {{111, 22, 33}, {41, 52, 63}, {1, 2, 3}, {1, 2, 10}},
          run.process(mono, stereo, wide));
    }
  }

  @Test
  void unlinkedInputsAreLeftOut() throws RefusedException {
    try (ProcessorRun run =
        mixer(Map.of("inputs", 3L)).layouts(null, ChannelLayout.STEREO, null).start()) {
      float[][] stereo = {{1, 2}, {3, 4}};
      assertArrayEquals(stereo, run.process(null, stereo, null));
    }
  }

  @Test
  void refusesWhatItCannotMix() {
    RefusedException none =
        assertThrows(
            RefusedException.class,
            () -> mixer(Map.of("inputs", 1L)).layouts((ChannelLayout) null).start());
    assertTrue(none.getMessage().contains("link a source"), none.getMessage());
    RefusedException narrow =
        assertThrows(
            RefusedException.class,
            () -> mixer(Map.of("inputs", 1L, "channels", 1L)).channels(2).start());
    assertTrue(narrow.getMessage().contains("channels=2"), narrow.getMessage());
  }

  @Test
  void widensToTheChannelsAskedFor() throws RefusedException {
    try (ProcessorRun run = mixer(Map.of("inputs", 1L, "channels", 3L)).channels(1).start()) {
      assertArrayEquals(new float[][] {{5}, {5}, {5}}, run.process(new float[][] {{5}}));
    }
  }

  @Test
  void silenceOfAllInputsIsSilence() throws RefusedException {
    try (ProcessorRun run = mixer(Map.of("inputs", 2L)).channels(2, 2).start()) {
      run.process(Signals.noise(1, 2, 64), Signals.noise(2, 2, 64));
      run.cycle().begin();
      run.cycle().audioIn(0).clear();
      run.cycle().audioIn(1).clear();
      run.processor().process(run.cycle());
      assertTrue(run.cycle().audioOut(0).isSilent());
      assertEquals(0, run.cycle().audioOut(0).get(0, 0));
    }
  }

  @Property(tries = 40)
  void samplesDoNotDependOnThePeriod(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 512) int period) throws RefusedException {
    float[][] a = Signals.noise(seed, 2, 1500);
    float[][] b = Signals.noise(seed + 1, 1, 1500);
    float[][] whole;
    try (ProcessorRun run = mixer(Map.of("inputs", 2L)).channels(2, 1).period(1500).start()) {
      run.cycle().parameters().setAt(100, "db2", -120);
      run.cycle().parameters().setAt(900, "db1", 6);
      whole = run.process(a, b);
    }
    Random random = new Random(seed);
    try (ProcessorRun run =
        mixer(Map.of("inputs", 2L)).channels(2, 1).period(period).inPlace().start()) {
      run.cycle().parameters().setAt(100, "db2", -120);
      run.cycle().parameters().setAt(900, "db1", 6);
      assertArrayEquals(whole, run.processInParts(() -> 1 + random.nextInt(period), a, b));
    }
  }

  @Test
  void allocatesNothing() throws RefusedException {
    try (ProcessorRun run = mixer(Map.of("inputs", 3L)).channels(2, 1, 2).start()) {
      assertEquals(0, run.allocatedBytes());
    }
  }

  private static float[][] scaled(float[][] signal, float factor) {
    for (float[] channel : signal) {
      for (int i = 0; i < channel.length; i++) {
        channel[i] *= factor;
      }
    }
    return signal;
  }
}
