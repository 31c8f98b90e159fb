// SPDX-License-Identifier: Apache-2.0
package org.tactus.processor.convolver.internal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tactus.api.Latency;
import org.tactus.api.RefusedException;
import org.tactus.testkit.Peers;
import org.tactus.testkit.ProcessorRun;
import org.tactus.testkit.Signals;

class ConvolverTest {

  private static final Path RESPONSES = Path.of("/usr/share/gx_head/sounds");
  private static final Path MUSIC = Path.of("/usr/share/sonic-pi/samples/loop_amen.flac");

  @TempDir Path folder;

  private ProcessorRun.Setup convolver(float[][] response, Map<String, ?> options)
      throws IOException {
    return convolver(Wave.write(folder.resolve("ir.wav"), 48_000, response), options);
  }

  private static ProcessorRun.Setup convolver(Path response, Map<String, ?> options) {
    Map<String, Object> all = new TreeMap<>(options);
    all.put("ir", response.toString());
    return ProcessorRun.of(new ConvolverFactory("1.0.0"), all);
  }

  /** White noise that decays by 60 dB over its length, with an energy of about 1. */
  private static float[][] reverb(long seed, int channels, int frames) {
    float[][] noise = Signals.noise(seed, channels, frames);
    double scale = Math.sqrt(3 * 2 * Math.log(1000) / frames);
    for (float[] channel : noise) {
      for (int i = 0; i < frames; i++) {
        channel[i] *= (float) (scale * Math.exp(-Math.log(1000) * i / frames));
      }
    }
    return noise;
  }

  private static float[] direct(float[] signal, float[] response) {
    float[] out = new float[signal.length];
    for (int n = 0; n < signal.length; n++) {
      double sum = 0;
      for (int k = 0; k < response.length && k <= n; k++) {
        sum += (double) response[k] * signal[n - k];
      }
      out[n] = (float) sum;
    }
    return out;
  }

  @Test
  void equalsDirectConvolutionWhateverTheLength() throws Exception {
    float[][] in = Signals.noise(1, 1, 24_000);
    for (int length : new int[] {1, 63, 64, 65, 127, 1023, 1024, 1025, 8191, 8193, 20_001}) {
      float[][] response = reverb(length, 1, length);
      try (ProcessorRun run = convolver(response, Map.of()).channels(1).start()) {
        float[] expected = direct(in[0], response[0]);
        float[] out = run.process(in)[0];
        assertEquals(
            0,
            Signals.distance(new float[][] {expected}, new float[][] {out}),
            4e-6,
            "length " + length);
        assertEquals(Latency.NONE, run.processor().latency());
      }
    }
  }

  @Test
  void delaysByTheLatencyThatItDeclares() throws Exception {
    float[][] in = Signals.noise(2, 1, 20_000);
    float[][] response = reverb(3, 1, 10_000);
    float[] expected = direct(in[0], response[0]);
    for (long latency : new long[] {64, 512, 1024, 4096, 8192}) {
      try (ProcessorRun run = convolver(response, Map.of("latency", latency)).channels(1).start()) {
        assertEquals(Latency.of(latency), run.processor().latency());
        float[] out = run.process(in)[0];
        for (int i = (int) latency; i < out.length; i++) {
          assertEquals(expected[i - (int) latency], out[i], 4e-6, "frame " + i);
        }
      }
      try (ProcessorRun run =
          convolver(response, Map.of("latency", latency)).channels(1).value("mix", 0).start()) {
        float[] out = run.process(in)[0];
        assertEquals(in[0][100], out[100 + (int) latency], "the dry part is delayed too");
      }
    }
  }

  @Test
  void routesTrueStereo() throws Exception {
    float[][] response = new float[4][200];
    response[0][10] = 1;
    response[1][20] = 2;
    response[2][30] = 3;
    response[3][150] = 4;
    float[][] left = {new float[400], new float[400]};
    left[0][0] = 1;
    float[][] right = {new float[400], new float[400]};
    right[1][0] = 1;
    try (ProcessorRun run = convolver(response, Map.of()).start()) {
      float[][] out = run.process(left);
      assertEquals(1, out[0][10], 1e-5);
      assertEquals(2, out[1][20], 1e-5);
      run.processor().reset();
      out = run.process(right);
      assertEquals(3, out[0][30], 1e-5);
      assertEquals(4, out[1][150], 1e-5);
      assertEquals(0, out[0][150], 1e-5);
    }
  }

