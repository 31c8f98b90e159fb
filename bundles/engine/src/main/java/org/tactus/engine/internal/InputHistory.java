// SPDX-License-Identifier: Apache-2.0
package org.tactus.engine.internal;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.function.LongFunction;

/**
 * What came into a node, cycle by cycle, on its way from the thread that runs the node to the one
 * that replays it: a single-producer single-consumer ring.
 */
final class InputHistory {

  private static final VarHandle WRITTEN;
  private static final VarHandle READ;

  static {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      WRITTEN = lookup.findVarHandle(InputHistory.class, "written", long.class);
      READ = lookup.findVarHandle(InputHistory.class, "read", long.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final int capacity;
  private final Block[][] audio;
  private final EventBuffer[][] events;
  private final long[] positions;
  private long written;
  private long read;

  /**
   * A history.
   *
   * @param capacity cycles that it holds
   * @param audioIn what a cycle's audio looks like; null where a port carries no audio
   * @param eventsIn null where a port carries no events
   * @param memory gives bytes
   */
  InputHistory(
      int capacity, Block[] audioIn, EventBuffer[] eventsIn, LongFunction<MemorySegment> memory) {
    this.capacity = capacity;
    audio = new Block[capacity][audioIn.length];
    events = new EventBuffer[capacity][eventsIn.length];
    positions = new long[capacity];
    for (int slot = 0; slot < capacity; slot++) {
      for (int i = 0; i < audioIn.length; i++) {
        if (audioIn[i] != null) {
          Block like = audioIn[i];
          audio[slot][i] =
              Block.over(
                  memory.apply(Block.bytes(like.channels(), like.capacity())),
                  like.layout(),
                  like.capacity());
        }
      }
      for (int i = 0; i < eventsIn.length; i++) {
        if (eventsIn[i] != null) {
          events[slot][i] = new EventBuffer(memory.apply(EventBuffer.CAPACITY_BYTES));
        }
      }
    }
  }

  boolean isFull() {
    return written - (long) READ.getAcquire(this) == capacity;
  }

  /** Keeps a cycle's input; there must be room. */
  void record(long position, Block[] audioIn, EventBuffer[] eventsIn) {
    int slot = (int) (written % capacity);
    positions[slot] = position;
    copy(audioIn, audio[slot]);
    copy(eventsIn, events[slot]);
    WRITTEN.setRelease(this, written + 1);
  }

  /** Whether there is a cycle to replay. */
  boolean hasNext() {
    return (long) WRITTEN.getAcquire(this) > read;
  }

  /**
   * Takes the oldest cycle.
   *
   * @return its position
   */
  long take(Block[] audioIn, EventBuffer[] eventsIn) {
    int slot = (int) (read % capacity);
    copy(audio[slot], audioIn);
    copy(events[slot], eventsIn);
    long position = positions[slot];
    READ.setRelease(this, read + 1);
    return position;
  }

  /** Forgets all; only where one thread does both. */
  void clear() {
    read = written;
  }

  private static void copy(Block[] from, Block[] to) {
    for (int i = 0; i < from.length; i++) {
      if (to[i] != null) {
        to[i].copyFrom(from[i]);
      }
    }
  }

  private static void copy(EventBuffer[] from, EventBuffer[] to) {
    for (int i = 0; i < from.length; i++) {
      if (to[i] != null) {
        to[i].copyFrom(from[i]);
      }
    }
  }
}
