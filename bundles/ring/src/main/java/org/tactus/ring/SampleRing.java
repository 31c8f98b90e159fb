// SPDX-License-Identifier: Apache-2.0
package org.tactus.ring;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * A ring of audio frames: planar 32-bit float, one writing and one reading thread. The package's
 * description says how the threads are ordered.
 *
 * <p>Blocks are arrays with one segment for each channel, as the engine makes them when a plan is
 * compiled; a position in them is a frame, 4 bytes wide in each segment. Frames that a segment has
 * no room for are not transferred.
 */
public final class SampleRing implements Ring {

  private static final int SAMPLE = Float.BYTES;

  private final MemorySegment memory;
  private final int channels;
  private final int capacity;
  private final int mask;
  private final long stride;

  private SampleRing(MemorySegment memory, int channels, int capacity) {
    this.memory = memory;
    this.channels = channels;
    this.capacity = capacity;
    this.mask = capacity - 1;
    this.stride = stride(capacity);
  }

  /**
   * The memory that a ring takes.
   *
   * @param channels 1 or more
   * @param frames what it is to hold at least; rounded up to a power of two
   * @return bytes
   * @throws IllegalArgumentException if there can be no such ring
   */
  public static long bytes(int channels, int frames) {
    if (channels < 1) {
      throw new IllegalArgumentException("A ring of " + channels + " channels: it has at least 1.");
    }
    return RingLayout.DATA + channels * stride(RingLayout.capacity(frames, "frames"));
  }

  /**
   * Makes an empty ring. Control thread, before either side uses it.
   *
   * @param memory native, aligned to {@link RingLayout#ALIGNMENT}, at least {@link #bytes} long; it
   *     must outlive the ring
   * @param channels 1 or more
   * @param frames what it is to hold at least; rounded up to a power of two
   * @return the ring
   * @throws IllegalArgumentException if the memory does not do
   */
  public static SampleRing create(MemorySegment memory, int channels, int frames) {
    long bytes = bytes(channels, frames);
    int capacity = RingLayout.capacity(frames, "frames");
    return new SampleRing(
        RingLayout.create(memory, RingLayout.SAMPLES, channels, capacity, stride(capacity), bytes),
        channels,
        capacity);
  }

  /**
   * Joins a ring that was made in the same memory, perhaps by another process. Control thread.
   *
   * @param memory as for {@link #create}
   * @return the ring
   * @throws IllegalArgumentException if there is no ring of samples of this layout version
   */
  public static SampleRing attach(MemorySegment memory) {
    MemorySegment ring = RingLayout.attach(memory, RingLayout.SAMPLES);
    int channels = ring.get(ValueLayout.JAVA_INT, RingLayout.WIDTH);
    int frames = ring.get(ValueLayout.JAVA_INT, RingLayout.CAPACITY);
    long bytes = bytes(channels, frames);
    int capacity = RingLayout.capacity(frames, "frames");
    return new SampleRing(
        RingLayout.attached(ring, capacity, stride(capacity), bytes), channels, capacity);
  }

  /**
   * One more line for each channel keeps powers of two apart, which would all fall on the same sets
   * of the cache.
   */
  private static long stride(int capacity) {
    return RingLayout.align((long) capacity * SAMPLE, RingLayout.ALIGNMENT) + RingLayout.ALIGNMENT;
  }

  /** The channels of every frame. */
  public int channels() {
    return channels;
  }

