// SPDX-License-Identifier: Apache-2.0
package org.tactus.device.file.internal;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Builds WAV files chunk by chunk, also such as no writer should make. */
final class WavBytes {

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  /** A file with these first four letters and size field. */
  static WavBytes of(String id, long size) {
    return new WavBytes().text(id).number(size, 4).text("WAVE");
  }

  WavBytes text(String text) {
    bytes.writeBytes(text.getBytes(StandardCharsets.ISO_8859_1));
    return this;
  }

  WavBytes number(long value, int length) {
    for (int i = 0; i < length; i++) {
      bytes.write((int) (value >>> (8 * i)));
    }
    return this;
  }

  WavBytes raw(byte[] content) {
    bytes.writeBytes(content);
    return this;
  }

  /** A chunk with its padding. */
  WavBytes chunk(String id, byte[] content) {
    return chunk(id, content.length, content).number(0, content.length & 1);
  }

  /** A chunk whose size field may lie; without padding. */
  WavBytes chunk(String id, long size, byte[] content) {
    return text(id).number(size, 4).raw(content);
  }

  /** A chunk of 16 bytes that describes samples. */
  WavBytes format(int tag, int channels, long rate, int bits) {
    return format(tag, channels, rate, bits, channels * ((bits + 7) / 8));
  }

  WavBytes format(int tag, int channels, long rate, int bits, int frameBytes) {
    return text("fmt ")
        .number(16, 4)
        .number(tag, 2)
        .number(channels, 2)
        .number(rate, 4)
        .number(rate * frameBytes, 4)
        .number(frameBytes, 2)
        .number(bits, 2);
  }

  /** The chunk of WAVEFORMATEXTENSIBLE. */
  WavBytes extensible(int tag, int channels, long rate, int bits, int validBits, int mask) {
    int frameBytes = channels * bits / 8;
    return text("fmt ")
        .number(40, 4)
        .number(0xFFFE, 2)
        .number(channels, 2)
        .number(rate, 4)
        .number(rate * frameBytes, 4)
        .number(frameBytes, 2)
        .number(bits, 2)
        .number(22, 2)
        .number(validBits, 2)
        .number(mask, 4)
        .number(tag, 2)
        .raw(new byte[] {0, 0, 0, 0, 0x10, 0, (byte) 0x80, 0, 0, (byte) 0xAA, 0, 0x38, (byte) 0x9B})
        .number(0x71, 1);
  }

  /** 16-bit samples. */
  static byte[] samples(int... values) {
    ByteBuffer samples =
        ByteBuffer.allocate(values.length * Short.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    for (int value : values) {
      samples.putShort((short) value);
    }
    return samples.array();
  }

  byte[] toArray() {
    return bytes.toByteArray();
  }
}
