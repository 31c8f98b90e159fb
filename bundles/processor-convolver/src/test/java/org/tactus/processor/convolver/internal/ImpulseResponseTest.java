// SPDX-License-Identifier: Apache-2.0
package org.tactus.processor.convolver.internal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tactus.api.RefusedException;
import org.tactus.testkit.Peers;
import org.tactus.testkit.Signals;

class ImpulseResponseTest {

  private static final Path NAME = Path.of("ir.wav");

  private static ByteBuffer wave() {
    return ByteBuffer.wrap(Wave.bytes(48_000, Signals.noise(1, 2, 300)))
        .order(ByteOrder.LITTLE_ENDIAN);
  }

  @ParameterizedTest
  @CsvSource({
    "signed-integer, 16, 4e-5",
    "signed-integer, 24, 2e-7",
    "signed-integer, 32, 2e-7",
    "floating-point, 32, 0",
    "floating-point, 64, 0"
  })
  void readsWhatSoxWrites(String coding, String bits, double tolerance, @TempDir Path folder)
      throws RefusedException {
    String missing = Peers.missing("sox");
    assumeTrue(missing == null, missing);
    float[][] samples = Signals.noise(2, 6, 777);
    for (float[] channel : samples) {
      for (int i = 0; i < channel.length; i++) {
        channel[i] = Math.round(channel[i] * 8_000_000f) / 8_388_608f;
      }
    }
    Path raw = folder.resolve("in.raw");
    Path file = folder.resolve("out.wav");
    Peers.writeRaw(raw, samples);
    Peers.run(
        "sox",
        "-D",
        "-t",
        "raw",
        "-r",
        "96000",
        "-e",
        "float",
        "-b",
        "32",
        "-c",
        "6",
        raw.toString(),
        "-e",
        coding,
        "-b",
        bits,
        file.toString());
    ImpulseResponse response = ImpulseResponse.read(file);
    assertEquals(96_000, response.rate());
    assertEquals(0, Signals.distance(samples, response.samples()), tolerance);
  }

  @Test
  void aTruncatedFileGivesWhatIsThere() throws RefusedException {
    ByteBuffer bytes = wave();
    ImpulseResponse whole = ImpulseResponse.parse(NAME, bytes);
    ImpulseResponse part = ImpulseResponse.parse(NAME, bytes.duplicate().limit(44 + 8 * 100 + 3));
    assertEquals(300, whole.frames());
    assertEquals(100, part.frames());
    assertArrayEquals(Arrays.copyOf(whole.samples()[1], 100), part.samples()[1]);
  }

  @Test
  void refusesWhatIsNoWave() {
    ByteBuffer noRiff = wave();
    noRiff.put(0, (byte) 'X');
    ByteBuffer eightBits = wave();
    eightBits.putShort(20, (short) 1).putShort(34, (short) 8);
    ByteBuffer noNumber = wave();
    noNumber.putFloat(44, Float.NaN);
    ByteBuffer noData = wave().limit(40);
    Object[][] cases = {
      {noRiff, "is no WAV file"},
      {eightBits, "2 channels of 8 bits"},
      {noNumber, "is no number"},
      {noData, "no samples"},
      {ByteBuffer.allocate(3), "is no WAV file"}
    };
    for (Object[] bad : cases) {
      RefusedException refusal =
          assertThrows(
              RefusedException.class, () -> ImpulseResponse.parse(NAME, (ByteBuffer) bad[0]));
      assertTrue(refusal.getMessage().contains((String) bad[1]), refusal.getMessage());
      assertTrue(refusal.getMessage().contains("ir.wav"), refusal.getMessage());
    }
  }

  @Property(tries = 2000)
  void hostileBytesAreReadOrRefused(@ForAll long seed) {
    Random random = new Random(seed);
    ByteBuffer bytes = wave();
    int damages = 1 + random.nextInt(8);
    for (int i = 0; i < damages; i++) {
      bytes.put(
          random.nextInt(random.nextBoolean() ? 44 : bytes.capacity()), (byte) random.nextInt(256));
    }
    bytes.limit(random.nextInt(bytes.capacity() + 1));
    try {
      ImpulseResponse response = ImpulseResponse.parse(NAME, bytes);
      assertTrue(response.frames() > 0 && response.channels() > 0);
    } catch (RefusedException e) {
      assertTrue(e.getMessage().contains("ir.wav"), e.getMessage());
    }
  }
}
