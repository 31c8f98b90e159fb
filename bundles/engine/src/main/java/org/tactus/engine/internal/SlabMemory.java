// SPDX-License-Identifier: Apache-2.0
package org.tactus.engine.internal;

import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.tactus.policy.LockedArena;
import org.tactus.policy.PolicyResult;

/**
 * Memory in powers of two, carved from locked slabs and kept for reuse: nothing is ever unmapped,
 * so a late access reads a wrong sample and no more.
 */
final class SlabMemory implements Memory {

  static final long SLAB = 4L << 20;
  private static final long SMALLEST = 4096;

  private final Function<Long, LockedArena> arenas;
  private final LongSupplier availableBytes;
  private final List<LockedArena> slabs = new ArrayList<>();
  private long held;
  private final Map<Long, Deque<MemorySegment>> free = new HashMap<>();
  private final Map<Long, MemorySegment> used = new HashMap<>();

  /**
   * Memory from arenas.
   *
   * @param availableBytes what the machine could still give
   */
  SlabMemory(Function<Long, LockedArena> arenas, LongSupplier availableBytes) {
    this.arenas = arenas;
    this.availableBytes = availableBytes;
  }

  @Override
  public synchronized MemorySegment allocate(long bytes, long alignment) {
    long size =
        bytes > SLAB
            ? (bytes + SLAB - 1) / SLAB * SLAB
            : Math.max(SMALLEST, Long.highestOneBit(Math.max(1, bytes - 1)) << 1);
    Deque<MemorySegment> spare = free.get(size);
    MemorySegment memory = spare == null ? null : spare.poll();
    if (memory == null) {
      memory = carve(size);
    } else {
      memory.fill((byte) 0);
    }
    used.put(memory.address(), memory);
    return memory.asSlice(0, bytes);
  }

  private MemorySegment carve(long size) {
    LockedArena slab = slabs.isEmpty() ? null : slabs.getLast();
    if (slab == null || slab.remaining() < size) {
      // Locked memory cannot be swapped: half of what there was belongs to everyone else.
      long limit = (availableBytes.getAsLong() + held) / 2;
      if (held + size > limit) {
        throw new IllegalStateException(
            "with "
                + (size >> 20)
                + " MB more, "
                + ((held + size) >> 20)
                + " MB would be locked where this machine can spare "
                + (limit >> 20)
                + "; ask for less, with a shorter delay or fewer channels, say");
      }
      held += Math.max(SLAB, size);
      slab = arenas.apply(Math.max(SLAB, size));
      slabs.add(slab);
    }
    return slab.carve(size, SMALLEST);
  }

  @Override
  public synchronized void free(MemorySegment segment) {
    MemorySegment whole = used.remove(segment.address());
    if (whole != null) {
      free.computeIfAbsent(whole.byteSize(), _ -> new ArrayDeque<>()).add(whole);
    }
  }

  @Override
  public synchronized List<PolicyResult> policy() {
    Map<String, PolicyResult> results = new TreeMap<>();
    for (LockedArena slab : slabs) {
      for (PolicyResult result : slab.policy()) {
        results.merge(result.name(), result, (a, b) -> a.ok() ? b : a);
      }
    }
    return List.copyOf(results.values());
  }
}
