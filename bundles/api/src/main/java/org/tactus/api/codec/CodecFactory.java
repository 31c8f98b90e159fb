// SPDX-License-Identifier: Apache-2.0
package org.tactus.api.codec;

import java.util.List;
import java.util.Set;
import org.osgi.annotation.versioning.ConsumerType;
import org.tactus.api.MediaFormat;
import org.tactus.api.RefusedException;
import org.tactus.api.node.Option;
import org.tactus.api.node.Options;
import org.tactus.api.packet.PacketFormat;

/** Makes decoders and encoders. A vendor registers it as an OSGi service. Control thread. */
@ConsumerType
public interface CodecFactory {

  /** The word in the notation: {@code "avcodec"}. */
  String type();

  /** The codecs that it decodes, named as in {@link PacketFormat#codec()}. */
  default Set<String> decodes() {
    return Set.of();
  }

  /** The codecs that it encodes. */
  default Set<String> encodes() {
    return Set.of();
  }

  /** Options of decoders and encoders. */
  default List<Option> options() {
    return List.of();
  }

  /**
   * Makes a decoder.
   *
   * @throws RefusedException if the format or the options cannot be met
   */
  default Decoder decoder(PacketFormat format, Options options) throws RefusedException {
    throw new RefusedException(
        type() + " does not decode " + format.codec() + "; use another codec");
  }

  /**
   * Makes an encoder.
   *
   * @param codec one of {@link #encodes()}
   * @throws RefusedException if the format or the options cannot be met
   */
  default Encoder encoder(String codec, MediaFormat format, Options options)
      throws RefusedException {
    throw new RefusedException(type() + " does not encode " + codec + "; use another codec");
  }
}
