// SPDX-License-Identifier: Apache-2.0
package org.tactus.engine.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.junit.jupiter.api.Test;

class RehearsalMemoryTest {
  private static final long BYTES = 12_345;

  @Test
  void itIsOfTheSameKindAsTheLivePlans() {
    try (RehearsalMemory memory = new RehearsalMemory()) {
      MemorySegment segment = memory.allocate(BYTES, 4096);
      assertEquals(BYTES, segment.byteSize());
      assertEquals(0, segment.address() % 4096);
      assertEquals(Arena.global().scope(), segment.scope());
    }
  }

  @Test
  void whatOneWarmUpGaveBackTheNextTakesZeroed() {
    long address;
    try (RehearsalMemory memory = new RehearsalMemory()) {
      MemorySegment first = memory.allocate(BYTES, 64);
      first.fill((byte) 7);
      address = first.address();
      assertNotEquals(address, memory.allocate(BYTES, 64).address(), "one owner at a time");
    }
    try (RehearsalMemory memory = new RehearsalMemory()) {
      MemorySegment one = memory.allocate(BYTES, 64);
      MemorySegment other = memory.allocate(BYTES, 64);
      MemorySegment again = one.address() == address ? one : other;
      assertEquals(address, again.address());
      assertEquals(0, again.get(ValueLayout.JAVA_BYTE, BYTES - 1));
    }
  }
}
