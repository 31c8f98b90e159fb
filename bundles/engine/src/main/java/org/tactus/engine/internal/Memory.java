// SPDX-License-Identifier: Apache-2.0
package org.tactus.engine.internal;

import java.lang.foreign.MemorySegment;
import java.util.List;
import org.tactus.policy.PolicyResult;

/** Where blocks and nodes get their memory from. Control thread. */
interface Memory {

  /**
   * Zeroed memory.
   *
   * @param alignment a power of two, at most 4096
   * @throws IllegalStateException if there is none; the message is one sentence
   */
  MemorySegment allocate(long bytes, long alignment);

  /** Takes back what {@link #allocate} gave; no thread may use it any more. */
  void free(MemorySegment segment);

  /** Whether the memory is touched and locked. */
  List<PolicyResult> policy();
}
