// SPDX-License-Identifier: Apache-2.0
package org.tactus.api.packet;

import java.nio.ByteBuffer;
import org.tactus.api.MediaFormat;
import org.tactus.api.MediaKind;
import org.tactus.api.Rational;

/**
 * The format of a stream of packets. Immutable; any thread.
 *
 * @param codec the codec's name in lower case, as FFmpeg and the IANA registry name it: {@code
 *     "opus"}, {@code "flac"}, {@code "h264"}
 * @param timeBase seconds per unit of time stamps: 1/90000, 1/48000
 * @param decoded the format that comes out of a decoder, as far as the container says; null where
 *     it says nothing
 * @param configuration codec configuration from the container (the Opus header, avcC); read-only,
 *     empty where there is none
 */
public record PacketFormat(
    String codec, Rational timeBase, MediaFormat decoded, ByteBuffer configuration)
    implements MediaFormat {

  /** Makes the configuration read-only. */
  public PacketFormat {
    configuration = configuration.asReadOnlyBuffer();
  }

  @Override
  public ByteBuffer configuration() {
    return configuration.duplicate();
  }

  @Override
  public MediaKind kind() {
    return MediaKind.PACKET;
  }

  @Override
  public String toString() {
    return codec + " packets";
  }
}
