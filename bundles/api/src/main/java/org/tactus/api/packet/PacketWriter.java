// SPDX-License-Identifier: Apache-2.0
package org.tactus.api.packet;

import java.lang.foreign.MemorySegment;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Sends packets from an output port. Cycle thread or a worker, during {@code process}; allocates
 * nothing.
 */
@ProviderType
public interface PacketWriter {

  /**
   * Memory for the bytes of the next packet, so that an encoder writes in place.
   *
   * @param capacity bytes wanted, 1 to {@link #maximumLength()}
   * @return at least {@code capacity} bytes, or null when the pool is empty
   */
  MemorySegment claim(int capacity);

  /**
   * Sends the claimed packet.
   *
   * @param length bytes written, at most what was claimed
   * @param presentationTime in units of the port's time base
   * @param decodingTime in units of the port's time base
   * @param duration in units of the port's time base
   * @param flags a sum of the flags of {@link Packet}
   */
  void send(int length, long presentationTime, long decodingTime, long duration, int flags);

  /** Passes on a packet that came in, without a copy. */
  boolean forward(Packet packet);

  /** The longest packet that fits, in bytes. */
  int maximumLength();
}
