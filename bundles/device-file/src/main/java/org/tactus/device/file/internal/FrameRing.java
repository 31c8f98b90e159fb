// SPDX-License-Identifier: Apache-2.0
package org.tactus.device.file.internal;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import java.lang.foreign.MemorySegment;
import java.util.concurrent.atomic.AtomicLong;
import org.tactus.api.RefusedException;
import org.tactus.api.audio.AudioBlock;
import org.tactus.api.node.Preparation;

/**
 * Planar float frames between a file thread and the cycle thread: one producer, one consumer, no
 * lock. Positions count frames from the start and never wrap. Copies allocate nothing.
 */
final class FrameRing {

  private static final int CHANNEL_ALIGNMENT = 64;

  /** A ring has at least two cache lines. */
  private static final int LINKED_BYTES = 2 * CHANNEL_ALIGNMENT;

  private final MemorySegment memory;
  private final int channels;
  private final int capacity;
  private final long stride;
  private final AtomicLong written = new AtomicLong();
  private final AtomicLong read = new AtomicLong();

  /** A ring in locked memory with room for {@code capacity} frames, 1 or more. */
  FrameRing(Preparation preparation, int channels, int capacity) throws RefusedException {
    this.channels = channels;
    this.capacity = capacity;
    this.stride = stride(capacity);
    this.memory = preparation.allocate(stride * channels, CHANNEL_ALIGNMENT);
    linkCopies(preparation.allocate(LINKED_BYTES, CHANNEL_ALIGNMENT));
  }

  /** The JDK copies short and long ranges, and such as overlap, with different code. */
  private void linkCopies(MemorySegment scratch) {
    for (long bytes = Float.BYTES; bytes <= LINKED_BYTES; bytes += Float.BYTES) {
      MemorySegment.copy(memory, 0, scratch, 0, bytes);
    }
  }

  /** The memory that a ring takes. */
  static long bytes(int channels, long capacity) {
    return stride(capacity) * channels;
  }

  /** Channels lie one more cache line apart, so that they do not compete for the same lines. */
  private static long stride(long capacity) {
    long bytes = capacity * Float.BYTES + CHANNEL_ALIGNMENT - 1;
    return bytes / CHANNEL_ALIGNMENT * CHANNEL_ALIGNMENT + CHANNEL_ALIGNMENT;
  }

  int capacity() {
    return capacity;
  }

  /** The position behind the last frame that was written. */
  long written() {
    return written.getAcquire();
  }

  /** The position of the next frame to be read. */
  long read() {
    return read.getAcquire();
  }

  /** The frames that the producer has room for. */
  int writable() {
    return (int) (capacity - (written.getPlain() - read.getAcquire()));
  }

  /** Empties the ring; only while neither side uses it. */
  void clear() {
    clearTo(0);
  }

  /** The same, to go on at a position. */
  void clearTo(long position) {
    written.setRelease(position);
    read.setRelease(position);
  }

  /** Producer: writes interleaved frames, at most {@link #writable()}, and publishes them. */
  void write(float[] interleaved, int frames) {
    long position = written.getPlain();
    for (int done = 0; done < frames; ) {
      int at = (int) ((position + done) % capacity);
      int span = Math.min(frames - done, capacity - at);
      for (int channel = 0; channel < channels; channel++) {
        long target = channel * stride + (long) at * Float.BYTES;
        for (int i = 0, source = done * channels + channel; i < span; i++, source += channels) {
          memory.set(JAVA_FLOAT, target + (long) i * Float.BYTES, interleaved[source]);
        }
      }
      done += span;
    }
    written.setRelease(position + frames);
  }

  /** Producer: writes the frames {@code from} and on of a block, and publishes them. */
  void write(AudioBlock block, int from, int frames) {
    long position = written.getPlain();
    for (int done = 0; done < frames; ) {
      int at = (int) ((position + done) % capacity);
      int span = Math.min(frames - done, capacity - at);
      for (int channel = 0; channel < channels; channel++) {
        MemorySegment.copy(
            block.channel(channel),
            (long) (from + done) * Float.BYTES,
            memory,
            channel * stride + (long) at * Float.BYTES,
            (long) span * Float.BYTES);
      }
      done += span;
    }
    written.setRelease(position + frames);
  }

  /** Consumer: copies frames from any position that is there, without giving up their room. */
  void copyTo(AudioBlock block, long position, int frames) {
    for (int channel = 0; channel < channels; channel++) {
      copyTo(block.channel(channel), channel, position, frames);
    }
  }

  /** Consumer: the same for one channel. */
  void copyTo(MemorySegment target, int channel, long position, int frames) {
    for (int done = 0; done < frames; ) {
      int at = (int) ((position + done) % capacity);
      int span = Math.min(frames - done, capacity - at);
      MemorySegment.copy(
          memory,
          channel * stride + (long) at * Float.BYTES,
          target,
          (long) done * Float.BYTES,
          (long) span * Float.BYTES);
      done += span;
    }
  }

  /** Consumer: copies the next frames interleaved, without giving up their room. */
  void copyTo(float[] interleaved, int frames) {
    long position = read.getPlain();
    for (int done = 0; done < frames; ) {
      int at = (int) ((position + done) % capacity);
      int span = Math.min(frames - done, capacity - at);
      for (int channel = 0; channel < channels; channel++) {
        long source = channel * stride + (long) at * Float.BYTES;
        for (int i = 0, target = done * channels + channel; i < span; i++, target += channels) {
          interleaved[target] = memory.get(JAVA_FLOAT, source + (long) i * Float.BYTES);
        }
      }
      done += span;
    }
  }

  /** Consumer: gives up the room of all frames before {@code position}. */
  void consumeTo(long position) {
    read.setRelease(position);
  }
}
