// SPDX-License-Identifier: Apache-2.0
package org.tactus.device.file.internal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import org.tactus.api.audio.ChannelLayout;

/**
 * Writes a WAV file that is valid from its first byte on: the sizes in the header never promise
 * more than the file holds. A file that outgrows the 32-bit sizes of RIFF becomes RF64 (EBU Tech
 * 3306) in a chunk that was reserved for it. One thread at a time.
 */
final class WavFileWriter {

  /** The largest size that a RIFF header can hold; all ones would mean that it is unknown. */
  static final long MAXIMUM_RIFF = 0xFFFF_FFFEL;

  private static final int DS64_BYTES = 28;
  private static final int UNKNOWN_SIZE = 0xFFFF_FFFF;
  private static final int PLAIN_FORMAT_BYTES = 16;
  private static final int COUNTED_FORMAT_BYTES = 18;
  private static final int EXTENSIBLE_FORMAT_BYTES = 40;
  private static final int EXTENSION_BYTES = 22;
  private static final short PCM = 1;
  private static final short IEEE_FLOAT = 3;
  private static final short EXTENSIBLE = (short) 0xFFFE;

  private final FileChannel file;
  private final SampleFormat format;
  private final int rate;
  private final ChannelLayout layout;
  private final long maximumRiff;
  private final int frameBytes;
  private final ByteBuffer header = ByteBuffer.allocateDirect(160).order(ByteOrder.LITTLE_ENDIAN);
  private final ByteBuffer padding = ByteBuffer.allocateDirect(1);
  private int headerBytes;
  private long dataBytes;

  /**
   * Describes a file.
   *
   * @param maximumRiff the size up to which it stays RIFF
   */
  WavFileWriter(
      FileChannel file, SampleFormat format, int rate, ChannelLayout layout, long maximumRiff) {
    this.file = file;
    this.format = format;
    this.rate = rate;
    this.layout = layout;
    this.maximumRiff = maximumRiff;
    this.frameBytes = layout.count() * format.bytes();
  }

  /** Empties the file and writes the header of an empty recording. */
  void begin() throws IOException {
    file.truncate(0);
    dataBytes = 0;
    writeHeader();
  }

  /**
   * Goes on behind the frames that a file of this format has.
   *
   * @param there what its header says
   * @return false if the file is of another format
   */
  boolean resume(WavFile there) {
    buildHeader(0, 0);
    if (there.rate() != rate
        || !there.layout().equals(layout)
        || there.format() != format
        || there.dataStart() != header.remaining()) {
      return false;
    }
    headerBytes = header.remaining();
    dataBytes = there.frames() * frameBytes;
    return true;
  }

  /** Appends bytes of samples. The header does not know of them before {@link #commit}. */
  void write(ByteBuffer samples) throws IOException {
    while (samples.hasRemaining()) {
      dataBytes += file.write(samples, headerBytes + dataBytes);
    }
  }

  /** Brings the samples to the disk and then lets the header promise them. */
  void commit() throws IOException {
    file.force(false);
    promise();
  }

  /** Brings everything to the disk, the header too. */
  void finish() throws IOException {
    commit();
    file.force(true);
  }

  /** Lets the header promise what was written, as far as the frames are whole. */
  void promise() throws IOException {
    if (wholeFrames() * frameBytes % 2 != 0) {
      padding.clear();
      while (padding.hasRemaining()) {
        file.write(padding, headerBytes + wholeFrames() * frameBytes);
      }
    }
    writeHeader();
  }

  private long wholeFrames() {
    return dataBytes / frameBytes;
  }

  private void writeHeader() throws IOException {
    long frames = wholeFrames();
    long size = frames * frameBytes;
    buildHeader(frames, size);
    headerBytes = header.remaining();
    int position = 0;
    while (header.hasRemaining()) {
      position += file.write(header, position);
    }
  }

  private void buildHeader(long frames, long size) {
    boolean isExtensible = layout.count() > 2 || (!format.isFloat() && format.bits() > Short.SIZE);
    int formatBytes =
        isExtensible
            ? EXTENSIBLE_FORMAT_BYTES
            : format.isFloat() ? COUNTED_FORMAT_BYTES : PLAIN_FORMAT_BYTES;
    int factBytes = format.isFloat() ? 12 : 0;
    long riffSize = 4 + 8 + DS64_BYTES + 8 + formatBytes + factBytes + 8 + size + (size & 1);
    boolean is64 = riffSize > maximumRiff;
    header.clear();
    id(is64 ? "RF64" : "RIFF").putInt(is64 ? UNKNOWN_SIZE : (int) riffSize);
    id("WAVE");
    id(is64 ? "ds64" : "JUNK").putInt(DS64_BYTES);
    header.putLong(is64 ? riffSize : 0).putLong(is64 ? size : 0).putLong(is64 ? frames : 0);
    header.putInt(0);
    id("fmt ").putInt(formatBytes);
    short tag = format.isFloat() ? IEEE_FLOAT : PCM;
    header.putShort(isExtensible ? EXTENSIBLE : tag).putShort((short) layout.count());
    header.putInt(rate).putInt(rate * frameBytes);
    header.putShort((short) frameBytes).putShort((short) format.bits());
    if (isExtensible) {
      header.putShort((short) EXTENSION_BYTES).putShort((short) format.bits());
      header.putInt(ChannelMask.of(layout));
      header.putLong((WavHeaderReader.SUBTYPE_HIGH << Short.SIZE) | tag);
      header.putLong(WavHeaderReader.SUBTYPE_LOW);
    } else if (format.isFloat()) {
      header.putShort((short) 0);
    }
    if (format.isFloat()) {
      id("fact").putInt(4).putInt(is64 ? UNKNOWN_SIZE : (int) frames);
    }
    id("data").putInt(is64 ? UNKNOWN_SIZE : (int) size);
    header.flip();
  }

  private ByteBuffer id(String id) {
    return header.put(id.getBytes(StandardCharsets.ISO_8859_1));
  }
}
