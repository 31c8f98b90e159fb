// SPDX-License-Identifier: Apache-2.0
package org.tactus.engine.internal;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.tactus.policy.PolicyResult;

/**
 * Ordinary memory for a plan that only warms up. Its segments are of the same kind as the live
 * plan's, of global scope: HotSpot compiles what it sees, and code that was compiled for another
 * kind falls back to the interpreter in its first live cycle. So it is never unmapped, but kept for
 * the next warm-up.
 */
final class RehearsalMemory implements Memory, AutoCloseable {

  private static final long SMALLEST = 4096;

  /** By size, a power of two; guarded by itself. */
  private static final Map<Long, Deque<MemorySegment>> SPARE = new HashMap<>();

  private final List<MemorySegment> used = new ArrayList<>();

  @Override
  public MemorySegment allocate(long bytes, long alignment) {
    long size = Math.max(SMALLEST, Long.highestOneBit(Math.max(1, bytes - 1)) << 1);
    synchronized (SPARE) {
      Deque<MemorySegment> spare = SPARE.get(size);
      MemorySegment memory = spare == null ? null : spare.poll();
      if (memory == null) {
        memory = map(size);
      } else {
        memory.fill((byte) 0);
      }
      used.add(memory);
      return memory.asSlice(0, bytes);
    }
  }

  private static MemorySegment map(long size) {
    try {
      return Arena.global().allocate(size, SMALLEST);
    } catch (OutOfMemoryError e) {
      throw new IllegalStateException(
          (size >> 20) + " MB to warm up with are not there; give the JVM more in jvm.options", e);
    }
  }

  @Override
  public void free(MemorySegment segment) {
    // All goes back at once, on close.
  }

  @Override
  public List<PolicyResult> policy() {
    return List.of();
  }

  /** Gives all of it to the next warm-up; no thread may use it any more. */
  @Override
  public void close() {
    synchronized (SPARE) {
      for (MemorySegment memory : used) {
        SPARE.computeIfAbsent(memory.byteSize(), _ -> new ArrayDeque<>()).push(memory);
      }
      used.clear();
    }
  }
}
