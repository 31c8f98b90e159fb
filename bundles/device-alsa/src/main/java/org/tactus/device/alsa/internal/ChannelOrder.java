// SPDX-License-Identifier: Apache-2.0
package org.tactus.device.alsa.internal;

import org.tactus.api.audio.Channel;
import org.tactus.api.audio.ChannelLayout;

/** Matches the channels of a block to those of a device by what they are for. */
final class ChannelOrder {

  private ChannelOrder() {}

  /**
   * Which channel of the block each channel of the device carries. Where the device does not say
   * what its channels are for, or they are not those of the block, channels keep their order.
   *
   * @param positions of {@code enum snd_pcm_chmap_position}, one for each channel of the device
   */
  static int[] of(ChannelLayout layout, int[] positions) {
    int count = layout.count();
    int[] order = new int[count];
    boolean[] taken = new boolean[count];
    for (int device = 0; device < count; device++) {
      int block = positions.length == count ? find(layout, taken, positions[device]) : -1;
      if (block < 0) {
        return straight(count);
      }
      taken[block] = true;
      order[device] = block;
    }
    return order;
  }

  private static int find(ChannelLayout layout, boolean[] taken, int position) {
    for (int i = 0; i < layout.count(); i++) {
      if (!taken[i] && position(layout.channels().get(i)) == position) {
        return i;
      }
    }
    return -1;
  }

  private static int[] straight(int count) {
    int[] order = new int[count];
    for (int i = 0; i < count; i++) {
      order[i] = i;
    }
    return order;
  }

  /** {@code enum snd_pcm_chmap_position} of alsa/pcm.h. */
  private static int position(Channel channel) {
    return switch (channel) {
      case DISCRETE -> 0;
      case FRONT_LEFT -> 3;
      case FRONT_RIGHT -> 4;
      case BACK_LEFT -> 5;
      case BACK_RIGHT -> 6;
      case FRONT_CENTER -> 7;
      case LOW_FREQUENCY -> 8;
      case SIDE_LEFT -> 9;
      case SIDE_RIGHT -> 10;
      case BACK_CENTER -> 11;
      case FRONT_LEFT_OF_CENTER -> 12;
      case FRONT_RIGHT_OF_CENTER -> 13;
      case TOP_CENTER -> 21;
      case TOP_FRONT_LEFT -> 22;
      case TOP_FRONT_RIGHT -> 23;
      case TOP_FRONT_CENTER -> 24;
      case TOP_BACK_LEFT -> 25;
      case TOP_BACK_RIGHT -> 26;
      case TOP_BACK_CENTER -> 27;
    };
  }
}
