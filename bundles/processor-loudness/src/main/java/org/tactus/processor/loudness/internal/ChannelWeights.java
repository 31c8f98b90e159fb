// SPDX-License-Identifier: Apache-2.0
package org.tactus.processor.loudness.internal;

import java.util.List;
import org.tactus.api.audio.Channel;
import org.tactus.api.audio.ChannelLayout;

/**
 * The weights of ITU-R BS.1770-5, Annex 1, table 3 and Annex 3: 1.41 for loudspeakers at ear level
 * between 60 and 120 degrees to the side, nothing for low-frequency effects, 1 for all others. Back
 * channels stand at 110 degrees where there are no side channels, at 135 where there are.
 */
final class ChannelWeights {

  private static final double SIDE_WEIGHT = 1.41;

  private ChannelWeights() {}

  static double[] of(ChannelLayout layout) {
    List<Channel> channels = layout.channels();
    boolean hasSides =
        channels.contains(Channel.SIDE_LEFT) || channels.contains(Channel.SIDE_RIGHT);
    double[] weights = new double[channels.size()];
    for (int i = 0; i < weights.length; i++) {
      weights[i] =
          switch (channels.get(i)) {
            case LOW_FREQUENCY -> 0;
            case SIDE_LEFT, SIDE_RIGHT -> SIDE_WEIGHT;
            case BACK_LEFT, BACK_RIGHT -> hasSides ? 1 : SIDE_WEIGHT;
            default -> 1;
          };
    }
    return weights;
  }
}
