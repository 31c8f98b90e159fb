// SPDX-License-Identifier: Apache-2.0
package org.tactus.api.audio;

import java.lang.foreign.MemorySegment;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The audio of one port in one cycle: planar 32-bit float in native byte order, every channel
 * 64-byte aligned in locked memory. Called on the cycle thread or a worker, during {@code process}
 * alone; no method allocates.
 */
@ProviderType
public interface AudioBlock {

  /** The channels of this block. */
  ChannelLayout layout();

  /** The number of channels. */
  int channels();

  /** The frames that every channel has room for: the pipeline's period. */
  int capacity();

  /**
   * The samples of a channel: a segment of {@link #capacity()} floats, the same object in every
   * cycle of a plan.
   *
   * @param channel 0 to {@link #channels()} - 1
   */
  MemorySegment channel(int channel);

  /** Whether every sample is known to be zero, so that work on it may be left out. */
  boolean isSilent();

  /**
   * Declares, of an output block, whether every sample in it is zero. The samples must then really
   * be zero: a reader may look at them all the same. Output blocks start every cycle as not silent.
   */
  void setSilent(boolean silent);

  /** Whether this output block and the input block of the same number share their memory. */
  boolean isInPlace();

  /** Writes zero to every sample and declares the block silent. */
  void clear();

  /**
   * Copies the samples and the silence of {@code source}, channel by channel; channels that the
   * source lacks are cleared. Copying a block onto its own memory does nothing.
   */
  void copyFrom(AudioBlock source);
}
