// SPDX-License-Identifier: Apache-2.0
package org.tactus.ring;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;

/**
 * Where things are in a ring's memory: byte offsets, native byte order. A program in another
 * language that maps the memory needs nothing else.
 *
 * <p>What the writer stores and what the reader stores are {@value #LINE} bytes apart, two cache
 * lines, because x86 processors fetch lines in pairs (Intel 64 and IA-32 Architectures Optimization
 * Reference Manual, "Data Prefetching").
 */
public final class RingLayout {

  /**
   * The alignment, in bytes, that a ring's memory must have: a cache line of x86-64 and most
   * aarch64 processors.
   */
  public static final int ALIGNMENT = 64;

  /** Bytes between areas with different owners. */
  public static final int LINE = 128;

  /**
   * {@code long}: {@link #MAGIC_VALUE}, stored last and with release semantics when the ring is
   * made.
   */
  public static final long MAGIC = 0;

  /** {@code int}: {@link #VERSION_VALUE}. */
  public static final long VERSION = 8;

  /** {@code int}: {@link #SAMPLES} or {@link #MESSAGES}. */
  public static final long KIND = 12;

  /** {@code int}: channels of a sample ring, bytes of a message. */
  public static final long WIDTH = 16;

  /** {@code int}: frames or messages that fit, a power of two. */
  public static final long CAPACITY = 20;

  /** {@code long}: bytes from one channel, or one message, to the next. */
  public static final long STRIDE = 24;

  /** {@code long}, the writer's: frames or messages ever written. */
  public static final long WRITTEN = LINE;

  /** {@code long}, the writer's own: the last {@link #READ} that it saw. */
  public static final long READ_SEEN = LINE + 8;

  /** {@code long}, the writer's: writes that found too little space. */
  public static final long OVERRUNS = LINE + 16;

  /** {@code long}, the reader's: frames or messages ever read. */
  public static final long READ = 2 * LINE;

  /** {@code long}, the reader's own: the last {@link #WRITTEN} that it saw. */
  public static final long WRITTEN_SEEN = 2 * LINE + 8;

  /** {@code long}, the reader's: reads of samples that found too few. */
  public static final long UNDERRUNS = 2 * LINE + 16;

  /** The first channel or message. */
  public static final long DATA = 3 * LINE;

  /** "TactRing" in ASCII, the first letter in the highest byte. */
  public static final long MAGIC_VALUE = 0x5461_6374_5269_6E67L;

  /** The version of this layout. */
  public static final int VERSION_VALUE = 1;

  /**
   * The kind of a {@link SampleRing}: planar 32-bit float, one area of {@link #STRIDE} bytes for
   * each channel.
   */
  public static final int SAMPLES = 1;

  /** The kind of a {@link MessageRing}: one area of {@link #STRIDE} bytes for each message. */
  public static final int MESSAGES = 2;

  private static final int LARGEST_CAPACITY = 1 << 30;
  private static final VarHandle LONG = ValueLayout.JAVA_LONG.varHandle();

  private RingLayout() {}

  static int capacity(int atLeast, String unit) {
    if (atLeast < 1 || atLeast > LARGEST_CAPACITY) {
      throw new IllegalArgumentException(
          "A ring of " + atLeast + " " + unit + ": it holds 1 to " + LARGEST_CAPACITY + ".");
    }
    return atLeast == 1 ? 1 : Integer.highestOneBit(atLeast - 1) << 1;
  }

  static long align(long bytes, int alignment) {
    return (bytes + alignment - 1) & -alignment;
  }

  static MemorySegment create(
      MemorySegment memory, int kind, int width, int capacity, long stride, long bytes) {
    MemorySegment ring = checked(memory, bytes);
    putLong(ring, MAGIC, 0);
    ring.asSlice(0, bytes).fill((byte) 0);
    ring.set(ValueLayout.JAVA_INT, VERSION, VERSION_VALUE);
    ring.set(ValueLayout.JAVA_INT, KIND, kind);
    ring.set(ValueLayout.JAVA_INT, WIDTH, width);
    ring.set(ValueLayout.JAVA_INT, CAPACITY, capacity);
    ring.set(ValueLayout.JAVA_LONG, STRIDE, stride);
    putLong(ring, MAGIC, MAGIC_VALUE);
    return ring.asSlice(0, bytes);
  }

