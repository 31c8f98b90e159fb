// SPDX-License-Identifier: Apache-2.0
package org.tactus.itests.process;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tactus.testkit.Peers;

/** Real recordings through real pipelines, sample by sample beside SoX and FFmpeg. */
class ProcessingIT {
  /** A filter goes on until its tail is inaudible; SoX only as long as its input is padded. */
  private static final int PADDING = 8000;

  @TempDir static Path folder;

  private static Tactus tactus() throws IOException {
    Path home = folder.resolve("tactus");
    if (!Files.exists(home)) {
      return tactus = Tactus.copiedTo(folder);
    }
    return tactus;
  }

  private static Tactus tactus;

  @ParameterizedTest(name = "{0} Hz, {1} channels, {2} frames")
  @CsvSource({"44100, 1, 256", "48000, 2, 64", "96000, 6, 1024"})
  void everyProcessorAgreesWithSox(int rate, int channels, int period) throws IOException {
    Recordings.require("sox", "ffmpeg", "ffprobe");
    Path music = Recordings.music(folder, rate, channels);
    Path response = Recordings.impulseResponse(folder, rate);
    String swapped = rows(channels, (row, column) -> column == (row + 1) % channels ? 0.5 : 0);
    Path out = Files.createDirectory(folder.resolve("out-" + rate));
    String notation =
        """
        music: file("%1$s")
        music -> gain(db=-6) -> file("%2$s/gain.wav")
        music -> biquad(kind=lowpass, f=1000, q=0.8) -> file("%2$s/lowpass.wav")
        music -> biquad(kind=highpass, f=300, q=0.8) -> file("%2$s/highpass.wav")
        music -> biquad(kind=peak, f=2000, q=1, db=3) -> file("%2$s/peak.wav")
        music -> biquad(kind=notch, f=500, q=2) -> file("%2$s/notch.wav")
        music -> delay(frames=1234) -> file("%2$s/delay.wav")
        music -> matrix(rows="%4$s") -> file("%2$s/matrix.wav")
        music -> sum: mixer(inputs=2) -> file("%2$s/sum.wav")
        music -> gain(db=-12, invert=true) -> sum.2
        music -> convolver(ir="%3$s") -> file("%2$s/wet.wav")
        music -> convolver(ir="%3$s", latency=256) -> file("%2$s/later.wav")
        music -> loudness() -> file("%2$s/measured.wav")
        """
            .formatted(music, out, response, swapped);
    Path text = Files.writeString(folder.resolve("chain-" + rate + ".txt"), notation);
    tactus().run(text.toString(), "--freewheel", "--period", Integer.toString(period)).succeeded();

    float[][] dry = Recordings.samples(music);
    int frames = dry[0].length;
    assertArrayEquals(dry, Recordings.samples(out.resolve("measured.wav")));
    agree(Recordings.sox(music, "vol", "-6dB"), out.resolve("gain.wav"), 1e-7, frames, frames);
    agree(
        Recordings.sox(music, "pad", "0", PADDING + "s", "lowpass", "-2", "1000", "0.8q"),
        out.resolve("lowpass.wav"),
        2e-6,
        frames,
        frames + PADDING - 1);
    agree(
        Recordings.sox(music, "pad", "0", PADDING + "s", "highpass", "-2", "300", "0.8q"),
        out.resolve("highpass.wav"),
        2e-6,
        frames,
        frames + PADDING - 1);
    agree(
        Recordings.sox(music, "pad", "0", PADDING + "s", "equalizer", "2000", "1q", "3"),
        out.resolve("peak.wav"),
        2e-6,
        frames,
        frames + PADDING - 1);
    agree(
        Recordings.sox(music, "pad", "0", PADDING + "s", "bandreject", "500", "2q"),
        out.resolve("notch.wav"),
        2e-6,
        frames,
        frames + PADDING - 1);
    agree(
        Recordings.sox(music, "pad", "1234s", PADDING + "s"),
        out.resolve("delay.wav"),
        0,
        frames + 1234,
        frames + 1240);
    String[] remix =
        IntStream.range(0, channels)
            .mapToObj(row -> (row + 1) % channels + 1 + "v0.5")
            .toArray(String[]::new);
    String[] effects = new String[channels + 1];
    effects[0] = "remix";
    System.arraycopy(remix, 0, effects, 1, channels);
    agree(Recordings.sox(music, effects), out.resolve("matrix.wav"), 1e-7, frames, frames);
    double part = 1 - Math.pow(10, -12 / 20.0);
    agree(
        Recordings.sox(music, "vol", Double.toString(part)),
        out.resolve("sum.wav"),
        1e-7,
        frames,
        frames);
    int whole = frames + Recordings.samples(response)[0].length - 1;
    float[][] wet = convolved(music, response);
    agree(wet, out.resolve("wet.wav"), 1e-5, whole, whole + 1);
    agree(wet, out.resolve("later.wav"), 1e-5, whole, whole + 1);
  }

  /** SoX's fir, whose result begins half a response late. */
  private static float[][] convolved(Path music, Path response) throws IOException {
    float[] taps = Recordings.samples(response)[0];
    Path coefficients = folder.resolve("taps.txt");
    Files.writeString(
        coefficients,
        IntStream.range(0, taps.length)
            .mapToObj(i -> Float.toString(taps[i]))
            .collect(Collectors.joining("\n")));
    float[][] shifted =
        Recordings.sox(
            music, "pad", taps.length + "s", 2 * taps.length + "s", "fir", coefficients.toString());
    int lead = taps.length - taps.length / 2;
    float[][] whole = new float[shifted.length][];
    for (int channel = 0; channel < shifted.length; channel++) {
      whole[channel] = Arrays.copyOfRange(shifted[channel], lead, shifted[channel].length);
    }
    return whole;
  }

