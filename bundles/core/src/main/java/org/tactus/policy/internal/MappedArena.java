// SPDX-License-Identifier: Apache-2.0
package org.tactus.policy.internal;

import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.function.Consumer;
import org.tactus.policy.LockedArena;
import org.tactus.policy.PolicyResult;

/** One use of a mapping, from allocation to release. */
final class MappedArena implements LockedArena {
  private final String name;
  private final LockedMapping mapping;
  private final List<PolicyResult> policy;
  private final Consumer<MappedArena> released;
  private long carved;
  private boolean inUse = true;

  MappedArena(
      String name,
      LockedMapping mapping,
      List<PolicyResult> policy,
      Consumer<MappedArena> released) {
    this.name = name;
    this.mapping = mapping;
    this.policy = List.copyOf(policy);
    this.released = released;
  }

  LockedMapping mapping() {
    return mapping;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public MemorySegment segment() {
    return mapping.segment();
  }

  @Override
  public List<PolicyResult> policy() {
    return policy;
  }

  @Override
  public synchronized MemorySegment carve(long bytes, long alignment) {
    if (!inUse) {
      throw new IllegalStateException("The arena '" + name + "' has been released");
    }
    if (bytes < 1 || Long.bitCount(alignment) != 1) {
      throw new IllegalArgumentException(
          bytes
              + " bytes aligned to "
              + alignment
              + " cannot be carved; ask for at least 1 byte and a power of two");
    }
    long base = segment().address();
    long start = (base + carved + alignment - 1 & -alignment) - base;
    if (start < 0 || bytes > segment().byteSize() - start) {
      throw new IllegalStateException(
          "The arena '"
              + name
              + "' has "
              + remaining()
              + " bytes left, "
              + bytes
              + " aligned to "
              + alignment
              + " were asked; allocate a larger one");
    }
    carved = start + bytes;
    return segment().asSlice(start, bytes);
  }

  @Override
  public synchronized long remaining() {
    return segment().byteSize() - carved;
  }

  @Override
  public void release() {
    synchronized (this) {
      if (!inUse) {
        return;
      }
      inUse = false;
    }
    released.accept(this);
  }
}