  @Test
  void oneInputGoesThroughEveryChannelOfTheResponse() throws Exception {
    float[][] response = {{1, 0}, {0, 1}, {0.5f, 0}};
    try (ProcessorRun run = convolver(response, Map.of()).channels(1).start()) {
      assertArrayEquals(
          new float[][] {{1, 2, 3}, {0, 1, 2}, {0.5f, 1, 1.5f}},
          run.process(new float[][] {{1, 2, 3}}));
    }
  }

  @Test
  void mixesAndAmplifies() throws Exception {
    float[][] response = {{0, 1}};
    try (ProcessorRun run =
        convolver(response, Map.of()).channels(1).value("mix", 0.25).value("db", 20).start()) {
      float[] out = run.process(new float[][] {{1, 0, 0}})[0];
      assertEquals(0.75, out[0], 1e-6);
      assertEquals(2.5, out[1], 1e-5);
    }
  }

  @Test
  void normalisationKeepsTheLevelOfNoise() throws Exception {
    float[][] response = reverb(5, 1, 4000);
    for (int i = 0; i < 4000; i++) {
      response[0][i] *= 17;
    }
    float[][] in = Signals.noise(6, 1, 48_000);
    try (ProcessorRun run =
        convolver(response, Map.of("normalise", true)).channels(1).period(512).start()) {
      float[] out = run.process(in)[0];
      assertEquals(1, power(out, 8000) / power(in[0], 8000), 0.1);
    }
  }

  private static double power(float[] samples, int from) {
    double sum = 0;
    for (int i = from; i < samples.length; i++) {
      sum += samples[i] * samples[i];
    }
    return sum / (samples.length - from);
  }

  @Test
  void agreesWithFfmpegOnMusicThroughAnAmplifier() throws Exception {
    for (String missing :
        Arrays.asList(Peers.missing("ffmpeg"), Peers.missing(RESPONSES), Peers.missing(MUSIC))) {
      assumeTrue(missing == null, missing);
    }
    Path response;
    try (Stream<Path> files = Files.walk(RESPONSES.resolve("amps"))) {
      response = files.filter(f -> f.toString().endsWith(".wav")).sorted().findFirst().get();
    }
    int rate = (int) ImpulseResponse.read(response).rate();
    float[][] music = Peers.decode(MUSIC, rate, 1);
    music[0] = Arrays.copyOf(music[0], rate);
    Path raw = folder.resolve("music.raw");
    Peers.writeRaw(raw, music);
    byte[] peer =
        Peers.run(
            "ffmpeg",
            "-v",
            "error",
            "-nostdin",
            "-f",
            "f32le",
            "-ar",
            Integer.toString(rate),
            "-ac",
            "1",
            "-i",
            raw.toString(),
            "-i",
            response.toString(),
            "-filter_complex",
            "[0][1]afir=gtype=none:dry=1:wet=1:irfmt=mono",
            "-f",
            "f32le",
            "-");
    float[] expected = Peers.readRaw(peer, 1)[0];
    try (ProcessorRun run = convolver(response, Map.of()).rate(rate).channels(1).start()) {
      float[] out = run.process(music)[0];
      // Versions of afir differ by a factor of 2 in what they call unity.
      double gain = Math.sqrt(power(expected, 0) / power(out, 0));
      assertEquals(gain > 1.5 ? 2 : 1, gain, 1e-4);
      double greatest = 0;
      for (float sample : out) {
        greatest = Math.max(greatest, Math.abs(sample));
      }
      assertTrue(greatest > 0.01, "the result is not silence");
      for (int i = 0; i < out.length; i++) {
        assertEquals(expected[i] / gain, out[i], 2e-5 * greatest, "frame " + i);
      }
    }
  }

  @Test
  void readsEveryResponseOfGuitarix() throws Exception {
    String missing = Peers.missing(RESPONSES);
    assumeTrue(missing == null, missing);
    List<Path> files;
    try (Stream<Path> walk = Files.walk(RESPONSES)) {
      files = walk.filter(f -> f.toString().endsWith(".wav")).toList();
    }
    assertTrue(files.size() > 50, files.size() + " files");
    for (Path file : files) {
      ImpulseResponse response = ImpulseResponse.read(file);
      float[][] expected =
          Peers.missing("ffmpeg") == null
              ? Peers.decode(file, (int) response.rate(), response.channels())
              : response.samples();
      assertArrayEquals(expected, response.samples(), file.toString());
    }
  }

