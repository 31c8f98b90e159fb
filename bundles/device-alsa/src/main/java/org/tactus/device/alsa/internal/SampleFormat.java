// SPDX-License-Identifier: Apache-2.0
package org.tactus.device.alsa.internal;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import java.lang.foreign.MemorySegment;

/**
 * The sample formats that an end can move, best first. Numbers are those of {@code
 * snd_pcm_format_t} and little-endian, as 64-bit Linux on x86-64 and aarch64 is. A whole number of
 * b bits is the float times 2^(b-1), rounded to the nearest and held within its range, so that a
 * sample which came from b bits leaves with the same b bits.
 */
enum SampleFormat {
  FLOAT("float", 14, 4) {
    @Override
    void write(MemorySegment from, long frame, int frames, long to, long step) {
      for (int i = 0; i < frames; i++) {
        MEMORY.set(JAVA_FLOAT_UNALIGNED, to + i * step, from.getAtIndex(JAVA_FLOAT, frame + i));
      }
    }

    @Override
    void read(long from, long step, MemorySegment to, long frame, int frames) {
      for (int i = 0; i < frames; i++) {
        to.setAtIndex(JAVA_FLOAT, frame + i, MEMORY.get(JAVA_FLOAT_UNALIGNED, from + i * step));
      }
    }
  },
  S32("s32", 10, 4) {
    @Override
    void write(MemorySegment from, long frame, int frames, long to, long step) {
      for (int i = 0; i < frames; i++) {
        MEMORY.set(
            JAVA_INT_UNALIGNED,
            to + i * step,
            Math.round(from.getAtIndex(JAVA_FLOAT, frame + i) * 0x1p31f));
      }
    }

    @Override
    void read(long from, long step, MemorySegment to, long frame, int frames) {
      for (int i = 0; i < frames; i++) {
        to.setAtIndex(
            JAVA_FLOAT, frame + i, MEMORY.get(JAVA_INT_UNALIGNED, from + i * step) * 0x1p-31f);
      }
    }
  },
  S24("s24", 6, 4) {
    @Override
    void write(MemorySegment from, long frame, int frames, long to, long step) {
      for (int i = 0; i < frames; i++) {
        MEMORY.set(
            JAVA_INT_UNALIGNED, to + i * step, toS24(from.getAtIndex(JAVA_FLOAT, frame + i)));
      }
    }

    @Override
    void read(long from, long step, MemorySegment to, long frame, int frames) {
      for (int i = 0; i < frames; i++) {
        // The top byte is undefined.
        int value = MEMORY.get(JAVA_INT_UNALIGNED, from + i * step) << 8;
        to.setAtIndex(JAVA_FLOAT, frame + i, value * 0x1p-31f);
      }
    }
  },
  S24_3LE("s24_3le", 32, 3) {
    @Override
    void write(MemorySegment from, long frame, int frames, long to, long step) {
      for (int i = 0; i < frames; i++) {
        int value = toS24(from.getAtIndex(JAVA_FLOAT, frame + i));
        long address = to + i * step;
        MEMORY.set(JAVA_SHORT_UNALIGNED, address, (short) value);
        MEMORY.set(JAVA_BYTE, address + 2, (byte) (value >> 16));
      }
    }

    @Override
    void read(long from, long step, MemorySegment to, long frame, int frames) {
      for (int i = 0; i < frames; i++) {
        long address = from + i * step;
        int value =
            (MEMORY.get(JAVA_SHORT_UNALIGNED, address) & 0xFFFF)
                | MEMORY.get(JAVA_BYTE, address + 2) << 16;
        to.setAtIndex(JAVA_FLOAT, frame + i, value * 0x1p-23f);
      }
    }
  },
  S16("s16", 2, 2) {
    @Override
    void write(MemorySegment from, long frame, int frames, long to, long step) {
      for (int i = 0; i < frames; i++) {
        int value = Math.round(from.getAtIndex(JAVA_FLOAT, frame + i) * 0x1p15f);
        MEMORY.set(JAVA_SHORT_UNALIGNED, to + i * step, (short) Math.clamp(value, -0x8000, 0x7FFF));
      }
    }

    @Override
    void read(long from, long step, MemorySegment to, long frame, int frames) {
      for (int i = 0; i < frames; i++) {
        to.setAtIndex(
            JAVA_FLOAT, frame + i, MEMORY.get(JAVA_SHORT_UNALIGNED, from + i * step) * 0x1p-15f);
      }
    }
  };

  /** All memory, so that the cycle reaches an address of libasound's without making a segment. */
  private static final MemorySegment MEMORY = MemorySegment.NULL.reinterpret(Long.MAX_VALUE);

  /** The word in the notation. */
  final String word;

  /** The value of {@code snd_pcm_format_t}. */
  final int number;

  final int bytes;

  SampleFormat(String word, int number, int bytes) {
    this.word = word;
    this.number = number;
    this.bytes = bytes;
  }

  /**
   * Converts frames of one channel. Cycle thread; allocates nothing.
   *
   * @param from samples of the channel, with the first one at {@code frame}
   * @param to address of the first sample
   * @param step bytes from one sample to the next
   */
  abstract void write(MemorySegment from, long frame, int frames, long to, long step);

  /** The other way round. */
  abstract void read(long from, long step, MemorySegment to, long frame, int frames);

  /** Writes zeros, which are silence in every format. */
  final void silence(int frames, long to, long step) {
    for (int i = 0; i < frames; i++) {
      for (int b = 0; b < bytes; b++) {
        MEMORY.set(JAVA_BYTE, to + i * step + b, (byte) 0);
      }
    }
  }

  private static int toS24(float sample) {
    return Math.clamp(Math.round(sample * 0x1p23f), -0x800000, 0x7FFFFF);
  }
}
