// SPDX-License-Identifier: Apache-2.0
package org.tactus.api.packet;

import java.lang.foreign.MemorySegment;
import org.osgi.annotation.versioning.ProviderType;

/**
 * One encoded packet in the host's memory. The bytes may be read while the packet is held: during
 * {@code process}, or until {@link #release()} by one who called {@link #retain()}. Retaining and
 * releasing are allowed on any thread; no method allocates.
 */
@ProviderType
public interface Packet {

  /** A time stamp that is not known. */
  long NO_TIMESTAMP = Long.MIN_VALUE;

  /** Flag: decoding can start here. */
  int KEY = 1;

  /** Flag: packets before this one were lost. */
  int DISCONTINUITY = 1 << 1;

  /** Flag: the bytes are known to be damaged. */
  int CORRUPT = 1 << 2;

  /** Flag: holds configuration and no media (parameter sets). */
  int CONFIGURATION = 1 << 3;

  /** Flag: a decoder must decode it and show nothing of it (pre-roll). */
  int DECODE_ONLY = 1 << 4;

  /** The bytes: a segment whose first {@link #length()} bytes count. */
  MemorySegment data();

  /** The number of bytes. */
  int length();

  /** When it is to be heard or seen, in units of the stream's time base. */
  long presentationTime();

  /** When it is to be decoded, in units of the stream's time base; not above the former. */
  long decodingTime();

  /** How long it lasts, in units of the stream's time base; 0 where that is not known. */
  long duration();

  /** A sum of the flags above. */
  int flags();

  /** Keeps the bytes beyond {@code process}; every call needs one {@link #release()}. */
  void retain();

  /** Gives the bytes back. */
  void release();
}
