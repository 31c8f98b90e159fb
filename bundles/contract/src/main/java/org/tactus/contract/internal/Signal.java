// SPDX-License-Identifier: Apache-2.0
package org.tactus.contract.internal;

/** Samples that their place alone determines, so that they are the same for every period. */
@FunctionalInterface
interface Signal {

  Signal SILENCE = (_, _, _) -> 0;

  /** The sample of an input's channel at a frame counted from the start of the pipeline. */
  float at(int input, int channel, long frame);

  /** White noise from -0.5 to 0.5. */
  static Signal noise(long seed) {
    return (input, channel, frame) ->
        (Hash.of(seed, ((long) input << 16) + channel, frame) >> 40) / (float) (1 << 24);
  }

  /** White noise whose level changes by up to 60 dB every so many frames. */
  static Signal swelling(long seed, int frames) {
    Signal noise = noise(seed);
    return (input, channel, frame) ->
        (float) Math.pow(10, (Hash.of(seed, 0, frame / frames) & 63) / -20.0)
            * noise.at(input, channel, frame);
  }

  /** One sample of {@code value} in every channel. */
  static Signal impulse(long at, float value) {
    return (_, _, frame) -> frame == at ? value : 0;
  }

  /** This signal up to a frame, then zeros. */
  default Signal until(long end) {
    return (input, channel, frame) -> frame < end ? at(input, channel, frame) : 0;
  }

  /** This signal, louder or softer. */
  default Signal times(float factor) {
    return (input, channel, frame) -> factor * at(input, channel, frame);
  }
}
