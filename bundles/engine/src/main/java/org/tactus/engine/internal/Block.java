// SPDX-License-Identifier: Apache-2.0
package org.tactus.engine.internal;

import java.lang.foreign.MemorySegment;
import org.tactus.api.audio.AudioBlock;
import org.tactus.api.audio.ChannelLayout;

/** The audio of one port. Its segments are made when the plan is compiled, never on the cycle. */
final class Block implements AudioBlock {

  static final int ALIGNMENT = 64;

  private final ChannelLayout layout;
  private final int capacity;
  private final MemorySegment[] channels;
  private final boolean inPlace;
  private final Silence silence;

  /** Silence belongs to the memory: blocks that share the one share the other. */
  static final class Silence {
    private boolean silent = true;
  }

  private Block(
      ChannelLayout layout,
      int capacity,
      MemorySegment[] channels,
      boolean inPlace,
      Silence silence) {
    this.layout = layout;
    this.capacity = capacity;
    this.channels = channels;
    this.inPlace = inPlace;
    this.silence = silence;
  }

  /** Bytes of memory for a block, every channel padded to the alignment. */
  static long bytes(int channels, int capacity) {
    return channels * channelBytes(capacity);
  }

  static Block over(MemorySegment memory, ChannelLayout layout, int capacity) {
    MemorySegment[] channels = new MemorySegment[layout.count()];
    for (int i = 0; i < channels.length; i++) {
      channels[i] =
          memory.asSlice(i * channelBytes(capacity), (long) capacity * Float.BYTES, ALIGNMENT);
    }
    return new Block(layout, capacity, channels, false, new Silence());
  }

  /** The same memory, seen as an output that overwrites it. */
  Block inPlace() {
    return new Block(layout, capacity, channels, true, silence);
  }

  private static long channelBytes(int capacity) {
    return ((long) capacity * Float.BYTES + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
  }

  @Override
  public ChannelLayout layout() {
    return layout;
  }

  @Override
  public int channels() {
    return channels.length;
  }

  @Override
  public int capacity() {
    return capacity;
  }

  @Override
  public MemorySegment channel(int channel) {
    return channels[channel];
  }

  @Override
  public boolean isSilent() {
    return silence.silent;
  }

  @Override
  public void setSilent(boolean silent) {
    silence.silent = silent;
  }

  @Override
  public boolean isInPlace() {
    return inPlace;
  }

  @Override
  public void clear() {
    for (int i = 0; i < channels.length; i++) {
      channels[i].fill((byte) 0);
    }
    silence.silent = true;
  }

  /** Clears what follows the first {@code frames} frames. */
  void clearAfter(int frames) {
    for (int i = 0; i < channels.length; i++) {
      for (int frame = frames; frame < capacity; frame++) {
        channels[i].setAtIndex(Samples.FLOAT, frame, 0f);
      }
    }
  }

  @Override
  public void copyFrom(AudioBlock source) {
    if (source instanceof Block block && block.channels == channels) {
      silence.silent = source.isSilent();
      return;
    }
    int common = Math.min(channels.length, source.channels());
    for (int i = 0; i < common; i++) {
      MemorySegment.copy(source.channel(i), 0, channels[i], 0, (long) capacity * Float.BYTES);
    }
    for (int i = common; i < channels.length; i++) {
      channels[i].fill((byte) 0);
    }
    silence.silent = source.isSilent();
  }
}
