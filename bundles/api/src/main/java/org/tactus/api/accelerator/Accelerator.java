// SPDX-License-Identifier: Apache-2.0
package org.tactus.api.accelerator;

import java.lang.foreign.MemorySegment;
import org.osgi.annotation.versioning.ConsumerType;
import org.tactus.api.RefusedException;

/** An open accelerator. Control thread, except where a method says otherwise. */
@ConsumerType
public interface Accelerator extends AutoCloseable {

  /** What it is. */
  AcceleratorInfo info();

  /**
   * Makes the host's memory reachable, in place where the hardware can.
   *
   * @param memory from {@code Preparation.allocate}; stays mapped until the buffer is closed
   * @throws RefusedException if it cannot be reached
   */
  AcceleratorBuffer buffer(MemorySegment memory) throws RefusedException;

  /**
   * Builds a program.
   *
   * @param format one of {@link AcceleratorInfo#programFormats()}
   * @param program source or binary
   * @param entry the name of the kernel in it
   * @throws RefusedException if it does not build; the sentence holds the compiler's first error
   */
  Kernel kernel(String format, MemorySegment program, String entry) throws RefusedException;

  /**
   * Makes a queue.
   *
   * @param depth the most submissions under way at once
   * @throws RefusedException if there is none left
   */
  AcceleratorQueue queue(int depth) throws RefusedException;

  /** Whether it still answers. Any thread. */
  boolean isAlive();

  @Override
  void close();
}
