// SPDX-License-Identifier: Apache-2.0
package org.tactus.policy;

import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Locks memory and verifies it mapping by mapping, never by {@code VmLck}, which counts
 * reservations. Control threads call; a right that is missing is a {@link PolicyResult} that is not
 * ok, never an exception.
 */
@ProviderType
public interface MemoryPolicy {
  /** The NUMA node that leaves the choice to the kernel. */
  int ANY_NODE = -1;

  /**
   * Locks everything that is mapped now, fills it in and, where the right for it is unlimited, has
   * what is mapped later locked as it is touched. Call again before a pipeline starts: what was
   * mapped meanwhile is locked and filled in too.
   *
   * @return {@code process memory}: that no resident page of this process is left unlocked; and
   *     {@code future memory}: that later mappings are locked
   */
  List<PolicyResult> lockProcess();

  /** What the last {@link #lockProcess} read back; empty before the first. */
  List<PolicyResult> processResults();

  /**
   * Fills in and locks the stack of the calling thread, a platform thread.
   *
   * @return {@code NAME stack}, where NAME is the kernel's name of the thread
   */
  PolicyResult lockStack();

  /**
   * Makes an arena of zeroed memory of the configured pages, or of the next smaller ones that there
   * are, which its policy then says.
   *
   * @param name shown in {@code smaps} and in results
   * @param bytes at least 1; rounded up to whole pages
   * @param numaNode the node to bind it to, or {@link #ANY_NODE}
   * @throws IllegalArgumentException for a length below 1
   * @throws IllegalStateException when the machine has not enough memory, with a sentence that says
   *     how much was asked
   */
  LockedArena allocate(String name, long bytes, int numaNode);

  /** The arenas that are in use. */
  List<LockedArena> arenas();

  /** Bytes that were released and wait to be used again. */
  long pooledBytes();
}