  @Test
  void refusesAResponseOfAnotherRateWithTheRemedy() throws Exception {
    RefusedException refusal =
        assertThrows(
            RefusedException.class,
            () -> convolver(reverb(1, 1, 100), Map.of()).rate(44_100).start());
    assertTrue(refusal.getMessage().contains("48000 Hz"), refusal.getMessage());
    assertTrue(refusal.getMessage().contains("-r 44100"), refusal.getMessage());
  }

  @Test
  void refusesChannelsThatDoNotFitAndLatenciesThatAreNone() throws Exception {
    RefusedException channels =
        assertThrows(RefusedException.class, () -> convolver(reverb(1, 3, 100), Map.of()).start());
    assertTrue(channels.getMessage().contains("3 channels"), channels.getMessage());
    RefusedException latency =
        assertThrows(
            RefusedException.class,
            () -> convolver(reverb(1, 1, 100), Map.of("latency", 100L)).start());
    assertTrue(latency.getMessage().contains("give 0 or 64"), latency.getMessage());
    RefusedException absent =
        assertThrows(
            RefusedException.class, () -> convolver(folder.resolve("none.wav"), Map.of()).start());
    assertTrue(absent.getMessage().contains("does not exist"), absent.getMessage());
  }

  @Property(tries = 8)
  void samplesDoNotDependOnThePeriod(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 3000) int period) throws Exception {
    folder = Files.createTempDirectory("convolver");
    Path file = Wave.write(folder.resolve("ir.wav"), 48_000, reverb(seed, 4, 12_000));
    float[][] in = Signals.noise(seed, 2, 30_000);
    Arrays.fill(in[0], 9_000, 12_000, 0);
    float[][] whole;
    try (ProcessorRun run = convolver(file, Map.of()).period(30_000).start()) {
      automate(run);
      whole = run.process(in);
    }
    Random random = new Random(seed);
    try (ProcessorRun run = convolver(file, Map.of()).period(period).inPlace().start()) {
      automate(run);
      assertArrayEquals(whole, run.processInParts(() -> 1 + random.nextInt(period), in));
    }
    Files.delete(file);
    Files.delete(folder);
  }

  private static void automate(ProcessorRun run) {
    run.cycle().parameters().setAt(1000, "mix", 0.5f);
    run.cycle().parameters().setAt(5000, "db", -12);
  }

  @Test
  void restsWhenAllIsQuietAndWakesUpRight() throws Exception {
    float[][] response = reverb(7, 1, 9000);
    float[][] in = new float[1][80_000];
    System.arraycopy(Signals.noise(8, 1, 3000)[0], 0, in[0], 0, 3000);
    System.arraycopy(Signals.noise(9, 1, 20_000)[0], 0, in[0], 50_030, 20_000);
    float[] expected = direct(in[0], response[0]);
    try (ProcessorRun run = convolver(response, Map.of()).channels(1).period(48).start()) {
      float[] out = new float[80_016];
      int silent = 0;
      for (int from = 0; from < 80_000; from += 48) {
        run.cycle().begin();
        int count = Math.min(48, 80_000 - from);
        run.cycle().audioIn(0).clear();
        boolean quiet = true;
        for (int i = 0; i < count; i++) {
          run.cycle().audioIn(0).set(0, i, in[0][from + i]);
          quiet &= in[0][from + i] == 0;
        }
        run.cycle().audioIn(0).setSilent(quiet);
        run.processor().process(run.cycle());
        silent += run.cycle().audioOut(0).isSilent() ? 1 : 0;
        run.cycle().audioOut(0).read(new float[][] {out}, from, 48);
      }
      assertTrue(silent > 200, silent + " silent blocks");
      for (int i = 0; i < 80_000; i++) {
        assertEquals(expected[i], out[i], 4e-6, "frame " + i);
      }
    }
  }

  @Test
  void allocatesNothing() throws Exception {
    try (ProcessorRun run = convolver(reverb(1, 4, 20_000), Map.of()).period(512).start()) {
      run.process(Signals.noise(1, 2, 4096));
      assertEquals(0, run.allocatedBytes());
    }
  }
}
