// SPDX-License-Identifier: Apache-2.0
package org.tactus.isolation.internal.exchange;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.tactus.api.event.EventKind;
import org.tactus.api.event.EventWriter;

/** The events of an output port, written where the parent reads them. */
final class ChildEventsOut implements EventWriter {

  private final MemorySegment memory;
  private long area;
  private int frames;
  private int count;
  private int used;
  private int lastOffset;

  ChildEventsOut(MemorySegment memory) {
    this.memory = memory;
  }

  void begin(long newArea, int newFrames) {
    area = newArea;
    frames = newFrames;
    count = 0;
    used = 0;
    lastOffset = 0;
    memory.set(BlockSender.INT, area + BlockLayout.EVENT_COUNT, 0);
  }

  private boolean open(int frameOffset, EventKind kind, int length) {
    if (frameOffset < lastOffset || frameOffset >= frames || length > remaining()) {
      return false;
    }
    long entry = area + BlockLayout.EVENT_TABLE + count * 16L;
    memory.set(BlockSender.INT, entry, frameOffset);
    memory.set(BlockSender.INT, entry + 4, kind.ordinal());
    memory.set(BlockSender.INT, entry + 8, used);
    memory.set(BlockSender.INT, entry + 12, length);
    return true;
  }

  private void close(int frameOffset, int length) {
    lastOffset = frameOffset;
    used += length;
    count++;
    memory.set(BlockSender.INT, area + BlockLayout.EVENT_COUNT, count);
  }

  @Override
  public boolean midi(int frameOffset, int status, int data1, int data2) {
    int length = midiLength(status);
    if (status < 0x80
        || status > 0xFF
        || length == 0
        || !open(frameOffset, EventKind.MIDI, length)) {
      return false;
    }
    long to = area + BlockLayout.EVENT_DATA + used;
    memory.set(ValueLayout.JAVA_BYTE, to, (byte) status);
    if (length > 1) {
      memory.set(ValueLayout.JAVA_BYTE, to + 1, (byte) data1);
    }
    if (length > 2) {
      memory.set(ValueLayout.JAVA_BYTE, to + 2, (byte) data2);
    }
    close(frameOffset, length);
    return true;
  }

  /** The lengths of MIDI 1.0 messages by status byte (MIDI 1.0 Detailed Specification, table I). */
  private static int midiLength(int status) {
    return switch (status & 0xF0) {
      case 0xC0, 0xD0 -> 2;
      case 0xF0 ->
          switch (status) {
            case 0xF0 -> 0;
            case 0xF1, 0xF3 -> 2;
            case 0xF2 -> 3;
            default -> 1;
          };
      default -> 3;
    };
  }

  @Override
  public boolean write(
      int frameOffset, EventKind kind, MemorySegment source, long offset, int length) {
    if (length < 1 || !open(frameOffset, kind, length)) {
      return false;
    }
    MemorySegment.copy(source, offset, memory, area + BlockLayout.EVENT_DATA + used, length);
    close(frameOffset, length);
    return true;
  }

  @Override
  public int remaining() {
    return count == BlockLayout.EVENTS ? 0 : BlockLayout.EVENT_BYTES - used;
  }
}
