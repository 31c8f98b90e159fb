// SPDX-License-Identifier: Apache-2.0
package org.tactus.api.codec;

import org.osgi.annotation.versioning.ConsumerType;
import org.tactus.api.audio.AudioBlock;
import org.tactus.api.packet.PacketFormat;
import org.tactus.api.packet.PacketWriter;
import org.tactus.api.video.VideoFrame;

/** Blocks or pictures in, packets out. See {@link Coder} for its threads. */
@ConsumerType
public interface Encoder extends Coder {

  /** What comes out, configuration included; from prepare on. */
  PacketFormat format();

  /**
   * Takes audio.
   *
   * @param frames how many frames of the block count, from {@code offset} on
   * @return the frames taken; fewer when it needs output first
   */
  default int send(AudioBlock source, int offset, int frames) {
    return 0;
  }

  /**
   * Takes a picture, which it retains for as long as it refers to it.
   *
   * @return OK, NEEDS_OUTPUT (not taken) or UNSUPPORTED
   */
  default CodecStatus send(VideoFrame frame) {
    return CodecStatus.UNSUPPORTED;
  }

  /** Asks that the next picture be a key frame. */
  default void requestKey() {}

  /**
   * Gives the next packet in decoding order.
   *
   * @return OK when one was sent to {@code target}, NEEDS_INPUT, NEEDS_OUTPUT when the target was
   *     full, or ENDED
   */
  CodecStatus receive(PacketWriter target);
}
