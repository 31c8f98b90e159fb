// SPDX-License-Identifier: Apache-2.0
package org.tactus.device.file.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a recording is worth when its process is killed or its disk is full. */
@Timeout(60)
class DeathTest {

  @TempDir Path folder;

  private static String recorder(Path path) {
    return "exec '%s' -cp '%s' %s '%s'"
        .formatted(
            Path.of(System.getProperty("java.home"), "bin", "java"),
            System.getProperty("java.class.path"),
            Recorder.class.getName(),
            path);
  }

  private static Process shell(String command) throws IOException {
    return new ProcessBuilder("bash", "-c", command)
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  /** Checks the samples, of which some are silent where the disk was too slow; their number. */
  private static long check(Path path) throws Exception {
    try (FileChannel file = FileChannel.open(path)) {
      WavFile wav = WavHeaderReader.read(file, "a.wav");
      assertFalse(wav.isTruncated());
      assertEquals(wav.frames(), wav.declaredFrames());
    }
    float[][] read = Recording.read(path, 1000);
    for (int i = 0; i < read[0].length; i++) {
      float expected = read[0][i] == 0 ? 0 : i + 1;
      assertEquals(expected, read[0][i]);
      assertEquals(expected, -read[1][i], 0);
    }
    return read[0].length;
  }

  /** A second is promised; the other one is for a machine that has more to do than this test. */
  @Test
  void aKilledRecordingIsValidUpToTheLastSecond() throws Exception {
    Path path = folder.resolve("a.wav");
    Process process = shell(recorder(path));
    long frames = 0;
    try (BufferedReader output = process.inputReader()) {
      while (frames < 3 * Recorder.RATE) {
        frames = Long.parseLong(output.readLine());
      }
    } finally {
      process.destroyForcibly();
    }
    process.waitFor();
    long kept = check(path);
    assertTrue(kept >= frames - 2 * Recorder.RATE, kept + " of " + frames + " frames were kept");
    assertTrue(Files.size(path) > kept * 8, "no sample was behind the header's promise");
  }

  @Test
  void aFullDiskIsReportedAndKeepsWhatIsThere() throws Exception {
    Path path = folder.resolve("a.wav");
    int kibibytes = 300;
    Process process = shell("ulimit -f " + kibibytes + "; " + recorder(path));
    List<String> lines;
    try (BufferedReader output = process.inputReader()) {
      lines = output.readAllLines();
      assertEquals(0, process.waitFor());
    } finally {
      process.destroyForcibly();
    }
    assertEquals(
        "file '"
            + path
            + "' cannot be written any further (File too large); free or check its disk and start"
            + " the pipeline again",
        lines.getLast());
    assertEquals(kibibytes * 1024L, Files.size(path));
    assertTrue(check(path) > kibibytes * 1024 / 8 - 30);
  }
}
