// SPDX-License-Identifier: Apache-2.0
package org.tactus.api.accelerator;

import java.lang.foreign.MemorySegment;
import org.osgi.annotation.versioning.ConsumerType;

/** Memory that host and accelerator share. Control thread, except where a method says otherwise. */
@ConsumerType
public interface AcceleratorBuffer extends AutoCloseable {

  /** The host's side. Any thread. */
  MemorySegment host();

  /** Whether both sides are the same memory, so that nothing is copied. Any thread. */
  boolean isZeroCopy();

  @Override
  void close();
}
