// SPDX-License-Identifier: Apache-2.0
package org.tactus.isolation.internal.exchange;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.tactus.api.event.EventKind;
import org.tactus.api.event.EventReader;

/** The events of an input port, where the parent wrote them. */
final class ChildEventsIn implements EventReader {

  private static final EventKind[] KINDS = EventKind.values();

  private final MemorySegment memory;
  private long area;

  ChildEventsIn(MemorySegment memory) {
    this.memory = memory;
  }

  void moveTo(long newArea) {
    area = newArea;
  }

  private int field(int index, int offset) {
    return memory.get(BlockSender.INT, area + BlockLayout.EVENT_TABLE + index * 16L + offset);
  }

  @Override
  public int size() {
    return memory.get(BlockSender.INT, area + BlockLayout.EVENT_COUNT);
  }

  @Override
  public int frameOffset(int index) {
    return field(index, 0);
  }

  @Override
  public EventKind kind(int index) {
    return KINDS[field(index, 4)];
  }

  @Override
  public int length(int index) {
    return field(index, 12);
  }

  @Override
  public int byteAt(int index, int position) {
    return memory.get(ValueLayout.JAVA_BYTE, start(index) + position) & 0xFF;
  }

  @Override
  public MemorySegment bytes() {
    return memory;
  }

  @Override
  public long start(int index) {
    return area + BlockLayout.EVENT_DATA + field(index, 8);
  }
}