  static MemorySegment attach(MemorySegment memory, int kind) {
    MemorySegment ring = checked(memory, DATA);
    if (getLong(ring, MAGIC) != MAGIC_VALUE) {
      throw new IllegalArgumentException("The memory holds no ring: create one first.");
    }
    int version = ring.get(ValueLayout.JAVA_INT, VERSION);
    if (version != VERSION_VALUE) {
      throw new IllegalArgumentException(
          "The ring has layout version " + version + ": this bundle knows " + VERSION_VALUE + ".");
    }
    int found = ring.get(ValueLayout.JAVA_INT, KIND);
    if (found != kind) {
      throw new IllegalArgumentException(
          "The ring is of kind " + found + ", not " + kind + ": attach the class that made it.");
    }
    return ring;
  }

  /**
   * Compares the header that another process wrote with the one that its width and capacity lead
   * to.
   */
  static MemorySegment attached(MemorySegment ring, int capacity, long stride, long bytes) {
    if (ring.get(ValueLayout.JAVA_INT, CAPACITY) != capacity
        || ring.get(ValueLayout.JAVA_LONG, STRIDE) != stride) {
      throw new IllegalArgumentException("The ring's header contradicts itself: create it again.");
    }
    return checked(ring, bytes).asSlice(0, bytes);
  }

  private static MemorySegment checked(MemorySegment memory, long bytes) {
    if (!memory.isNative() || memory.isReadOnly() || memory.address() % ALIGNMENT != 0) {
      throw new IllegalArgumentException(
          "A ring needs writable native memory aligned to "
              + ALIGNMENT
              + " bytes: take it from an arena.");
    }
    if (memory.byteSize() < bytes) {
      throw new IllegalArgumentException(
          "The ring needs "
              + bytes
              + " bytes and was given "
              + memory.byteSize()
              + ": ask bytes() first.");
    }
    return memory;
  }

  static long getLong(MemorySegment ring, long offset) {
    return (long) LONG.getAcquire(ring, offset);
  }

  static void putLong(MemorySegment ring, long offset, long value) {
    LONG.setRelease(ring, offset, value);
  }

  /** A value that only the calling side stores. */
  static long getOwn(MemorySegment ring, long offset) {
    return (long) LONG.get(ring, offset);
  }

  /** A value that only the calling side loads. */
  static void putOwn(MemorySegment ring, long offset, long value) {
    LONG.set(ring, offset, value);
  }

  static int clamp(long count, int capacity) {
    return (int) Math.max(0, Math.min(count, capacity));
  }

  /** The writer's: places free, looked up again if those known of are fewer than {@code wanted}. */
  static int space(MemorySegment ring, int capacity, long written, int wanted) {
    int space = clamp(capacity - (written - getOwn(ring, READ_SEEN)), capacity);
    if (space < wanted) {
      long read = getLong(ring, READ);
      putOwn(ring, READ_SEEN, read);
      space = clamp(capacity - (written - read), capacity);
    }
    return space;
  }

  /**
   * The reader's: places filled, looked up again if those known of are fewer than {@code wanted}.
   */
  static int available(MemorySegment ring, int capacity, long read, int wanted) {
    int available = clamp(getOwn(ring, WRITTEN_SEEN) - read, capacity);
    if (available < wanted) {
      long written = getLong(ring, WRITTEN);
      putOwn(ring, WRITTEN_SEEN, written);
      available = clamp(written - read, capacity);
    }
    return available;
  }

  /**
   * Any thread's: {@code READ} first, so that what is written meanwhile does not make the
   * difference negative.
   */
  static int fill(MemorySegment ring, int capacity) {
    long read = getLong(ring, READ);
    return clamp(getLong(ring, WRITTEN) - read, capacity);
  }

  static void count(MemorySegment ring, long counter) {
    putLong(ring, counter, getOwn(ring, counter) + 1);
  }
}
