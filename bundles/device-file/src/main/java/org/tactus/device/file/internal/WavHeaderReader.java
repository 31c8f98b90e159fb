// SPDX-License-Identifier: Apache-2.0
package org.tactus.device.file.internal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import org.tactus.api.RefusedException;
import org.tactus.api.audio.ChannelLayout;

/**
 * Reads the headers of WAV files: RIFF/WAVE (Microsoft and IBM, "Multimedia Programming Interface
 * and Data Specifications 1.0", 1991; Microsoft, "Multiple Channel Audio Data and WAVE Files",
 * 2007) and RF64/BW64 (EBU Tech 3306; ITU-R BS.2088). Chunks may come in any order. A data chunk
 * that is longer than the file, or whose writer never filled in its size, is read as far as the
 * file goes. Any bytes lead to a description or to a refusal, in bounded time and memory.
 */
final class WavHeaderReader {

  static final int MINIMUM_RATE = 1_000;
  static final int MAXIMUM_RATE = 1_536_000;

  private static final int MAXIMUM_CHUNKS = 10_000;
  private static final long UNKNOWN_SIZE = 0xFFFF_FFFFL;
  private static final int FORMAT_BYTES = 40;
  private static final int PLAIN_FORMAT_BYTES = 16;
  private static final int DS64_BYTES = 24;
  private static final int PCM = 0x0001;
  private static final int IEEE_FLOAT = 0x0003;
  private static final int EXTENSIBLE = 0xFFFE;

  /** The end of every KSDATAFORMAT_SUBTYPE that wraps a format tag. */
  static final long SUBTYPE_HIGH = 0x0010_0000_0000L;

  static final long SUBTYPE_LOW = 0x719B_3800_AA00_0080L;

  /** The same of the B-Format subtypes of M. Leese's Ambisonic file format. */
  private static final long AMBISONIC_HIGH = 0x11D3_0721_0000L;

  private static final long AMBISONIC_LOW = 0x0000_00CA_C1C8_4486L;

  private final FileChannel file;
  private final String name;
  private final ByteBuffer buffer =
      ByteBuffer.allocate(FORMAT_BYTES).order(ByteOrder.LITTLE_ENDIAN);
  private final long fileSize;
  private long riffEnd;
  private long size64 = -1;
  private long dataStart = -1;
  private long dataSize;
  private boolean isSizeKnown;
  private SampleFormat format;
  private int rate;
  private ChannelLayout layout;

  private WavHeaderReader(FileChannel file, String name) throws IOException {
    this.file = file;
    this.name = name;
    this.fileSize = file.size();
  }

  /**
   * Reads a header.
   *
   * @param name of the file in a refusal
   * @throws RefusedException if it is no WAV file that Tactus reads
   * @throws IOException if the file cannot be read
   */
  static WavFile read(FileChannel file, String name) throws IOException, RefusedException {
    return new WavHeaderReader(file, name).read();
  }

  private WavFile read() throws IOException, RefusedException {
    boolean is64 = readRiff();
    long position = 12;
    for (int chunk = 0; format == null || dataStart < 0; chunk++) {
      if (chunk == MAXIMUM_CHUNKS) {
        throw refused("has more than " + MAXIMUM_CHUNKS + " chunks before its samples");
      }
      if (!fill(position, 8)) {
        break;
      }
      String id = text(0);
      long size = buffer.getInt(4) & 0xFFFF_FFFFL;
      long start = position + 8;
      switch (id) {
        case "fmt " -> {
          if (format == null) {
            readFormat(start, size);
          }
        }
        case "data" -> {
          if (dataStart < 0) {
            size = readData(start, size, is64);
          }
        }
        case "ds64" -> {
          if (is64 && size >= DS64_BYTES && fill(start, DS64_BYTES)) {
            size64 = buffer.getLong(8);
          }
        }
        default -> {}
      }
      if (size > fileSize - start) {
        break;
      }
      position = start + size + (size & 1);
    }
    if (format == null) {
      throw refused("has no 'fmt ' chunk");
    }
    if (dataStart < 0) {
      throw refused("has no 'data' chunk");
    }
    int frameBytes = layout.count() * format.bytes();
    long present = Math.max(0, fileSize - dataStart);
    return new WavFile(
        format,
        rate,
        layout,
        dataStart,
        (isSizeKnown ? Math.min(dataSize, present) : present) / frameBytes,
        isSizeKnown ? dataSize / frameBytes : -1);
  }

