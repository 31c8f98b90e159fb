// SPDX-License-Identifier: Apache-2.0
package org.tactus.ring.stress;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Memory for the states of the stress tests, which are made faster than an arena allocates: slices
 * of one segment, used again long after the state that had them before is gone.
 */
final class StressMemory {

  private static final int SLICES = 1 << 16;
  private static final int SLICE = 1024;
  private static final MemorySegment MEMORY = Arena.global().allocate((long) SLICES * SLICE, SLICE);
  private static final AtomicInteger NEXT = new AtomicInteger();

  private StressMemory() {}

  static MemorySegment next() {
    long slice = NEXT.getAndIncrement() & (SLICES - 1);
    return MEMORY.asSlice(slice * SLICE, SLICE);
  }
}
