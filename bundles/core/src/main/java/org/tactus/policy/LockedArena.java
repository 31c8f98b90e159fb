// SPDX-License-Identifier: Apache-2.0
package org.tactus.policy;

import java.lang.foreign.MemorySegment;
import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Memory that is there: mapped, placed on its NUMA node, written once per page and locked. Its
 * segments have the global scope and stay mapped while the process lives, so that a late access
 * reads a wrong sample and kills nothing. Control threads carve and release; any thread reads and
 * writes.
 */
@ProviderType
public interface LockedArena {
  /** The name given when it was allocated. */
  String name();

  /** The whole memory, at least as long as asked for. */
  MemorySegment segment();

  /** What was asked of the kernel and what was read back for this mapping. */
  List<PolicyResult> policy();

  /**
   * Takes the next part that is free, zeroed.
   *
   * @param bytes its length, at least 1
   * @param alignment a power of two, in bytes
   * @throws IllegalArgumentException when the length or alignment is none
   * @throws IllegalStateException when what is left is too short or the arena has been released
   */
  MemorySegment carve(long bytes, long alignment);

  /** Bytes not yet carved. */
  long remaining();

  /**
   * Gives the memory back for reuse, which zeroes it. Call when no cycle can use it any more;
   * releasing again does nothing.
   */
  void release();
}
