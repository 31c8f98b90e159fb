// SPDX-License-Identifier: Apache-2.0
package org.tactus.processor.loudness.internal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tactus.api.RefusedException;
import org.tactus.api.audio.Channel;
import org.tactus.api.audio.ChannelLayout;
import org.tactus.testkit.Peers;
import org.tactus.testkit.ProcessorRun;
import org.tactus.testkit.Signals;

class LoudnessTest {

  private static final List<String> METERS =
      List.of("momentary", "shortTerm", "integrated", "range", "truePeak", "samplePeak");

  private static ProcessorRun.Setup loudness(int rate) {
    return ProcessorRun.of(new LoudnessFactory("1.0.0"), Map.of()).rate(rate).period(1024);
  }

  /** Pieces of a 1 kHz stereo sine: seconds and dBFS by turns. */
  private static float[][] tones(int rate, double... pieces) {
    int frames = 0;
    for (int i = 0; i < pieces.length; i += 2) {
      frames += (int) Math.round(pieces[i] * rate);
    }
    float[][] samples = new float[2][frames];
    int at = 0;
    for (int i = 0; i < pieces.length; i += 2) {
      double amplitude = Math.pow(10, pieces[i + 1] / 20);
      int end = at + (int) Math.round(pieces[i] * rate);
      for (; at < end; at++) {
        samples[0][at] = (float) (amplitude * Math.sin(2 * Math.PI * 1000 * at / rate));
        samples[1][at] = samples[0][at];
      }
    }
    return samples;
  }

  private static double measure(String meter, int rate, float[][] samples) throws RefusedException {
    try (ProcessorRun run = loudness(rate).channels(samples.length).start()) {
      run.process(samples);
      return run.cycle().meters().value(meter);
    }
  }

  /** EBU Tech 3341, minimum requirements test signals 1 to 5. */
  @ParameterizedTest
  @ValueSource(ints = {8000, 44_100, 48_000, 192_000})
  void integratedLoudnessOfTech3341(int rate) throws RefusedException {
    assertEquals(-23, measure("integrated", rate, tones(rate, 20, -23)), 0.1);
    assertEquals(-33, measure("integrated", rate, tones(rate, 20, -33)), 0.1);
    if (rate == 48_000) {
      assertEquals(-23, measure("integrated", rate, tones(rate, 10, -36, 60, -23, 10, -36)), 0.1);
      assertEquals(
          -23,
          measure("integrated", rate, tones(rate, 10, -72, 10, -36, 60, -23, 10, -36, 10, -72)),
          0.1);
      assertEquals(-23, measure("integrated", rate, tones(rate, 20, -26, 20.1, -20, 20, -26)), 0.1);
    }
  }

  /** EBU Tech 3341, signal 6: five channels, here with a loud low-frequency one that counts not. */
  @Test
  void surroundChannelsWeighMore() throws RefusedException {
    double[] decibels = {-28, -28, -24, -6, -30, -30};
    float[][] samples = new float[6][];
    for (int i = 0; i < 6; i++) {
      samples[i] = tones(48_000, 20, decibels[i])[0];
    }
    assertEquals(-23, measure("integrated", 48_000, samples), 0.1);
  }

  @Test
  void backChannelsBehindSideChannelsWeighOne() {
    assertArrayEquals(
        new double[] {1, 1, 0, 1, 1, 1.41, 1.41},
        ChannelWeights.of(
            new ChannelLayout(
                List.of(
                    Channel.FRONT_LEFT,
                    Channel.FRONT_RIGHT,
                    Channel.LOW_FREQUENCY,
                    Channel.BACK_LEFT,
                    Channel.BACK_RIGHT,
                    Channel.SIDE_LEFT,
                    Channel.SIDE_RIGHT))));
  }

