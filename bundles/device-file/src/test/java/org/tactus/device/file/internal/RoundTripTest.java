// SPDX-License-Identifier: Apache-2.0
package org.tactus.device.file.internal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.tactus.api.RefusedException;
import org.tactus.testkit.Signals;

/** What a sink wrote, a source reads back: exactly, or rounded as the format must. */
class RoundTripTest {

  private static Path folder;

  @BeforeContainer
  static void createFolder() throws IOException {
    folder = Files.createTempDirectory("round-trip");
  }

  @AfterContainer
  static void deleteFolder() throws IOException {
    Files.deleteIfExists(folder.resolve("a.wav"));
    Files.delete(folder);
  }

  @Property(tries = 150)
  void readsBackWhatItWrote(
      @ForAll SampleFormat format,
      @ForAll @IntRange(min = 1, max = 9) int channels,
      @ForAll @IntRange(min = 0, max = 3000) int frames,
      @ForAll @IntRange(min = 1, max = 700) int periodWritten,
      @ForAll @IntRange(min = 1, max = 700) int periodRead,
      @ForAll long seed)
      throws RefusedException, IOException {
    float[][] samples = Signals.noise(seed, channels, frames);
    for (int i = 0; i < frames; i += 7) {
      samples[0][i] *= 1.5f;
    }
    Path path = folder.resolve("a.wav");
    String written = format.name().toLowerCase(Locale.ROOT);
    Recording.write(path, 44_100, periodWritten, samples, "format", written);
    try (FileChannel file = FileChannel.open(path)) {
      WavFile wav = WavHeaderReader.read(file, "a.wav");
      assertEquals(format, wav.format());
      assertEquals(44_100, wav.rate());
      assertEquals(channels, wav.channels());
      assertEquals(frames, wav.frames());
      assertEquals(frames == 0 ? -1 : frames, wav.declaredFrames());
      assertEquals(0, file.size() % 2);
    }
    float[][] read = Recording.read(path, periodRead);
    for (int channel = 0; channel < channels; channel++) {
      float[] expected = samples[channel].clone();
      for (int i = 0; i < frames && !format.isFloat(); i++) {
        expected[i] = quantized(expected[i], format.bits());
      }
      assertArrayEquals(expected, read[channel]);
    }
  }

  private static float quantized(float sample, int bits) {
    double scale = Math.pow(2, bits - 1);
    return (float) (Math.min(scale - 1, Math.max(-scale, Math.rint(sample * scale))) / scale) + 0f;
  }
}
