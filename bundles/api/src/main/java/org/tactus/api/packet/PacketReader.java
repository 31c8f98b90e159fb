// SPDX-License-Identifier: Apache-2.0
package org.tactus.api.packet;

import org.osgi.annotation.versioning.ProviderType;

/**
 * The packets that reached an input port in this cycle. Cycle thread or a worker; allocates
 * nothing.
 */
@ProviderType
public interface PacketReader {

  /** The number of packets in this cycle. */
  int size();

  /**
   * A packet, held until {@code process} returns.
   *
   * @param index 0 to {@link #size()} - 1
   */
  Packet packet(int index);
}
