// SPDX-License-Identifier: Apache-2.0
package org.tactus.api.audio;

import java.util.Collections;
import java.util.List;

/**
 * The channels of a stream, in order. Immutable; any thread.
 *
 * @param channels one or more
 */
public record ChannelLayout(List<Channel> channels) {

  /** The most channels of one stream. */
  public static final int MAXIMUM_CHANNELS = 1024;

  /** One channel. */
  public static final ChannelLayout MONO = new ChannelLayout(List.of(Channel.FRONT_CENTER));

  /** Left and right. */
  public static final ChannelLayout STEREO =
      new ChannelLayout(List.of(Channel.FRONT_LEFT, Channel.FRONT_RIGHT));

  /** 5.1 in the order of WAVE files: L R C LFE Ls Rs, the surrounds as back channels. */
  public static final ChannelLayout SURROUND_5_1 =
      new ChannelLayout(
          List.of(
              Channel.FRONT_LEFT,
              Channel.FRONT_RIGHT,
              Channel.FRONT_CENTER,
              Channel.LOW_FREQUENCY,
              Channel.BACK_LEFT,
              Channel.BACK_RIGHT));

  /**
   * Copies the list.
   *
   * @throws IllegalArgumentException if there is no channel or more than {@value #MAXIMUM_CHANNELS}
   */
  public ChannelLayout {
    channels = List.copyOf(channels);
    if (channels.isEmpty() || channels.size() > MAXIMUM_CHANNELS) {
      throw new IllegalArgumentException(
          channels.size() + " channels are not a layout; give 1 to " + MAXIMUM_CHANNELS);
    }
  }

  /** Mono for 1, stereo for 2, 5.1 for 6, otherwise {@code count} discrete channels. */
  public static ChannelLayout of(int count) {
    return switch (count) {
      case 1 -> MONO;
      case 2 -> STEREO;
      case 6 -> SURROUND_5_1;
      default -> discrete(count);
    };
  }

  /** {@code count} channels without a place in space. */
  public static ChannelLayout discrete(int count) {
    return new ChannelLayout(Collections.nCopies(count, Channel.DISCRETE));
  }

  /** The number of channels. */
  public int count() {
    return channels.size();
  }
}
