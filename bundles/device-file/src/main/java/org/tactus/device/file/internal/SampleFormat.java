// SPDX-License-Identifier: Apache-2.0
package org.tactus.device.file.internal;

import java.nio.ByteBuffer;

/**
 * How a WAV file stores a sample. Integers map to floats by division by 2^(bits-1). The way back
 * multiplies, rounds to the nearest, ties to even, and saturates, as lrint and a clip do. Buffers
 * are little-endian. Stateless; any thread.
 */
enum SampleFormat {
  /** Unsigned, 128 is zero. */
  PCM8(1, 8, false) {
    @Override
    void decode(ByteBuffer source, float[] target, int samples) {
      for (int i = 0; i < samples; i++) {
        target[i] = ((source.get(i) & 0xFF) - 128) / 128f;
      }
    }

    @Override
    void encode(float[] source, ByteBuffer target, int samples) {
      for (int i = 0; i < samples; i++) {
        target.put(i, (byte) (saturate(source[i] * 0x1p7, Byte.MIN_VALUE, Byte.MAX_VALUE) + 128));
      }
    }
  },
  /** Signed. */
  PCM16(2, 16, false) {
    @Override
    void decode(ByteBuffer source, float[] target, int samples) {
      for (int i = 0; i < samples; i++) {
        target[i] = source.getShort(2 * i) / 32768f;
      }
    }

    @Override
    void encode(float[] source, ByteBuffer target, int samples) {
      for (int i = 0; i < samples; i++) {
        target.putShort(
            2 * i, (short) saturate(source[i] * 0x1p15, Short.MIN_VALUE, Short.MAX_VALUE));
      }
    }
  },
  /** Signed. */
  PCM24(3, 24, false) {
    @Override
    void decode(ByteBuffer source, float[] target, int samples) {
      for (int i = 0; i < samples; i++) {
        int low = source.getShort(3 * i) & 0xFFFF;
        target[i] = ((source.get(3 * i + 2) << 16) | low) / 8388608f;
      }
    }

    @Override
    void encode(float[] source, ByteBuffer target, int samples) {
      for (int i = 0; i < samples; i++) {
        int value = saturate(source[i] * 0x1p23, -(1 << 23), (1 << 23) - 1);
        target.putShort(3 * i, (short) value);
        target.put(3 * i + 2, (byte) (value >> 16));
      }
    }
  },
  /** Signed. */
  PCM32(4, 32, false) {
    @Override
    void decode(ByteBuffer source, float[] target, int samples) {
      for (int i = 0; i < samples; i++) {
        target[i] = (float) (source.getInt(4 * i) * 0x1p-31);
      }
    }

    @Override
    void encode(float[] source, ByteBuffer target, int samples) {
      for (int i = 0; i < samples; i++) {
        target.putInt(4 * i, saturate(source[i] * 0x1p31, Integer.MIN_VALUE, Integer.MAX_VALUE));
      }
    }
  },
  /** IEEE 754 single precision. */
  FLOAT32(4, 32, true) {
    @Override
    void decode(ByteBuffer source, float[] target, int samples) {
      for (int i = 0; i < samples; i++) {
        target[i] = source.getFloat(4 * i);
      }
    }

    @Override
    void encode(float[] source, ByteBuffer target, int samples) {
      for (int i = 0; i < samples; i++) {
        target.putFloat(4 * i, source[i]);
      }
    }
  },
  /** IEEE 754 double precision. */
  FLOAT64(8, 64, true) {
    @Override
    void decode(ByteBuffer source, float[] target, int samples) {
      for (int i = 0; i < samples; i++) {
        target[i] = (float) source.getDouble(8 * i);
      }
    }

    @Override
    void encode(float[] source, ByteBuffer target, int samples) {
      for (int i = 0; i < samples; i++) {
        target.putDouble(8 * i, source[i]);
      }
    }
  };

  private final int bytes;
  private final int bits;
  private final boolean isFloat;

  SampleFormat(int bytes, int bits, boolean isFloat) {
    this.bytes = bytes;
    this.bits = bits;
    this.isFloat = isFloat;
  }

  /** Bytes of a sample. */
  int bytes() {
    return bytes;
  }

  /** Bits of a sample. */
  int bits() {
    return bits;
  }

  /** Whether samples are floating-point numbers. */
  boolean isFloat() {
    return isFloat;
  }

  /**
   * Converts samples from the start of the buffer.
   *
   * @param samples how many, over all channels
   */
  abstract void decode(ByteBuffer source, float[] target, int samples);

  /**
   * Converts samples to the start of the buffer.
   *
   * @param samples how many, over all channels
   */
  abstract void encode(float[] source, ByteBuffer target, int samples);

  private static int saturate(double value, int minimum, int maximum) {
    return (int) Math.clamp(Math.rint(value), (double) minimum, (double) maximum);
  }
}
