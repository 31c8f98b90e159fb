// SPDX-License-Identifier: Apache-2.0
package org.tactus.api.event;

import java.lang.foreign.MemorySegment;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The events that reached an input port in this cycle, in the order of their frame offset. Called
 * on the cycle thread or a worker, during {@code process} alone; no method allocates. Indexes run
 * from 0 to {@link #size()} - 1.
 */
@ProviderType
public interface EventReader {

  /** The number of events in this cycle. */
  int size();

  /** The frame of this cycle at which the event happens: 0 to the cycle's frames - 1. */
  int frameOffset(int index);

  /** How to read the bytes. */
  EventKind kind(int index);

  /** The number of bytes. */
  int length(int index);

  /** One byte, 0 to 255. */
  int byteAt(int index, int position);

  /**
   * The memory that holds the bytes of all events of this cycle; those of one event start at {@link
   * #start(int)}.
   */
  MemorySegment bytes();

  /** Where the event's bytes start in {@link #bytes()}. */
  long start(int index);
}
