// SPDX-License-Identifier: Apache-2.0
package org.tactus.api;

/**
 * The format of what flows through a link. Implemented by {@code AudioFormat}, {@code EventFormat},
 * {@code PacketFormat} and {@code VideoFormat} alone. Immutable; any thread.
 */
public interface MediaFormat {

  /** Which of the four formats this is. */
  MediaKind kind();
}
