// SPDX-License-Identifier: Apache-2.0
package org.tactus.device.alsa.internal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import org.junit.jupiter.api.Test;
import org.tactus.api.audio.ChannelLayout;

class ChannelOrderTest {

  // FL FR RL RR FC LFE of alsa/pcm.h, the usual order of sound cards.
  private static final int[] CARD = {3, 4, 5, 6, 7, 8};

  @Test
  void surroundChannelsGoWhereTheCardHasThem() {
    assertArrayEquals(
        new int[] {0, 1, 4, 5, 2, 3}, ChannelOrder.of(ChannelLayout.SURROUND_5_1, CARD));
  }

  @Test
  void channelsKeepTheirOrderWhereTheCardSaysNothing() {
    assertArrayEquals(
        new int[] {0, 1, 2, 3, 4, 5}, ChannelOrder.of(ChannelLayout.SURROUND_5_1, new int[0]));
  }

  @Test
  void channelsKeepTheirOrderWhereTheyHaveNoPlace() {
    assertArrayEquals(
        new int[] {0, 1, 2, 3, 4, 5}, ChannelOrder.of(ChannelLayout.discrete(6), CARD));
  }
}
