// SPDX-License-Identifier: Apache-2.0
package org.tactus.isolation.internal.exchange;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.tactus.api.audio.AudioBlock;
import org.tactus.api.audio.ChannelLayout;

/** The audio of one port in the child: memory of its own, the same in every cycle. */
final class ChildBlock implements AudioBlock {

  private static final long ALIGNMENT = 64;

  private final ChannelLayout layout;
  private final int capacity;
  private final MemorySegment[] channels;
  private boolean silent;

  ChildBlock(ChannelLayout layout, int capacity) {
    this.layout = layout;
    this.capacity = capacity;
    channels = new MemorySegment[layout.count()];
    for (int i = 0; i < channels.length; i++) {
      channels[i] = Arena.ofAuto().allocate(capacity * (long) Float.BYTES, ALIGNMENT);
    }
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
    return silent;
  }

  @Override
  public void setSilent(boolean silent) {
    this.silent = silent;
  }

  @Override
  public boolean isInPlace() {
    return false;
  }

  @Override
  public void clear() {
    for (int i = 0; i < channels.length; i++) {
      channels[i].fill((byte) 0);
    }
    silent = true;
  }

  @Override
  public void copyFrom(AudioBlock source) {
    int common = Math.min(channels.length, source.channels());
    for (int i = 0; i < common; i++) {
      MemorySegment.copy(source.channel(i), 0, channels[i], 0, (long) capacity * Float.BYTES);
    }
    for (int i = common; i < channels.length; i++) {
      channels[i].fill((byte) 0);
    }
    silent = source.isSilent();
  }
}
