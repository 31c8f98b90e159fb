// SPDX-License-Identifier: Apache-2.0
package org.tactus.api.codec;

import org.osgi.annotation.versioning.ConsumerType;
import org.tactus.api.MediaFormat;
import org.tactus.api.audio.AudioBlock;
import org.tactus.api.packet.Packet;
import org.tactus.api.video.VideoWriter;

/** Packets in, blocks or pictures out. See {@link Coder} for its threads. */
@ConsumerType
public interface Decoder extends Coder {

  /**
   * What comes out; changes only with {@link CodecStatus#FORMAT_CHANGED}; null until then if the
   * container and the configuration do not say.
   */
  MediaFormat format();

  /**
   * Takes one packet; its bytes are not read after the call unless it was retained.
   *
   * @return OK, FORMAT_CHANGED (taken), NEEDS_OUTPUT (not taken), CORRUPT or UNSUPPORTED (dropped)
   */
  CodecStatus send(Packet packet);

  /**
   * Tells of a packet that never came, so that it is concealed.
   *
   * @param duration of the gap in units of the packet format's time base
   */
  default CodecStatus conceal(long duration) {
    return CodecStatus.UNSUPPORTED;
  }

  /**
   * Gives audio.
   *
   * @param target where to write, from frame {@code offset} on
   * @return the frames written, 0 when it needs input or has ended
   */
  default int receive(AudioBlock target, int offset) {
    return 0;
  }

  /**
   * Gives the next picture in presentation order.
   *
   * @return OK when one was sent to {@code target}, NEEDS_INPUT, NEEDS_OUTPUT when the target or
   *     the pool was full, CORRUPT when a damaged one was sent, or ENDED
   */
  default CodecStatus receive(VideoWriter target) {
    return CodecStatus.UNSUPPORTED;
  }
}
