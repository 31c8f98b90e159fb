// SPDX-License-Identifier: Apache-2.0
package org.tactus.testkit;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.tactus.api.event.EventKind;
import org.tactus.api.event.EventReader;
import org.tactus.api.event.EventWriter;

/** The events of one port in one cycle: written by one side, read by the other. One thread. */
public final class TestEvents implements EventReader, EventWriter {

  private final MemorySegment bytes;
  private final int[] offsets;
  private final EventKind[] kinds;
  private final int[] starts;
  private final int[] lengths;
  private int frames;
  private int size;
  private int used;
  private int refused;

  TestEvents(int events, int bytes) {
    this.bytes = Memory.allocate(bytes, Memory.CHANNEL_ALIGNMENT);
    offsets = new int[events];
    kinds = new EventKind[events];
    starts = new int[events];
    lengths = new int[events];
  }

  void begin(int newFrames) {
    frames = newFrames;
    size = 0;
    used = 0;
  }

  /** Forgets the events of this cycle, so that another node can write its own. */
  public void clear() {
    begin(frames);
  }

  /** Events that were not written since the start. */
  public int refused() {
    return refused;
  }

  /** The bytes of an event as unsigned numbers in hexadecimal: {@code "90 3c 40"}. */
  public String text(int index) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < lengths[index]; i++) {
      text.append(i == 0 ? "" : " ").append("%02x".formatted(byteAt(index, i)));
    }
    return text.toString();
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
    int length = midiLength(status);
    if (!open(frameOffset, EventKind.MIDI, length)) {
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
    return true;
  }

  @Override
  public boolean write(
      int frameOffset, EventKind kind, MemorySegment source, long offset, int length) {
    if (!open(frameOffset, kind, length)) {
      return false;
    }
    MemorySegment.copy(source, offset, bytes, used, length);
    used += length;
    return true;
  }

  @Override
  public int remaining() {
    return size == offsets.length ? 0 : (int) bytes.byteSize() - used;
  }

  private boolean open(int frameOffset, EventKind kind, int length) {
    boolean inOrder = size == 0 || offsets[size - 1] <= frameOffset;
    if (frameOffset < 0 || frameOffset >= frames || !inOrder || length > remaining()) {
      refused++;
      return false;
    }
    offsets[size] = frameOffset;
    kinds[size] = kind;
    starts[size] = used;
    lengths[size] = length;
    size++;
    return true;
  }

  /** The lengths of MIDI 1.0 messages by status byte (MIDI 1.0 Detailed Specification, table I). */
  private static int midiLength(int status) {
    return switch (status & 0xF0) {
      case 0xC0, 0xD0 -> 2;
      case 0xF0 ->
          switch (status) {
            case 0xF1, 0xF3 -> 2;
            case 0xF2 -> 3;
            default -> 1;
          };
      default -> 3;
    };
  }
}
