// SPDX-License-Identifier: Apache-2.0
package org.tactus.device.file.internal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tactus.api.RefusedException;
import org.tactus.api.audio.Channel;
import org.tactus.api.audio.ChannelLayout;

class WavHeaderReaderTest {

  private static final byte[] FOUR = WavBytes.samples(1000, -1000, 2000, -2000);
  private static final float[] FOUR_READ = {
    1000 / 32768f, -1000 / 32768f, 2000 / 32768f, -2000 / 32768f
  };

  @TempDir Path folder;

  private WavFile read(byte[] bytes) throws IOException, RefusedException {
    Path path = folder.resolve("a.wav");
    Files.write(path, bytes);
    try (FileChannel file = FileChannel.open(path)) {
      return WavHeaderReader.read(file, "a.wav");
    }
  }

  private float[] samples() throws RefusedException {
    return Recording.read(folder.resolve("a.wav"), 3)[0];
  }

  private String refusal(byte[] bytes) {
    return assertThrows(RefusedException.class, () -> read(bytes)).getMessage();
  }

  @Test
  void readsAPlainFile() throws Exception {
    WavFile wav =
        read(WavBytes.of("RIFF", 44).format(1, 1, 8000, 16).chunk("data", FOUR).toArray());
    assertEquals(new WavFile(SampleFormat.PCM16, 8000, ChannelLayout.MONO, 44, 4, 4), wav);
    assertArrayEquals(FOUR_READ, samples());
  }

  @Test
  void takesChunksInAnyOrderAndSkipsUnknownOnesOfOddSize() throws Exception {
    WavFile wav =
        read(
            WavBytes.of("RIFF", 72)
                .chunk("junk", new byte[3])
                .chunk("data", FOUR)
                .chunk("LIST", new byte[5])
                .format(1, 1, 8000, 16)
                .toArray());
    assertEquals(4, wav.frames());
    assertArrayEquals(FOUR_READ, samples());
  }

  @Test
  void readsACutFileAsFarAsItGoes() throws Exception {
    byte[] whole = WavBytes.of("RIFF", 44).format(1, 1, 8000, 16).chunk("data", FOUR).toArray();
    WavFile wav = read(Arrays.copyOf(whole, whole.length - 3));
    assertEquals(2, wav.frames());
    assertEquals(4, wav.declaredFrames());
    assertTrue(wav.isTruncated());
    assertArrayEquals(Arrays.copyOf(FOUR_READ, 2), samples());
  }

  @ParameterizedTest
  @CsvSource({"36, 0", "0, 0", "4294967295, 4294967295", "4294967295, 0", "36, 4294967295"})
  void readsAStreamWhoseSizesWereNeverFilledIn(long riffSize, long dataSize) throws Exception {
    WavFile wav =
        read(
            WavBytes.of("RIFF", riffSize)
                .format(1, 1, 8000, 16)
                .chunk("data", dataSize, FOUR)
                .toArray());
    assertEquals(4, wav.frames());
    assertEquals(-1, wav.declaredFrames());
    assertFalse(wav.isTruncated());
    assertArrayEquals(FOUR_READ, samples());
  }

  @Test
  void takesAnEmptyRecordingThatIsFollowedByOtherChunksForEmpty() throws Exception {
    WavFile wav =
        read(
            WavBytes.of("RIFF", 56)
                .format(1, 1, 8000, 16)
                .chunk("data", new byte[0])
                .chunk("LIST", new byte[12])
                .toArray());
    assertEquals(0, wav.frames());
    assertArrayEquals(new float[0], samples());
  }

  @Test
  void stopsAtTheEndOfTheDataChunk() throws Exception {
    WavFile wav =
        read(
            WavBytes.of("RIFF", 1000)
                .format(1, 1, 8000, 16)
                .chunk("data", FOUR)
                .chunk("LIST", new byte[12])
                .toArray());
    assertEquals(4, wav.frames());
  }

  @ParameterizedTest
  @ValueSource(strings = {"RF64", "BW64"})
  void reads64BitSizes(String id) throws Exception {
    byte[] sizes = new WavBytes().number(80, 8).number(8, 8).number(4, 8).number(0, 4).toArray();
    WavFile wav =
        read(
            WavBytes.of(id, 0xFFFF_FFFFL)
                .chunk("ds64", sizes)
                .format(1, 1, 8000, 16)
                .chunk("data", 0xFFFF_FFFFL, FOUR)
                .chunk("LIST", new byte[12])
                .toArray());
    assertEquals(4, wav.frames());
    assertEquals(4, wav.declaredFrames());
    assertArrayEquals(FOUR_READ, samples());
  }

