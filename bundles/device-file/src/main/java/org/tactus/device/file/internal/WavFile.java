// SPDX-License-Identifier: Apache-2.0
package org.tactus.device.file.internal;

import org.tactus.api.audio.ChannelLayout;

/**
 * What the header of a WAV file says, checked against the file.
 *
 * @param format of a sample
 * @param rate frames a second
 * @param layout of the channels
 * @param dataStart offset of the first sample in bytes
 * @param frames that are really there
 * @param declaredFrames that the header promises; -1 where it promises none
 */
record WavFile(
    SampleFormat format,
    int rate,
    ChannelLayout layout,
    long dataStart,
    long frames,
    long declaredFrames) {

  /** The number of channels. */
  int channels() {
    return layout.count();
  }

  /** Bytes of one frame. */
  int frameBytes() {
    return channels() * format.bytes();
  }

  /** Whether the other has the same kind of samples; it may have another number of them. */
  boolean isLike(WavFile other) {
    return format == other.format
        && rate == other.rate
        && layout.equals(other.layout)
        && dataStart == other.dataStart;
  }

  /** Whether the file ends before its header says so. */
  boolean isTruncated() {
    return frames < declaredFrames;
  }
}
