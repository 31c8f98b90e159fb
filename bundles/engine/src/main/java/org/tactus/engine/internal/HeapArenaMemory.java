// SPDX-License-Identifier: Apache-2.0
package org.tactus.engine.internal;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import org.tactus.policy.PolicyResult;

/** Ordinary memory for a plan that only warms up, given back by the collector. */
final class HeapArenaMemory implements Memory {

  @Override
  public MemorySegment allocate(long bytes, long alignment) {
    try {
      return Arena.ofAuto().allocate(bytes, Math.max(alignment, Block.ALIGNMENT));
    } catch (OutOfMemoryError e) {
      throw new IllegalStateException(
          (bytes >> 20) + " MB to warm up with are not there; give the JVM more in jvm.options", e);
    }
  }

  @Override
  public void free(MemorySegment segment) {
    // The collector does it.
  }

  @Override
  public List<PolicyResult> policy() {
    return List.of();
  }
}
