// SPDX-License-Identifier: Apache-2.0
package org.tactus.isolation.internal.exchange;

import org.tactus.api.MediaFormat;
import org.tactus.api.MediaKind;
import org.tactus.api.audio.AudioFormat;
import org.tactus.api.audio.ChannelLayout;
import org.tactus.api.node.Port;

/**
 * What flows through a port in shared memory.
 *
 * @param channels of audio; null for events
 */
public record PortShape(ChannelLayout channels) {

  /** Events. */
  public static final PortShape EVENTS = new PortShape(null);

  /** The shape of a port; an audio port that is not linked is one channel of silence. */
  public static PortShape of(Port port, MediaFormat format) {
    if (port.kind() == MediaKind.EVENT) {
      return EVENTS;
    }
    return new PortShape(format instanceof AudioFormat audio ? audio.layout() : ChannelLayout.MONO);
  }

  /** Whether it is audio. */
  public boolean isAudio() {
    return channels != null;
  }
}
