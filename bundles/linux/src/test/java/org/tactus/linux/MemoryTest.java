// SPDX-License-Identifier: Apache-2.0
package org.tactus.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Set;
import org.junit.jupiter.api.Test;

class MemoryTest {

  private final long page = SystemInformation.pageBytes();

  /** A mapping of its own: the pages around it cannot be touched, so nothing merges with it. */
  private MemorySegment lonely(long bytes) {
    MemorySegment segment = Memory.reserve(bytes + 2 * page).asSlice(page, bytes);
    Memory.makeAccessible(segment);
    return segment;
  }

  private static MemoryMapping readBack(MemorySegment segment) {
    var mappings = MemoryMapping.within(segment.address(), segment.byteSize());
    assertEquals(1, mappings.size());
    assertEquals(segment.byteSize(), mappings.getFirst().size());
    return mappings.getFirst();
  }

  @Test
  void lockingFillsInAndIsReadBack() {
    MemorySegment segment = lonely(16 * page);
    assertEquals(0, readBack(segment).rss());
    Memory.lock(segment);
    MemoryMapping locked = readBack(segment);
    assertEquals(16 * page, locked.rss());
    assertEquals(16 * page, locked.locked());
    assertTrue(locked.isLocked());
    Memory.unlock(segment);
    assertEquals(0, readBack(segment).locked());
    assertEquals(0, segment.get(ValueLayout.JAVA_LONG, 16 * page - 8));
    Memory.unmap(segment);
    assertTrue(
        MemoryMapping.within(segment.address(), segment.byteSize()).stream()
            .noneMatch(m -> m.permissions().startsWith("rw")));
  }

  @Test
  void populatingFillsInWithoutLocking() {
    MemorySegment segment = lonely(8 * page);
    Memory.populate(segment);
    MemoryMapping mapping = readBack(segment);
    assertEquals(8 * page, mapping.rss());
    assertFalse(mapping.isLocked());
  }

  @Test
  void aMappingBindsToItsNode() {
    assumeTrue(NumaMapping.isSupported(), "kernel without NUMA");
    MemorySegment segment = lonely(4 * page);
    Memory.bind(segment, 0);
    segment.fill((byte) 1);
    NumaMapping placed = NumaMapping.at(segment.address()).orElseThrow();
    assertEquals("bind:0", placed.policy());
    assertEquals(Set.of(0), placed.pagesByNode().keySet());
    assertEquals(4, placed.pagesByNode().get(0));
    assertEquals(0, Memory.nodeOf(segment));
    assertThrows(LinuxException.class, () -> Memory.bind(segment, 1000));
    assertThrows(IllegalArgumentException.class, () -> Memory.bind(segment, -1));
  }

  @Test
  void aMappingCarriesItsName() {
    MemorySegment segment = lonely(page);
    boolean named = Memory.nameMapping(segment, "tactus test");
    assertEquals(named ? "[anon:tactus test]" : "", readBack(segment).path());
  }

  @Test
  void hugePagesThatAreNotThereAreRefused() {
    LinuxException refusal =
        assertThrows(LinuxException.class, () -> Memory.mapHuge(1L << 45, 1L << 21));
    assertEquals(Errno.ENOMEM, refusal.errno());
  }

  @Test
  void advisedMemoryTakesTransparentHugePages() {
    long huge = 2 << 20;
    MemorySegment reserved = Memory.reserve(4 * huge);
    long start = (reserved.address() + huge - 1) / huge * huge - reserved.address();
    MemorySegment segment = reserved.asSlice(start, huge);
    Memory.adviseHugePages(segment, true);
    assertTrue(MemoryMapping.within(segment.address(), huge).getFirst().flags().contains("hg"));
    Memory.adviseHugePages(segment, false);
    assertTrue(MemoryMapping.within(segment.address(), huge).getFirst().flags().contains("nh"));
  }
}
