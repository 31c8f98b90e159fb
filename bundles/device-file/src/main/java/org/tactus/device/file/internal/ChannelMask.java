// SPDX-License-Identifier: Apache-2.0
package org.tactus.device.file.internal;

import java.util.ArrayList;
import java.util.List;
import org.tactus.api.audio.Channel;
import org.tactus.api.audio.ChannelLayout;

/**
 * The channel mask of WAVEFORMATEXTENSIBLE: bit n stands for the n-th constant of {@link Channel},
 * and channels are stored in the order of the bits.
 */
final class ChannelMask {

  private static final Channel[] CHANNELS = Channel.values();
  private static final int NAMED = Channel.DISCRETE.ordinal();

  private ChannelMask() {}

  /** The layout of {@code count} channels; those that the mask does not name are discrete. */
  static ChannelLayout layout(int mask, int count) {
    if (mask == 0) {
      return ChannelLayout.of(count);
    }
    List<Channel> channels = new ArrayList<>(count);
    for (int bit = 0; bit < NAMED && channels.size() < count; bit++) {
      if (((mask >>> bit) & 1) != 0) {
        channels.add(CHANNELS[bit]);
      }
    }
    while (channels.size() < count) {
      channels.add(Channel.DISCRETE);
    }
    return new ChannelLayout(channels);
  }

  /** The mask of a layout, or 0 where a mask cannot tell its order. */
  static int of(ChannelLayout layout) {
    int mask = 0;
    int last = -1;
    for (Channel channel : layout.channels()) {
      int bit = channel.ordinal();
      if (bit == NAMED || bit <= last) {
        return 0;
      }
      mask |= 1 << bit;
      last = bit;
    }
    return mask;
  }
}
