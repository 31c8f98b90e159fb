// SPDX-License-Identifier: Apache-2.0
package org.tactus.api.codec;

import org.osgi.annotation.versioning.ConsumerType;
import org.tactus.api.Latency;
import org.tactus.api.RefusedException;
import org.tactus.api.node.Preparation;

/**
 * What decoders and encoders share. After prepare, one thread at a time drives it: the cycle's
 * where {@link #isCycleSafe()} says so, otherwise a worker behind a ring.
 */
@ConsumerType
public interface Coder {

  /**
   * Makes ready. Control thread. Called again after {@link CodecStatus#FORMAT_CHANGED}, with what
   * the new format needs; pictures still held from an earlier pool stay valid, and history is kept.
   *
   * @throws RefusedException if it cannot
   */
  void prepare(Preparation preparation) throws RefusedException;

  /** Whether send and receive keep the rules of {@code Node.process}. */
  default boolean isCycleSafe() {
    return false;
  }

  /** The delay from a packet to its block or picture, in frames of audio or pictures. */
  default Latency delay() {
    return Latency.NONE;
  }

  /** Announces that no more is sent; receive until {@link CodecStatus#ENDED}. */
  CodecStatus drain();

  /** Forgets all history: after a seek, or at a key frame. */
  void reset();

  /** Gives everything back. Control thread. */
  default void release() {}
}
