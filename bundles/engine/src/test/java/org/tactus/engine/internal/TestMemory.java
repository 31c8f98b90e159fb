// SPDX-License-Identifier: Apache-2.0
package org.tactus.engine.internal;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.tactus.policy.PolicyResult;

/** Memory that knows what is out, and may run out. */
final class TestMemory implements Memory {

  private final Map<Long, MemorySegment> out = new HashMap<>();
  private int left = Integer.MAX_VALUE;
  int allocations;

  /** Refuses after so many more segments. */
  void runOutAfter(int segments) {
    left = segments;
  }

  /** How many segments are out. */
  synchronized int out() {
    return out.size();
  }

  @Override
  public synchronized MemorySegment allocate(long bytes, long alignment) {
    if (left-- <= 0) {
      throw new IllegalStateException("the test has no memory left; give it some");
    }
    allocations++;
    MemorySegment segment = Arena.ofAuto().allocate(Math.max(1, bytes), Math.max(64, alignment));
    out.put(segment.address(), segment);
    return segment;
  }

  @Override
  public synchronized void free(MemorySegment segment) {
    if (out.remove(segment.address()) == null) {
      throw new AssertionError("freed twice, or never allocated: " + segment);
    }
  }

  @Override
  public List<PolicyResult> policy() {
    return List.of();
  }
}