  /** EBU Tech 3341, signals 9 and 12. */
  @Test
  void slidingWindowsOfTech3341() throws RefusedException {
    double[] pieces = new double[20];
    for (int i = 0; i < 5; i++) {
      System.arraycopy(new double[] {1.34, -20, 1.66, -30}, 0, pieces, 4 * i, 4);
    }
    assertSteady("shortTerm", 3, tones(48_000, pieces));
    pieces = new double[100];
    for (int i = 0; i < 25; i++) {
      System.arraycopy(new double[] {0.18, -20, 0.22, -30}, 0, pieces, 4 * i, 4);
    }
    assertSteady("momentary", 1, tones(48_000, pieces));
  }

  private static void assertSteady(String meter, double afterSeconds, float[][] samples)
      throws RefusedException {
    try (ProcessorRun run = loudness(48_000).period(480).start()) {
      for (int from = 0; from < samples[0].length; from += 480) {
        run.process(
            new float[][] {
              Arrays.copyOfRange(samples[0], from, from + 480),
              Arrays.copyOfRange(samples[1], from, from + 480)
            });
        if (from > afterSeconds * 48_000) {
          assertEquals(-23, run.cycle().meters().value(meter), 0.1, "frame " + from);
        }
      }
    }
  }

  /** EBU Tech 3341, signals 15 to 19: tolerance +0.2 and -0.4 dB. */
  @ParameterizedTest
  @CsvSource({
    "0.5, 4, 0, -6",
    "0.5, 4, 45, -6",
    "0.5, 6, 60, -6",
    "0.5, 8, 67.5, -6",
    "1.41, 4, 45, 3"
  })
  void truePeakOfTech3341(double amplitude, int part, double degrees, double expected)
      throws RefusedException {
    float[][] samples = new float[2][48_000];
    for (int i = 0; i < 48_000; i++) {
      double angle = 2 * Math.PI * i / part + Math.toRadians(degrees);
      double fade = Math.min(1, Math.min(i, 48_000 - i) / 2400.0);
      samples[1][i] = (float) (fade * amplitude * Math.sin(angle));
    }
    double peak = measure("truePeak", 48_000, samples);
    assertTrue(peak <= expected + 0.2 && peak >= expected - 0.4, peak + " dBTP");
  }

  /** EBU Tech 3342, minimum requirements test signals 1 to 4. */
  @Test
  void rangeOfTech3342() throws RefusedException {
    assertEquals(10, measure("range", 48_000, tones(48_000, 20, -20, 20, -30)), 0.1);
    assertEquals(5, measure("range", 48_000, tones(48_000, 20, -20, 20, -15)), 0.1);
    assertEquals(20, measure("range", 48_000, tones(48_000, 20, -40, 20, -20)), 0.1);
    assertEquals(
        15,
        measure("range", 48_000, tones(48_000, 20, -50, 20, -35, 20, -20, 20, -35, 20, -50)),
        0.1);
  }

  @ParameterizedTest
  @CsvSource({
    "/usr/share/sonic-pi/samples/loop_amen_full.flac, 44100, 2",
    "/usr/share/sonic-pi/samples/ambi_choir.flac, 48000, 2",
    "/usr/share/sonic-pi/samples/loop_garzul.flac, 96000, 1",
    "/usr/share/sounds/alsa/Front_Center.wav, 48000, 1",
    "/usr/share/sounds/alsa/Rear_Left.wav, 16000, 2"
  })
  void agreesWithLibebur128OnRecordings(Path recording, int rate, int channels)
      throws RefusedException {
    for (String missing :
        Arrays.asList(
            Peers.missing("ffmpeg"),
            Peers.missing(recording),
            Peers.missingLibrary(LibEbur128.LIBRARY))) {
      assumeTrue(missing == null, missing);
    }
    float[][] samples = Peers.decode(recording, rate, channels);
    LibEbur128 expected = LibEbur128.measure(samples, rate);
    try (ProcessorRun run = loudness(rate).channels(channels).start()) {
      run.process(samples);
      assertEquals(expected.integrated(), run.cycle().meters().value("integrated"), 0.05);
      if (samples[0].length > 4 * rate) {
        assertEquals(expected.range(), run.cycle().meters().value("range"), 0.1);
      }
      assertEquals(expected.truePeak(), run.cycle().meters().value("truePeak"), 0.3);
      assertEquals(expected.samplePeak(), run.cycle().meters().value("samplePeak"), 1e-3);
    }
  }

