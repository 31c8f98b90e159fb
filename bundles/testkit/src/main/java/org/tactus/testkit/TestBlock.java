// SPDX-License-Identifier: Apache-2.0
package org.tactus.testkit;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.tactus.api.audio.AudioBlock;
import org.tactus.api.audio.ChannelLayout;

/** A block of audio in native memory, every channel 64-byte aligned. One thread at a time. */
public final class TestBlock implements AudioBlock {

  private final ChannelLayout layout;
  private final int capacity;
  private final MemorySegment[] channels;
  private final boolean inPlace;
  private boolean silent;

  private TestBlock(ChannelLayout layout, int capacity, MemorySegment[] channels, boolean inPlace) {
    this.layout = layout;
    this.capacity = capacity;
    this.channels = channels;
    this.inPlace = inPlace;
  }

  /**
   * A zeroed block that is not declared silent.
   *
   * @param capacity frames, 1 or more
   */
  public static TestBlock of(ChannelLayout layout, int capacity) {
    MemorySegment[] channels = new MemorySegment[layout.count()];
    for (int i = 0; i < channels.length; i++) {
      channels[i] = Memory.allocate(capacity * (long) Float.BYTES, Memory.CHANNEL_ALIGNMENT);
    }
    return new TestBlock(layout, capacity, channels, false);
  }

  /** A zeroed block with the usual layout for {@code channels} channels. */
  public static TestBlock of(int channels, int capacity) {
    return of(ChannelLayout.of(channels), capacity);
  }

  /** An output block on the memory of {@code input}. */
  public static TestBlock inPlaceOf(TestBlock input) {
    return new TestBlock(input.layout, input.capacity, input.channels, true);
  }

  /**
   * Writes samples, channel by channel, from frame 0 on, and declares the block not silent.
   *
   * @param samples channels times frames, at most the capacity
   * @param from the first frame taken of {@code samples}
   * @param frames how many are taken
   */
  public void write(float[][] samples, int from, int frames) {
    for (int channel = 0; channel < samples.length; channel++) {
      MemorySegment.copy(
          samples[channel], from, channels[channel], ValueLayout.JAVA_FLOAT, 0, frames);
    }
    silent = false;
  }

  /**
   * Reads samples, channel by channel, from frame 0 on.
   *
   * @param samples where they go: channels times frames
   * @param to the first frame written in {@code samples}
   * @param frames how many are read
   */
  public void read(float[][] samples, int to, int frames) {
    for (int channel = 0; channel < samples.length; channel++) {
      MemorySegment.copy(
          channels[channel], ValueLayout.JAVA_FLOAT, 0, samples[channel], to, frames);
    }
  }

  /** One sample. */
  public float get(int channel, int frame) {
    return channels[channel].getAtIndex(ValueLayout.JAVA_FLOAT, frame);
  }

  /** Sets one sample. */
  public void set(int channel, int frame, float value) {
    channels[channel].setAtIndex(ValueLayout.JAVA_FLOAT, frame, value);
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
    return inPlace;
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
    int shared = Math.min(channels.length, source.channels());
    for (int i = 0; i < shared; i++) {
      MemorySegment from = source.channel(i);
      if (from.address() != channels[i].address()) {
        channels[i].copyFrom(
            from.byteSize() > channels[i].byteSize()
                ? from.asSlice(0, channels[i].byteSize())
                : from);
      }
    }
    for (int i = shared; i < channels.length; i++) {
      channels[i].fill((byte) 0);
    }
    silent = source.isSilent();
  }
}
