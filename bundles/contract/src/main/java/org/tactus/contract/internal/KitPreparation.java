// SPDX-License-Identifier: Apache-2.0
package org.tactus.contract.internal;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.tactus.api.Rational;
import org.tactus.api.RefusedException;
import org.tactus.testkit.TestPreparation;

/** A preparation whose memory is lent and taken back, as a host's is. */
final class KitPreparation extends TestPreparation {

  /** What one node of a test may take. */
  static final long MOST_BYTES = 64L << 20;

  /** What all nodes of a check may hold at once: a live host's memory is not the kit's. */
  private static final long MOST_HELD = 160L << 20;

  private static final long MOST_ALIGNMENT = 4096;

  private final Pool pool;
  private final long limit;
  private List<MemorySegment> lent = new ArrayList<>();
  private long bytesLent;

  KitPreparation(Rational rate, int period, Pool pool, long limit) {
    super(rate, period);
    this.pool = pool;
    this.limit = limit;
  }

  /** Memory that nodes have given back. One thread. */
  static final class Pool {
    private final Map<Long, Deque<MemorySegment>> free = new HashMap<>();
    private long made;
    private long held;

    private MemorySegment take(long bytes) throws OutOfKitMemory {
      long size = Math.max(64, Long.highestOneBit(2 * bytes - 1));
      MemorySegment segment = free.computeIfAbsent(size, _ -> new ArrayDeque<>()).poll();
      if (segment == null) {
        if (made + size > MOST_HELD) {
          free.values().forEach(Deque::clear);
          made = held;
        }
        if (made + size > MOST_HELD) {
          throw new OutOfKitMemory();
        }
        made += size;
        held += size;
        return Arena.ofAuto().allocate(size, MOST_ALIGNMENT);
      }
      held += size;
      segment.fill((byte) 0);
      return segment;
    }

    private void give(MemorySegment segment) {
      held -= segment.byteSize();
      free.get(segment.byteSize()).push(segment);
    }
  }

  /** Says nothing against the node. */
  static final class OutOfKitMemory extends RefusedException {

    private static final long serialVersionUID = 1L;

    OutOfKitMemory() {
      super(
          "the instances that the check needs at once take more than "
              + (MOST_HELD >> 20)
              + " MB; give the kit options that need less memory");
    }
  }

  @Override
  public MemorySegment allocate(long bytes, long alignment) throws RefusedException {
    if (bytes < 1 || Long.bitCount(alignment) != 1 || alignment > MOST_ALIGNMENT) {
      throw new IllegalArgumentException(
          bytes + " bytes aligned to " + alignment + "; give 1 or more and a power of two to 4096");
    }
    if (bytes > limit - bytesLent) {
      throw new RefusedException(
          "there are no "
              + bytes
              + " bytes left for node '"
              + node()
              + "'; give it options that need less memory");
    }
    bytesLent += bytes;
    MemorySegment segment = pool.take(bytes);
    lent.add(segment);
    return segment.asSlice(0, bytes);
  }

  @Override
  public long allocatedBytes() {
    return bytesLent;
  }

  /** Begins to lend to another node. */
  void beginNode() {
    bytesLent = 0;
    lent = new ArrayList<>();
  }

  /** What the node that was begun last was lent. */
  List<MemorySegment> lent() {
    return lent;
  }

  /** Takes back what a node was lent. */
  void takeBack(List<MemorySegment> segments) {
    segments.forEach(pool::give);
  }
}
