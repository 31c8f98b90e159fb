// SPDX-License-Identifier: Apache-2.0
package org.tactus.device.file.internal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tactus.api.RefusedException;
import org.tactus.testkit.Peers;
import org.tactus.testkit.Signals;

/** SoX and FFmpeg read what a sink wrote, and a source reads what they wrote: the same samples. */
class PeerTest {

  private static final int RATE = 44_100;
  private static final int FRAMES = 5000;

  @TempDir Path folder;

  @BeforeEach
  void findPeers() {
    String sox = Peers.missing("sox");
    assumeTrue(sox == null, sox);
    String ffmpeg = Peers.missing("ffmpeg");
    assumeTrue(ffmpeg == null, ffmpeg);
  }

  private static float[][] soxReads(Path path, int channels) {
    return Peers.readRaw(
        Peers.run("sox", "-D", path.toString(), "-t", "raw", "-e", "float", "-b", "32", "-"),
        channels);
  }

  private static float[][] ffmpegReads(Path path, int channels) {
    return Peers.readRaw(
        Peers.run("ffmpeg", "-v", "error", "-nostdin", "-i", path.toString(), "-f", "f32le", "-"),
        channels);
  }

  @ParameterizedTest
  @CsvSource({
    "s16, pcm_s16le, 1", "s16, pcm_s16le, 2", "s32, pcm_s24le, 2", "s32, pcm_s32le, 6",
    "u8, pcm_u8, 1", "flt, pcm_f32le, 2", "flt, pcm_f32le, 8", "dbl, pcm_f64le, 3",
    "s16, pcm_s16le, 16"
  })
  void readsWhatFfmpegWrote(String sampleFormat, String codec, int channels) {
    Path raw = folder.resolve("noise.raw");
    Path wav = folder.resolve("ffmpeg.wav");
    Peers.writeRaw(raw, Signals.noise(1, channels, FRAMES));
    Peers.run(
        "ffmpeg",
        "-v",
        "error",
        "-nostdin",
        "-f",
        "f32le",
        "-ar",
        "" + RATE,
        "-ac",
        "" + channels,
        "-i",
        raw.toString(),
        "-sample_fmt",
        sampleFormat,
        "-c:a",
        codec,
        wav.toString());
    float[][] expected = ffmpegReads(wav, channels);
    assertSame(expected, read(wav));
    if (!codec.equals("pcm_s32le") && !codec.equals("pcm_f64le")) {
      assertSame(soxClamped(expected), soxReads(wav, channels));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "unsigned-integer, 8, 1", "signed-integer, 16, 2", "signed-integer, 24, 1",
    "signed-integer, 24, 5", "signed-integer, 32, 2", "floating-point, 32, 2",
    "floating-point, 64, 1"
  })
  void readsWhatSoxWrote(String encoding, String bits, int channels) {
    Path wav = folder.resolve("sox.wav");
    Peers.run(
        "sox",
        "-R",
        "-n",
        "-r",
        "" + RATE,
        "-c",
        "" + channels,
        "-e",
        encoding,
        "-b",
        bits,
        wav.toString(),
        "synth",
        FRAMES + "s",
        "pinknoise");
    assertSame(ffmpegReads(wav, channels), read(wav));
  }

  @ParameterizedTest
  @ValueSource(strings = {"float32", "float64", "pcm8", "pcm16", "pcm24", "pcm32"})
  void writesWhatBothRead(String format) throws Exception {
    for (int channels : new int[] {1, 2, 3, 6, 8}) {
      Path wav = folder.resolve(format + channels + ".wav");
      float[][] noise = Signals.noise(channels, channels, FRAMES - 1);
      Recording.write(wav, RATE, 64, noise, "format", format);
      float[][] own = read(wav);
      assertSame(own, ffmpegReads(wav, channels));
      if (!format.equals("pcm32") && !format.startsWith("float")) {
        assertSame(soxClamped(own), soxReads(wav, channels));
      }
      assertEquals(
          channels + " " + RATE + " " + (FRAMES - 1),
          soxSays("-c", wav) + " " + soxSays("-r", wav) + " " + soxSays("-s", wav));
    }
  }

  @Test
  void roundsTo16BitsAsFfmpegDoes() throws Exception {
    Path raw = folder.resolve("noise.raw");
    Path wav = folder.resolve("ours.wav");
    Path theirs = folder.resolve("theirs.wav");
    float[][] noise = Signals.noise(5, 1, FRAMES);
    for (int i = 0; i < FRAMES; i++) {
      noise[0][i] = i % 3 == 0 ? noise[0][i] * 1.2f : (i - FRAMES / 2 + 0.5f) / 32768;
    }
    Peers.writeRaw(raw, noise);
    Recording.write(wav, RATE, 64, noise, "format", "pcm16");
    Peers.run(
        "ffmpeg",
        "-v",
        "error",
        "-nostdin",
        "-f",
        "f32le",
        "-ar",
        "" + RATE,
        "-ac",
        "1",
        "-i",
        raw.toString(),
        "-c:a",
        "pcm_s16le",
        theirs.toString());
    assertSame(read(theirs), read(wav));
  }

  @Test
  void readsEveryRecordingOfTheAlsaPackageAsFfmpegDoes() throws Exception {
    Path sounds = Path.of("/usr/share/sounds/alsa");
    String missing = Peers.missing(sounds);
    assumeTrue(missing == null, missing);
    try (var files = Files.list(sounds)) {
      for (Path wav : files.filter(f -> f.toString().endsWith(".wav")).toList()) {
        assertSame(ffmpegReads(wav, 1), read(wav));
      }
    }
  }

  private static float[][] read(Path wav) {
    try {
      return Recording.read(wav, 192);
    } catch (RefusedException e) {
      throw new AssertionError(e.getMessage(), e);
    }
  }

  private static String soxSays(String what, Path wav) {
    return new String(Peers.run("soxi", what, wav.toString()), StandardCharsets.US_ASCII).strip();
  }

  /** SoX works with integers of 32 bits and gives floats of 25 back. */
  private static float[][] soxClamped(float[][] samples) {
    float[][] clamped = new float[samples.length][];
    for (int i = 0; i < samples.length; i++) {
      clamped[i] = samples[i].clone();
      for (int j = 0; j < clamped[i].length; j++) {
        long whole = Math.round(clamped[i][j] * 0x1p31);
        clamped[i][j] = whole > Integer.MAX_VALUE - 64 ? 1 : ((whole + 64) & ~127) * 0x1p-31f;
      }
    }
    return clamped;
  }

  private static void assertSame(float[][] expected, float[][] actual) {
    assertEquals(expected.length, actual.length);
    for (int channel = 0; channel < expected.length; channel++) {
      assertArrayEquals(expected[channel], actual[channel], 0);
    }
  }
}