  private boolean readRiff() throws IOException, RefusedException {
    if (!fill(0, 12)) {
      throw refused("is only " + fileSize + " bytes long and no WAV file");
    }
    String id = text(0);
    if (!text(8).equals("WAVE") || !(id.equals("RIFF") || id.equals("RF64") || id.equals("BW64"))) {
      throw refused("is no WAV file");
    }
    long size = buffer.getInt(4) & 0xFFFF_FFFFL;
    riffEnd = size == UNKNOWN_SIZE ? 0 : 8 + size;
    return !id.equals("RIFF");
  }

  private long readData(long start, long size, boolean is64) {
    dataStart = start;
    long declared = is64 && size == UNKNOWN_SIZE && size64 >= 0 ? size64 : size;
    boolean neverFilledIn =
        (size == UNKNOWN_SIZE && !(is64 && size64 >= 0)) || (declared == 0 && riffEnd <= start);
    isSizeKnown = !neverFilledIn;
    dataSize = neverFilledIn ? Long.MAX_VALUE : declared;
    return dataSize;
  }

  private void readFormat(long start, long size) throws IOException, RefusedException {
    int length = (int) Math.min(size, FORMAT_BYTES);
    if (length < PLAIN_FORMAT_BYTES || !fill(start, length)) {
      throw refused("has a 'fmt ' chunk of " + size + " bytes, which is cut short");
    }
    int tag = buffer.getShort(0) & 0xFFFF;
    int channels = buffer.getShort(2) & 0xFFFF;
    long framesPerSecond = buffer.getInt(4) & 0xFFFF_FFFFL;
    int frameBytes = buffer.getShort(12) & 0xFFFF;
    int bits = buffer.getShort(14) & 0xFFFF;
    int mask = 0;
    if (tag == EXTENSIBLE) {
      if (length < FORMAT_BYTES) {
        throw refused("has an extensible 'fmt ' chunk of " + size + " bytes instead of 40");
      }
      mask = buffer.getInt(20);
      tag = buffer.getShort(24) & 0xFFFF;
      long high = buffer.getLong(24) >>> 16;
      long low = buffer.getLong(32);
      if (!(high == SUBTYPE_HIGH && low == SUBTYPE_LOW)
          && !(high == AMBISONIC_HIGH && low == AMBISONIC_LOW)) {
        throw refused("has samples of an unknown subtype");
      }
    }
    if (channels < 1 || channels > ChannelLayout.MAXIMUM_CHANNELS) {
      throw refused(
          "has %d channels instead of 1 to %d".formatted(channels, ChannelLayout.MAXIMUM_CHANNELS));
    }
    if (framesPerSecond < MINIMUM_RATE || framesPerSecond > MAXIMUM_RATE) {
      throw refused(
          "has a rate of %d Hz instead of %d to %d"
              .formatted(framesPerSecond, MINIMUM_RATE, MAXIMUM_RATE));
    }
    SampleFormat samples = sampleFormat(tag, bits);
    if (frameBytes != channels * samples.bytes()) {
      throw refused(
          "has %d bytes a frame, which do not fit %d channels of %d bits"
              .formatted(frameBytes, channels, bits));
    }
    rate = (int) framesPerSecond;
    layout = ChannelMask.layout(mask, channels);
    format = samples;
  }

  private SampleFormat sampleFormat(int tag, int bits) throws RefusedException {
    if (tag == PCM && bits >= 1 && bits <= 32) {
      return switch ((bits + 7) / 8) {
        case 1 -> SampleFormat.PCM8;
        case 2 -> SampleFormat.PCM16;
        case 3 -> SampleFormat.PCM24;
        default -> SampleFormat.PCM32;
      };
    }
    if (tag == IEEE_FLOAT && bits == 32) {
      return SampleFormat.FLOAT32;
    }
    if (tag == IEEE_FLOAT && bits == 64) {
      return SampleFormat.FLOAT64;
    }
    throw refused(
        "has samples of encoding 0x%04X with %d bits instead of PCM or float".formatted(tag, bits));
  }

  private boolean fill(long position, int length) throws IOException {
    buffer.clear().limit(length);
    while (buffer.hasRemaining()) {
      if (file.read(buffer, position + buffer.position()) < 0) {
        return false;
      }
    }
    return true;
  }

  private String text(int offset) {
    return new String(buffer.array(), offset, 4, StandardCharsets.ISO_8859_1);
  }

  private RefusedException refused(String what) {
    return new RefusedException(
        "file '" + name + "' " + what + "; convert it to WAV with sox or ffmpeg");
  }
}
