// SPDX-License-Identifier: Apache-2.0
package org.tactus.testkit;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** Native memory that goes back when nothing refers to it any more. */
final class Memory {

  static final long CHANNEL_ALIGNMENT = 64;

  private Memory() {}

  static MemorySegment allocate(long bytes, long alignment) {
    return Arena.ofAuto().allocate(bytes, alignment);
  }
}
