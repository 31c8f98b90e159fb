// SPDX-License-Identifier: Apache-2.0
package org.tactus.api.event;

import java.lang.foreign.MemorySegment;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Sends events from an output port. Called on the cycle thread or a worker, during {@code process}
 * alone; no method allocates. Events must be written in the order of their frame offset; one that
 * comes out of order, lies outside the cycle or finds no room is not written, which the result says
 * and the port counts.
 */
@ProviderType
public interface EventWriter {

  /**
   * Writes a MIDI 1.0 message of one to three bytes; the status byte says how many count.
   *
   * @param frameOffset 0 to the cycle's frames - 1
   * @param status 0x80 to 0xFF without 0xF0
   * @param data1 0 to 127
   * @param data2 0 to 127
   * @return whether it was written
   */
  boolean midi(int frameOffset, int status, int data1, int data2);

  /**
   * Writes an event of any kind and length.
   *
   * @param frameOffset 0 to the cycle's frames - 1
   * @param source where the bytes are
   * @param offset where they start in {@code source}
   * @param length how many there are, 1 or more
   * @return whether it was written
   */
  boolean write(int frameOffset, EventKind kind, MemorySegment source, long offset, int length);

  /** The bytes that still fit in this cycle. */
  int remaining();
}
