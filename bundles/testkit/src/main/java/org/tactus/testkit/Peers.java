// SPDX-License-Identifier: Apache-2.0
package org.tactus.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.SymbolLookup;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Programs of others that tests compare with. */
public final class Peers {

  private Peers() {}

  /**
   * Whether tests may use a program. To be used as {@code assumeTrue(missing == null, missing)}.
   *
   * @param program as on the PATH
   * @return null, or the sentence that says what is missing
   * @throws AssertionError if it is missing and TACTUS_REQUIRE_PEERS is 1
   */
  public static String missing(String program) {
    for (String folder : System.getenv("PATH").split(":")) {
      if (Files.isExecutable(Path.of(folder, program))) {
        return null;
      }
    }
    return report("peer '" + program + "' not found");
  }

  /** The same for a file or folder that a package brings. */
  public static String missing(Path file) {
    return Files.exists(file) ? null : report("peer '" + file + "' not found");
  }

  /** The same for a shared library, named as the dynamic linker knows it. */
  public static String missingLibrary(String library) {
    try (Arena arena = Arena.ofConfined()) {
      SymbolLookup.libraryLookup(library, arena);
      return null;
    } catch (IllegalArgumentException e) {
      return report("peer '" + library + "' not found (" + e.getMessage() + ")");
    }
  }

  private static String report(String sentence) {
    if ("1".equals(System.getenv("TACTUS_REQUIRE_PEERS"))) {
      throw new AssertionError(sentence + ", and TACTUS_REQUIRE_PEERS is 1");
    }
    return sentence;
  }

  /**
   * Runs a program to its end.
   *
   * @return what it wrote to standard output
   * @throws AssertionError if it fails, with what it wrote to standard error
   */
  public static byte[] run(String... command) {
    try {
      Path errors = Files.createTempFile("peer", ".err");
      try {
        Process process =
            new ProcessBuilder(List.of(command)).redirectError(errors.toFile()).start();
        process.getOutputStream().close();
        byte[] output = process.getInputStream().readAllBytes();
        int status = process.waitFor();
        if (status != 0) {
          throw new AssertionError(
              String.join(" ", command)
                  + " ended with "
                  + status
                  + ": "
                  + Files.readString(errors));
        }
        return output;
      } finally {
        Files.delete(errors);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted while waiting for " + command[0], e);
    }
  }

  /** Writes samples as raw interleaved 32-bit float, little-endian. */
  public static void writeRaw(Path file, float[][] samples) {
    int frames = samples[0].length;
    ByteBuffer bytes =
        ByteBuffer.allocate(frames * samples.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    for (int frame = 0; frame < frames; frame++) {
      for (float[] channel : samples) {
        bytes.putFloat(channel[frame]);
      }
    }
    try {
      Files.write(file, bytes.array());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Splits raw interleaved 32-bit float, little-endian, into channels. */
  public static float[][] readRaw(byte[] raw, int channels) {
    ByteBuffer bytes = ByteBuffer.wrap(raw).order(ByteOrder.LITTLE_ENDIAN);
    int frames = raw.length / Float.BYTES / channels;
    float[][] samples = new float[channels][frames];
    for (int frame = 0; frame < frames; frame++) {
      for (float[] channel : samples) {
        channel[frame] = bytes.getFloat();
      }
    }
    return samples;
  }

  /**
   * Reads any recording that FFmpeg reads.
   *
   * @param rate to which it is resampled
   * @param channels to which it is mixed
   */
  public static float[][] decode(Path recording, int rate, int channels) {
    return readRaw(
        run(
            "ffmpeg",
            "-v",
            "error",
            "-nostdin",
            "-i",
            recording.toString(),
            "-f",
            "f32le",
            "-ar",
            Integer.toString(rate),
            "-ac",
            Integer.toString(channels),
            "-"),
        channels);
  }
}
