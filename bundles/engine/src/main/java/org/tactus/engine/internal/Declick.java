// SPDX-License-Identifier: Apache-2.0
package org.tactus.engine.internal;

import java.lang.foreign.MemorySegment;

/**
 * Keeps an output from clicking when what is written to it comes from elsewhere all of a sudden.
 * The step from the last sample that was heard to the first new one, as far as it is larger than
 * the last one that the signal took itself, is added to the new signal and decays, so that what is
 * heard goes on where it was. For the thread that runs the node; allocates nothing.
 */
final class Declick {

  private final float[] heard;
  private final float[] movement;
  private final float[] offset;
  private final int length;
  private int left;
  private boolean stepAhead;
  private boolean begun;

  /**
   * For an output.
   *
   * @param frames how long a step takes to decay
   */
  Declick(int channels, int frames) {
    heard = new float[channels];
    movement = new float[channels];
    offset = new float[channels];
    length = Math.max(1, frames);
  }

  int channels() {
    return heard.length;
  }

  /** The next block does not follow from the last one, if there was one. */
  void stepAhead() {
    stepAhead = begun;
  }

  /** Takes what is left of a step out of a block that is heard next. */
  void run(Block block, int frames) {
    begun = true;
    if (stepAhead) {
      stepAhead = false;
      left = length;
      for (int channel = 0; channel < offset.length; channel++) {
        float step = heard[channel] - block.channel(channel).getAtIndex(Samples.FLOAT, 0);
        offset[channel] = step - Math.clamp(step, -movement[channel], movement[channel]);
      }
    }
    if (left > 0) {
      decay(block, frames);
    }
    for (int channel = 0; channel < heard.length; channel++) {
      MemorySegment samples = block.channel(channel);
      heard[channel] = samples.getAtIndex(Samples.FLOAT, frames - 1);
      movement[channel] =
          Math.abs(heard[channel] - samples.getAtIndex(Samples.FLOAT, Math.max(0, frames - 2)));
    }
  }

  private void decay(Block block, int frames) {
    int count = Math.min(left, frames);
    boolean audible = false;
    for (int channel = 0; channel < offset.length; channel++) {
      if (offset[channel] == 0) {
        continue;
      }
      audible = true;
      MemorySegment samples = block.channel(channel);
      for (int i = 0; i < count; i++) {
        float sample = samples.getAtIndex(Samples.FLOAT, i);
        samples.setAtIndex(
            Samples.FLOAT, i, sample + offset[channel] * smooth((left - i) / (float) length));
      }
    }
    if (audible) {
      block.setSilent(false);
    }
    left -= count;
  }

  /**
   * Mixes two signals with gains that add up to 1.
   *
   * @param own holds the mix afterwards
   * @param other null for silence; channels that it lacks are silent
   * @param share of its own signal before the first frame, 0 to 1
   * @param step added to the share at every frame
   */
  static void mix(Block own, Block other, int frames, float share, float step) {
    for (int channel = 0; channel < own.channels(); channel++) {
      MemorySegment to = own.channel(channel);
      MemorySegment from =
          other != null && channel < other.channels() ? other.channel(channel) : null;
      for (int i = 0; i < frames; i++) {
        float gain = smooth(Math.clamp(share + step * (i + 1), 0f, 1f));
        float away = from == null ? 0 : from.getAtIndex(Samples.FLOAT, i);
        to.setAtIndex(Samples.FLOAT, i, away + gain * (to.getAtIndex(Samples.FLOAT, i) - away));
      }
    }
    own.setSilent(false);
  }

  /** From 0 to 1 with flat ends: the cubic Hermite blend. */
  private static float smooth(float x) {
    return x * x * (3 - 2 * x);
  }
}
