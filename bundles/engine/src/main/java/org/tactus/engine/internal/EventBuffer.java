// SPDX-License-Identifier: Apache-2.0
package org.tactus.engine.internal;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.tactus.api.event.EventKind;
import org.tactus.api.event.EventReader;
import org.tactus.api.event.EventWriter;

/** The events of one port in one cycle. */
final class EventBuffer implements EventReader, EventWriter {

  static final int CAPACITY_BYTES = 16 * 1024;
  private static final int CAPACITY_EVENTS = 1024;

  private final MemorySegment bytes;
  private final int[] offsets = new int[CAPACITY_EVENTS];
  private final int[] starts = new int[CAPACITY_EVENTS];
  private final int[] lengths = new int[CAPACITY_EVENTS];
  private final EventKind[] kinds = new EventKind[CAPACITY_EVENTS];
  private int size;
  private int used;
  private int frames;
  private long refused;

  EventBuffer(MemorySegment bytes) {
    this.bytes = bytes;
  }

  void begin(int cycleFrames) {
    size = 0;
    used = 0;
    frames = cycleFrames;
  }

  /** Becomes what another buffer holds. */
  void copyFrom(EventBuffer other) {
    frames = other.frames;
    size = other.size;
    used = other.used;
    MemorySegment.copy(other.bytes, 0, bytes, 0, used);
    for (int i = 0; i < size; i++) {
      offsets[i] = other.offsets[i];
      starts[i] = other.starts[i];
      lengths[i] = other.lengths[i];
      kinds[i] = other.kinds[i];
    }
  }

  /** Events that came out of order, outside the cycle or without room. */
  long refused() {
    return refused;
  }

  @Override
  public int size() {
    return size;
  }

  @Override
  public int frameOffset(int index) {
    return offsets[index];
  }

  @Override
  public EventKind kind(int index) {
    return kinds[index];
  }

  @Override
  public int length(int index) {
    return lengths[index];
  }

  @Override
  public int byteAt(int index, int position) {
    return bytes.get(ValueLayout.JAVA_BYTE, starts[index] + (long) position) & 0xFF;
  }

  @Override
  public MemorySegment bytes() {
    return bytes;
  }

  @Override
  public long start(int index) {
    return starts[index];
  }

  @Override
  public boolean midi(int frameOffset, int status, int data1, int data2) {
    if (status < 0x80 || status > 0xFF || status == 0xF0) {
      refused++;
      return false;
    }
    int length = midiLength(status);
    if (!claim(frameOffset, EventKind.MIDI, length)) {
      return false;
    }
    bytes.set(ValueLayout.JAVA_BYTE, used, (byte) status);
    if (length > 1) {
      bytes.set(ValueLayout.JAVA_BYTE, used + 1L, (byte) data1);
    }
    if (length > 2) {
      bytes.set(ValueLayout.JAVA_BYTE, used + 2L, (byte) data2);
    }
    used += length;
    size++;
    return true;
  }

  @Override
  public boolean write(
      int frameOffset, EventKind kind, MemorySegment source, long offset, int length) {
    if (!claim(frameOffset, kind, length)) {
      return false;
    }
    MemorySegment.copy(source, offset, bytes, used, length);
    used += length;
    size++;
    return true;
  }

  @Override
  public int remaining() {
    return size == CAPACITY_EVENTS ? 0 : CAPACITY_BYTES - used;
  }

  private boolean claim(int frameOffset, EventKind kind, int length) {
    if (frameOffset < 0
        || frameOffset >= frames
        || (size > 0 && frameOffset < offsets[size - 1])
        || length < 1
        || length > remaining()) {
      refused++;
      return false;
    }
    offsets[size] = frameOffset;
    starts[size] = used;
    lengths[size] = length;
    kinds[size] = kind;
    return true;
  }

  /** Bytes of a message by its status: MIDI 1.0 Detailed Specification, table 1 and 5. */
  private static int midiLength(int status) {
    return switch (status >> 4) {
      case 0x8, 0x9, 0xA, 0xB, 0xE -> 3;
      case 0xC, 0xD -> 2;
      default ->
          switch (status) {
            case 0xF1, 0xF3 -> 2;
            case 0xF2 -> 3;
            default -> 1;
          };
    };
  }
}
