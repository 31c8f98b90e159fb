// SPDX-License-Identifier: Apache-2.0
package org.tactus.api.audio;

import org.tactus.api.MediaFormat;
import org.tactus.api.MediaKind;
import org.tactus.api.Rational;

/**
 * The format of an audio stream inside a pipeline; its samples are always planar 32-bit float with
 * a nominal range of -1 to 1. Immutable; any thread.
 *
 * @param rate frames a second
 * @param layout the channels
 */
public record AudioFormat(Rational rate, ChannelLayout layout) implements MediaFormat {

  /** A format with the usual layout for {@code channels} channels. */
  public static AudioFormat of(Rational rate, int channels) {
    return new AudioFormat(rate, ChannelLayout.of(channels));
  }

  /** The number of channels. */
  public int channels() {
    return layout.count();
  }

  @Override
  public MediaKind kind() {
    return MediaKind.AUDIO;
  }

  /** {@code "2 channels at 48000 Hz"}. */
  @Override
  public String toString() {
    return channels() + (channels() == 1 ? " channel at " : " channels at ") + rate + " Hz";
  }
}
