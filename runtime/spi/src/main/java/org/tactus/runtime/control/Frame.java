// SPDX-License-Identifier: Apache-2.0
package org.tactus.runtime.control;

import java.nio.charset.StandardCharsets;
import java.util.Objects;

/**
 * One message on the control socket.
 *
 * @param type what it carries
 * @param payload its bytes, at most {@link FrameChannel#MAXIMUM_PAYLOAD}; not copied
 */
@SuppressWarnings("ArrayRecordComponent")
public record Frame(FrameType type, byte[] payload) {
  /** Checks that nothing is null and the payload is not too long. */
  public Frame {
    Objects.requireNonNull(type, "type");
    if (payload.length > FrameChannel.MAXIMUM_PAYLOAD) {
      throw new IllegalArgumentException("A frame of " + payload.length + " bytes is too long");
    }
  }

  /** A frame that carries text. */
  public static Frame of(FrameType type, String text) {
    return new Frame(type, text.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * The last frame of a connection.
   *
   * @param status exit status, 0 to 255
   */
  public static Frame exit(int status) {
    return new Frame(FrameType.EXIT, new byte[] {(byte) status});
  }

  /** The payload as text. */
  public String text() {
    return new String(payload, StandardCharsets.UTF_8);
  }
}