  /**
   * Writes frames, as many as there is space for. Writing thread.
   *
   * @param source one segment for each channel, or more
   * @param frame where to begin in them
   * @param frames how many
   * @return the frames written, 0 to {@code frames}; fewer is counted as an overrun
   */
  public int write(MemorySegment[] source, int frame, int frames) {
    int offered = held(source, frame, frames);
    long written = RingLayout.getOwn(memory, RingLayout.WRITTEN);
    int count = Math.min(offered, RingLayout.space(memory, capacity, written, offered));
    if (count < frames) {
      RingLayout.count(memory, RingLayout.OVERRUNS);
    }
    if (count > 0) {
      int position = (int) (written & mask);
      long head = (long) SAMPLE * Math.min(count, capacity - position);
      long tail = (long) SAMPLE * count - head;
      long from = (long) SAMPLE * frame;
      long start = RingLayout.DATA;
      for (int channel = 0; channel < channels; channel++) {
        MemorySegment.copy(source[channel], from, memory, start + (long) SAMPLE * position, head);
        if (tail > 0) {
          MemorySegment.copy(source[channel], from + head, memory, start, tail);
        }
        start += stride;
      }
      RingLayout.putLong(memory, RingLayout.WRITTEN, written + count);
    }
    return count;
  }

  /**
   * Reads frames, as many as there are. Reading thread.
   *
   * @param target one segment for each channel, or more
   * @param frame where to begin in them
   * @param frames how many
   * @return the frames read, 0 to {@code frames}; fewer is counted as an underrun, and the rest of
   *     the target is left as it was
   */
  public int read(MemorySegment[] target, int frame, int frames) {
    int wanted = held(target, frame, frames);
    long read = RingLayout.getOwn(memory, RingLayout.READ);
    int count = Math.min(wanted, RingLayout.available(memory, capacity, read, wanted));
    if (count < frames) {
      RingLayout.count(memory, RingLayout.UNDERRUNS);
    }
    if (count > 0) {
      int position = (int) (read & mask);
      long head = (long) SAMPLE * Math.min(count, capacity - position);
      long tail = (long) SAMPLE * count - head;
      long to = (long) SAMPLE * frame;
      long start = RingLayout.DATA;
      for (int channel = 0; channel < channels; channel++) {
        MemorySegment.copy(memory, start + (long) SAMPLE * position, target[channel], to, head);
        if (tail > 0) {
          MemorySegment.copy(memory, start, target[channel], to + head, tail);
        }
        start += stride;
      }
      RingLayout.putLong(memory, RingLayout.READ, read + count);
    }
    return count;
  }

  /**
   * Drops the oldest frames, as many as there are. Reading thread.
   *
   * @param frames how many
   * @return the frames dropped, 0 to {@code frames}
   */
  public int skip(int frames) {
    long read = RingLayout.getOwn(memory, RingLayout.READ);
    int count = RingLayout.clamp(frames, RingLayout.available(memory, capacity, read, frames));
    if (count > 0) {
      RingLayout.putLong(memory, RingLayout.READ, read + count);
    }
    return count;
  }

  /**
   * The frames that a read would find at least. Reading thread.
   *
   * @return 0 to {@link #capacity()}
   */
  public int available() {
    return RingLayout.available(
        memory, capacity, RingLayout.getOwn(memory, RingLayout.READ), capacity);
  }

  /**
   * The frames that a write would find space for at least. Writing thread.
   *
   * @return 0 to {@link #capacity()}
   */
  public int space() {
    return RingLayout.space(
        memory, capacity, RingLayout.getOwn(memory, RingLayout.WRITTEN), capacity);
  }

  /** The frames of {@code frames} from {@code frame} on that all channels of a block hold. */
  private int held(MemorySegment[] block, int frame, int frames) {
    if (block.length < channels || frame < 0) {
      return 0;
    }
    long held = frames;
    for (int channel = 0; channel < channels; channel++) {
      held = Math.min(held, block[channel].byteSize() / SAMPLE - frame);
    }
    return (int) Math.max(0, held);
  }

  @Override
  public int capacity() {
    return capacity;
  }

  @Override
  public int fill() {
    return RingLayout.fill(memory, capacity);
  }

  @Override
  public long written() {
    return RingLayout.getLong(memory, RingLayout.WRITTEN);
  }

  @Override
  public long read() {
    return RingLayout.getLong(memory, RingLayout.READ);
  }

  @Override
  public long overruns() {
    return RingLayout.getLong(memory, RingLayout.OVERRUNS);
  }

  @Override
  public long underruns() {
    return RingLayout.getLong(memory, RingLayout.UNDERRUNS);
  }
}