  private static String rows(int channels, Factor factor) {
    return IntStream.range(0, channels)
        .mapToObj(row ->
            IntStream.range(0, channels)
                .mapToObj(column -> Double.toString(factor.of(row, column)))
                .collect(Collectors.joining(",")))
        .collect(Collectors.joining(";"));
  }

  private interface Factor {
    double of(int row, int column);
  }

  private static void agree(
      float[][] expected, Path actual, double tolerance, int shortest, int longest) {
    float[][] samples = Recordings.samples(actual);
    assertEquals(expected.length, samples.length, () -> "channels of " + actual);
    int frames = samples[0].length;
    assertTrue(
        frames >= shortest && frames <= longest && frames <= expected[0].length,
        () -> frames + " frames instead of " + shortest + " to " + longest + " in " + actual);
    for (int channel = 0; channel < samples.length; channel++) {
      for (int frame = 0; frame < frames; frame++) {
        double difference = Math.abs(expected[channel][frame] - samples[channel][frame]);
        if (!(difference <= tolerance)) {
          throw new AssertionError(
              "%s, channel %d, frame %d: %s, where the peer has %s"
                  .formatted(
                      actual.getFileName(),
                      channel,
                      frame,
                      samples[channel][frame],
                      expected[channel][frame]));
        }
      }
    }
  }

  @Test
  void freewheelIsBitIdenticalAndEqualToRealTime() throws IOException {
    Recordings.require(Recordings.SPEECH);
    Path response = Recordings.impulseResponse(folder, 48000);
    byte[] freewheel = rendered(response, "first", "--freewheel");
    assertTrue(freewheel.length > 68545 * 4, "the output is as long as the speech");
    assertArrayEquals(freewheel, rendered(response, "second", "--freewheel"));
    // A machine that starves the cycle thread has been seen to lengthen a real-time run.
    byte[] realTime = rendered(response, "third");
    for (int again = 0; again < 2 && realTime.length != freewheel.length; again++) {
      realTime = rendered(response, "again" + again);
    }
    assertArrayEquals(freewheel, realTime);
  }

  private static byte[] rendered(Path response, String name, String... options) throws IOException {
    Path out = folder.resolve(name + ".wav");
    String notation =
        """
        speech: file("%s")
        speech -> wet: convolver(ir="%s") -> sum: mixer(inputs=2) -> loudness() -> file("%s")
        speech -> biquad(kind=highshelf, f=3000, db=4) -> delay(ms=20, feedback=0.4, mix=0.5) -> sum.2
        """
            .formatted(Recordings.SPEECH, response, out);
    List<String> arguments = new ArrayList<>(List.of(notation));
    arguments.addAll(List.of(options));
    tactus().run(arguments.toArray(String[]::new)).succeeded();
    return Files.readAllBytes(out);
  }

  @Test
  void loudnessAgreesWithFfmpegsMeter() throws IOException {
    Recordings.require("ffmpeg", "sox");
    Recordings.require(Recordings.CHOIR);
    // The choir, soft and loud, so that both gates have work
    Path choir = folder.resolve("choir.wav");
    Peers.run(
        "sox",
        "-D",
        Recordings.CHOIR.toString(),
        "-b",
        "24",
        choir.toString(),
        "repeat",
        "20",
        "rate",
        "-v",
        "48000",
        "vol",
        "0.7",
        "tremolo",
        "0.2",
        "90");
    Path report = folder.resolve("loudness.json");
    tactus()
        .run(
            "file(\"" + choir + "\") -> meter: loudness() -> null()",
            "--freewheel",
            "--report",
            report.toString())
        .succeeded();
    Map<?, ?> meters = meters(report, "meter");
    String ebur128 = measured(choir, "ebur128=peak=true+sample");
    String summary = ebur128.substring(ebur128.lastIndexOf("Summary:"));
    assertEquals(value(summary, "I:"), number(meters.get("integrated")), 0.1);
    String peaks = summary.substring(summary.indexOf("Sample peak:"));
    assertEquals(value(peaks, "Peak:"), number(meters.get("samplePeak")), 0.06);
    assertEquals(
        value(summary.substring(summary.indexOf("True peak:")), "Peak:"),
        number(meters.get("truePeak")),
        0.25);
    // Its loudnorm has libebur128's measurement of the range; ebur128 counts windows not yet full.
    String loudnorm = measured(choir, "loudnorm=print_format=json").replace('"', ' ');
    assertEquals(value(loudnorm, "input_lra  : "), number(meters.get("range")), 0.2);
    assertEquals(value(loudnorm, "input_i  : "), number(meters.get("integrated")), 0.1);
  }

  private static String measured(Path recording, String filter) throws IOException {
    Process process =
        new ProcessBuilder(
                "ffmpeg",
                "-nostdin",
                "-hide_banner",
                "-i",
                recording.toString(),
                "-af",
                filter,
                "-f",
                "null",
                "-")
            .redirectErrorStream(true)
            .start();
    try (InputStream output = process.getInputStream()) {
      return new String(output.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static double number(Object value) {
    return ((Number) value).doubleValue();
  }

  private static double value(String text, String label) {
    String rest = text.substring(text.indexOf(label) + label.length()).strip();
    return Double.parseDouble(rest.split("\\s+", -1)[0]);
  }

  private static Map<?, ?> meters(Path report, String node) throws IOException {
    return ((List<?>) Tactus.report(report).get("nodes"))
        .stream()
            .map(entry -> (Map<?, ?>) entry)
            .filter(entry -> node.equals(entry.get("name")))
            .map(entry -> (Map<?, ?>) entry.get("meters"))
            .findFirst()
            .orElseThrow();
  }
}
