// SPDX-License-Identifier: Apache-2.0
package org.tactus.itests.process;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import org.tactus.testkit.Peers;

/** Recordings that Debian's packages bring, in the formats that tests need. */
final class Recordings {
  static final Path MUSIC = Path.of("/usr/share/sonic-pi/samples/loop_amen.flac");
  static final Path CHOIR = Path.of("/usr/share/sonic-pi/samples/ambi_choir.flac");
  static final Path SPEECH = Path.of("/usr/share/sounds/alsa/Front_Center.wav");
  private static final Path ROOM = Path.of("/usr/share/gx_head/sounds/amps/EVH 5150 III.wav");

  private Recordings() {}

  static void require(String... programs) {
    for (String program : programs) {
      String missing = Peers.missing(program);
      assumeTrue(missing == null, missing);
    }
  }

  static void require(Path file) {
    String missing = Peers.missing(file);
    assumeTrue(missing == null, missing);
  }

  /** Music, quiet enough that no filter drives SoX into clipping. */
  static Path music(Path folder, int rate, int channels) {
    require("sox", "ffmpeg");
    require(MUSIC);
    Path wav = folder.resolve("music-" + rate + "-" + channels + ".wav");
    String[] command = {
      "sox",
      "-D",
      MUSIC.toString(),
      "-e",
      "signed-integer",
      "-b",
      "24",
      wav.toString(),
      "vol",
      "0.2",
      "rate",
      "-v",
      Integer.toString(rate),
      "remix"
    };
    // Every channel is another mixture of the two.
    String[] all = java.util.Arrays.copyOf(command, command.length + channels);
    for (int channel = 0; channel < channels; channel++) {
      all[command.length + channel] = "1v0.%d,2v0.%d".formatted(9 - channel, 1 + channel);
    }
    Peers.run(all);
    return wav;
  }

  /** A guitar amplifier's cabinet. */
  static Path impulseResponse(Path folder, int rate) {
    require("sox");
    require(ROOM);
    Path wav = folder.resolve("response-" + rate + ".wav");
    Peers.run(
        "sox",
        "-D",
        ROOM.toString(),
        "-e",
        "floating-point",
        "-b",
        "32",
        "-c",
        "1",
        wav.toString(),
        "vol",
        "0.2",
        "rate",
        "-v",
        Integer.toString(rate),
        "trim",
        "0",
        "2047s");
    return wav;
  }

  /** The samples of a WAV file as FFmpeg reads them, unchanged. */
  static float[][] samples(Path wav) {
    int channels = Integer.parseInt(probe(wav, "channels"));
    return Peers.readRaw(
        Peers.run(
            "ffmpeg",
            "-v",
            "error",
            "-nostdin",
            "-i",
            wav.toString(),
            "-f",
            "f32le",
            "-c:a",
            "pcm_f32le",
            "-"),
        channels);
  }

  /** What SoX makes of a recording. */
  static float[][] sox(Path wav, String... effects) {
    int channels = Integer.parseInt(probe(wav, "channels"));
    String[] head = {
      "sox", "-D", "-V1", wav.toString(), "-t", "raw", "-e", "floating-point", "-b", "32", "-L", "-"
    };
    String[] all = java.util.Arrays.copyOf(head, head.length + effects.length);
    System.arraycopy(effects, 0, all, head.length, effects.length);
    return Peers.readRaw(Peers.run(all), channels);
  }

  /** What FFmpeg's filters make of a recording. */
  static float[][] ffmpeg(Path wav, int channels, String filters) {
    return Peers.readRaw(
        Peers.run(
            "ffmpeg",
            "-v",
            "error",
            "-nostdin",
            "-i",
            wav.toString(),
            "-af",
            filters,
            "-f",
            "f32le",
            "-c:a",
            "pcm_f32le",
            "-"),
        channels);
  }

  static String probe(Path wav, String entry) {
    return new String(
            Peers.run(
                "ffprobe",
                "-v",
                "error",
                "-select_streams",
                "a:0",
                "-show_entries",
                "stream=" + entry,
                "-of",
                "default=nk=1:nw=1",
                wav.toString()),
            java.nio.charset.StandardCharsets.UTF_8)
        .strip();
  }
}