  @Test
  void readsBeyondFourGibibytes() throws Exception {
    long size = 5L << 30;
    byte[] sizes =
        new WavBytes()
            .number(size + 72, 8)
            .number(size, 8)
            .number(size / 2, 8)
            .number(0, 4)
            .toArray();
    byte[] head =
        WavBytes.of("RF64", 0xFFFF_FFFFL)
            .chunk("ds64", sizes)
            .format(1, 1, 8000, 16)
            .chunk("data", 0xFFFF_FFFFL, new byte[0])
            .toArray();
    Path path = folder.resolve("sparse.wav");
    try (FileChannel file =
        FileChannel.open(
            path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      file.write(ByteBuffer.wrap(head));
      file.write(ByteBuffer.wrap(FOUR), head.length + size - FOUR.length);
      WavFile wav = WavHeaderReader.read(file, "sparse.wav");
      assertEquals(size / 2, wav.frames());
      assertEquals(head.length, wav.dataStart());
    }
  }

  @Test
  void readsTheChannelMask() throws Exception {
    int mask = 0b100_0011;
    WavFile wav =
        read(
            WavBytes.of("RIFF", 68)
                .extensible(1, 4, 48_000, 16, 16, mask)
                .chunk("data", FOUR)
                .toArray());
    assertEquals(
        List.of(
            Channel.FRONT_LEFT,
            Channel.FRONT_RIGHT,
            Channel.FRONT_LEFT_OF_CENTER,
            Channel.DISCRETE),
        wav.layout().channels());
    assertEquals(mask, ChannelMask.of(new ChannelLayout(wav.layout().channels().subList(0, 3))));
  }

  @ParameterizedTest
  @CsvSource({
    "1, 8, 8, PCM8",
    "1, 16, 12, PCM16",
    "1, 24, 20, PCM24",
    "1, 32, 24, PCM32",
    "3, 32, 32, FLOAT32",
    "3, 64, 64, FLOAT64"
  })
  void readsExtensibleFormats(int tag, int bits, int validBits, SampleFormat expected)
      throws Exception {
    WavFile wav =
        read(
            WavBytes.of("RIFF", 68)
                .extensible(tag, 1, 48_000, bits, validBits, 0)
                .chunk("data", FOUR)
                .toArray());
    assertEquals(expected, wav.format());
    assertEquals(FOUR.length * 8 / bits, wav.frames());
  }

  @Test
  void refusesSubtypesThatWrapNoFormatTag() {
    byte[] file =
        WavBytes.of("RIFF", 68).extensible(1, 1, 48_000, 16, 16, 0).chunk("data", FOUR).toArray();
    file[20 + 39] = 0;
    assertTrue(refusal(file).contains("has samples of an unknown subtype"));
  }

  @Test
  void refusesWhatIsNoWavFile() {
    assertEquals(
        "file 'a.wav' is only 0 bytes long and no WAV file; convert it to WAV with sox or ffmpeg",
        refusal(new byte[0]));
    assertEquals(
        "file 'a.wav' is no WAV file; convert it to WAV with sox or ffmpeg",
        refusal("ID3 something that is no WAV".getBytes(StandardCharsets.US_ASCII)));
  }

  @Test
  void refusesAHeaderWithoutFormatOrSamples() {
    assertTrue(
        refusal(WavBytes.of("RIFF", 12).chunk("data", FOUR).toArray()).contains("no 'fmt ' chunk"));
    assertTrue(
        refusal(WavBytes.of("RIFF", 28).format(1, 1, 8000, 16).toArray())
            .contains("no 'data' chunk"));
    assertTrue(
        refusal(WavBytes.of("RIFF", 28).chunk("fmt ", new byte[14]).chunk("data", FOUR).toArray())
            .contains("'fmt ' chunk of 14 bytes"));
  }

  @ParameterizedTest
  @CsvSource({
    "2, 1, 8000, 4, 1, encoding 0x0002",
    "7, 1, 8000, 8, 1, encoding 0x0007",
    "1, 1, 8000, 64, 8, encoding 0x0001 with 64 bits",
    "3, 1, 8000, 16, 2, encoding 0x0003 with 16 bits",
    "1, 0, 8000, 16, 0, has 0 channels",
    "1, 1025, 8000, 16, 2050, has 1025 channels",
    "1, 1, 0, 16, 2, a rate of 0 Hz",
    "1, 1, 4000000000, 16, 2, a rate of 4000000000 Hz",
    "1, 2, 8000, 16, 3, '3 bytes a frame, which do not fit 2 channels of 16 bits'",
    "1, 1, 8000, 0, 0, encoding 0x0001 with 0 bits"
  })
  void refusesFormatsThatItDoesNotRead(
      int tag, int channels, long rate, int bits, int frameBytes, String why) {
    String sentence =
        refusal(
            WavBytes.of("RIFF", 44)
                .format(tag, channels, rate, bits, frameBytes)
                .chunk("data", FOUR)
                .toArray());
    assertTrue(sentence.contains(why), sentence);
    assertTrue(sentence.startsWith("file 'a.wav' "), sentence);
    assertTrue(sentence.endsWith("; convert it to WAV with sox or ffmpeg"), sentence);
  }

  @Test
  void givesUpOnAnEndlessRowOfChunks() {
    WavBytes bytes = WavBytes.of("RIFF", 0);
    for (int i = 0; i < 10_001; i++) {
      bytes.chunk("junk", new byte[0]);
    }
    assertTrue(refusal(bytes.toArray()).contains("more than 10000 chunks"));
  }
}
