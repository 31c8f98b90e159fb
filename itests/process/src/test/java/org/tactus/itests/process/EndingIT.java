// SPDX-License-Identifier: Apache-2.0
package org.tactus.itests.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is left of a recording however the process ends. */
class EndingIT {
  private static final int BYTES_A_SECOND = 48000 * 2 * Float.BYTES;

  @TempDir static Path folder;
  private static Tactus tactus;

  @BeforeAll
  static void copy() throws IOException {
    Recordings.require("ffmpeg", "ffprobe", "sox");
    tactus = Tactus.copiedTo(folder);
  }

  @AfterAll
  static void end() {
    if (tactus != null) {
      tactus.close();
    }
  }

  /** Begins to record for ever; returns when seconds of it are on disk. */
  private static Process record(Path take, int seconds) throws IOException, InterruptedException {
    Process process =
        tactus.begin("run", "tone(channels=2) -> file(\"" + take + "\")", "--rate", "48000");
    Tactus.await(
        seconds + " s recorded",
        () -> {
          try {
            return Files.exists(take) && Files.size(take) > (long) seconds * BYTES_A_SECOND;
          } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
          }
        });
    return process;
  }

  @Test
  void sigtermLeavesAWholeRecordingAndStatusZero() throws IOException, InterruptedException {
    Path take = folder.resolve("term.wav");
    Process process = record(take, 1);
    process.destroy();
    assertTrue(process.waitFor(30, TimeUnit.SECONDS), "ended");
    assertEquals(0, process.exitValue());
    float[][] samples = Recordings.samples(take);
    // Two independent readers, and the header agrees with the file's length.
    assertEquals(samples[0].length, Recordings.sox(take)[0].length);
    assertTrue(
        Files.size(take) - (long) samples[0].length * 2 * Float.BYTES < 4096,
        "the header counts every sample that is in the file");
    assertSine(samples[0], samples[0].length - 4800, samples[0].length);
  }

  @Test
  void killLeavesAValidRecordingUpToTheLastSecond() throws IOException, InterruptedException {
    Path take = folder.resolve("kill.wav");
    Process process = record(take, 3);
    process.destroyForcibly();
    assertTrue(process.waitFor(10, TimeUnit.SECONDS), "ended");
    float[][] samples = Recordings.samples(take);
    assertEquals(samples[0].length, Recordings.sox(take)[0].length);
    assertTrue(samples[0].length >= 2 * 48000, () -> samples[0].length + " frames are left of 3 s");
    assertSine(samples[0], 0, samples[0].length);
    // What died leaves its lock and socket behind, and neither hinders the next.
    tactus.run("tone(duration=0.1) -> null()", "--freewheel").succeeded();
  }

  /** A tone of 1 kHz at -20 dB that has no gap: every sample follows from the two before it. */
  private static void assertSine(float[] samples, int from, int to) {
    double factor = 2 * Math.cos(2 * Math.PI * 1000 / 48000);
    double peak = 0;
    for (int i = from + 2; i < to; i++) {
      double residue = samples[i] - factor * samples[i - 1] + samples[i - 2];
      int frame = i;
      assertTrue(Math.abs(residue) < 1e-5, () -> "the tone breaks at frame " + frame);
      peak = Math.max(peak, Math.abs(samples[i]));
    }
    assertEquals(0.1, peak, 1e-3);
  }
}