  @Test
  void silenceShowsNothing() throws RefusedException {
    try (ProcessorRun run = loudness(48_000).start()) {
      run.process(new float[2][48_000]);
      assertEquals(Double.NEGATIVE_INFINITY, run.cycle().meters().value("momentary"));
      assertTrue(Double.isNaN(run.cycle().meters().value("shortTerm")));
      assertTrue(Double.isNaN(run.cycle().meters().value("integrated")));
      assertTrue(Double.isNaN(run.cycle().meters().value("range")));
    }
  }

  @Test
  void restartForgetsWhatWas() throws RefusedException {
    float[][] samples = tones(48_000, 5, -10, 10, -33);
    try (ProcessorRun run = loudness(48_000).start()) {
      run.cycle().parameters().setAt(5 * 48_000L, "restart", 1);
      run.process(samples);
      assertEquals(-33, run.cycle().meters().value("integrated"), 0.6);
      assertEquals(-33, run.cycle().meters().value("samplePeak"), 0.01);
    }
  }

  @Test
  void soundAndSilencePassThrough() throws RefusedException {
    float[][] in = Signals.noise(1, 2, 5000);
    try (ProcessorRun run = loudness(48_000).start()) {
      assertArrayEquals(in, run.process(in));
      run.cycle().begin();
      run.cycle().audioIn(0).clear();
      run.processor().process(run.cycle());
      assertTrue(run.cycle().audioOut(0).isSilent());
    }
  }

  @Property(tries = 5)
  void metersDoNotDependOnThePeriod(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 8192) int period)
      throws RefusedException {
    float[][] in = Signals.noise(seed, 2, 150_000);
    try (ProcessorRun whole = loudness(44_100).period(150_000).start();
        ProcessorRun parts = loudness(44_100).period(period).inPlace().start()) {
      whole.cycle().parameters().setAt(12_345, "restart", 1);
      parts.cycle().parameters().setAt(12_345, "restart", 1);
      whole.process(in);
      Random random = new Random(seed);
      assertArrayEquals(in, parts.processInParts(() -> 1 + random.nextInt(period), in));
      for (String meter : METERS) {
        assertEquals(whole.cycle().meters().value(meter), parts.cycle().meters().value(meter));
      }
    }
  }

  @Test
  void successorGoesOnWithTheSavedState() throws RefusedException {
    float[][] in = Signals.noise(3, 2, 300_000);
    try (ProcessorRun whole = loudness(48_000).start();
        ProcessorRun old = loudness(48_000).start();
        ProcessorRun successor = loudness(48_000).start();
        ProcessorRun other = loudness(44_100).start()) {
      whole.process(in);
      old.process(new float[][] {Arrays.copyOf(in[0], 77_777), Arrays.copyOf(in[1], 77_777)});
      long bytes = old.processor().stateLayout().bytes();
      MemorySegment state = Arena.ofAuto().allocate(bytes, 64);
      assertEquals(bytes, old.processor().saveState(state));
      assertTrue(successor.processor().loadState(1, state));
      successor.process(
          new float[][] {
            Arrays.copyOfRange(in[0], 77_777, 300_000), Arrays.copyOfRange(in[1], 77_777, 300_000)
          });
      for (String meter : METERS) {
        assertEquals(
            whole.cycle().meters().value(meter), successor.cycle().meters().value(meter), meter);
      }
      assertFalse(successor.processor().loadState(2, state));
      assertFalse(other.processor().loadState(1, state));
    }
  }

  @Test
  void allocatesNothing() throws RefusedException {
    try (ProcessorRun run = loudness(48_000).period(4800).start()) {
      run.process(Signals.noise(1, 2, 4800));
      assertEquals(0, run.allocatedBytes());
    }
  }
}
