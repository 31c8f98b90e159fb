// SPDX-License-Identifier: Apache-2.0
package org.tactus.engine.internal;

import java.lang.foreign.MemorySegment;

/**
 * Delays a block by a fixed number of frames, so that parallel paths meet in step. What is on its
 * way is in a {@link Line}, which outlives the plan.
 */
final class AlignmentDelay {

  /** The frames that are on their way. The thread that runs the node uses it. */
  static final class Line {

    private final Slot from;
    private final int output;
    private final int frames;
    private final MemorySegment[] channels;
    private int write;
    private long silentFrames;

    /**
     * A line.
     *
     * @param from the place of the node that feeds it, by the given output
     * @param frames how many frames are on their way; 0 for a mere copy
     * @param memory zeroed, at least {@link #bytes}; null where there are no frames
     */
    Line(Slot from, int output, int frames, int channelCount, MemorySegment memory) {
      this.from = from;
      this.output = output;
      this.frames = frames;
      channels = new MemorySegment[channelCount];
      for (int i = 0; i < channels.length && frames > 0; i++) {
        channels[i] = memory.asSlice((long) i * frames * Float.BYTES, (long) frames * Float.BYTES);
      }
      silentFrames = frames;
    }

    static long bytes(int channels, int frames) {
      return (long) channels * frames * Float.BYTES;
    }

    boolean fits(Slot source, int sourceOutput, int wantedFrames, int channelCount) {
      return from == source
          && output == sourceOutput
          && frames == wantedFrames
          && channels.length == channelCount;
    }
  }

  private final Block source;
  private final Block target;
  private final Line line;

  AlignmentDelay(Block source, Block target, Line line) {
    this.source = source;
    this.target = target;
    this.line = line;
  }

  Block target() {
    return target;
  }

  void run(int cycleFrames) {
    if (line.frames == 0) {
      target.copyFrom(source);
      return;
    }
    line.silentFrames = source.isSilent() ? line.silentFrames + cycleFrames : 0;
    int next = line.write;
    for (int channel = 0; channel < line.channels.length; channel++) {
      MemorySegment delayed = line.channels[channel];
      MemorySegment in = source.channel(channel);
      MemorySegment out = target.channel(channel);
      next = line.write;
      for (int i = 0; i < cycleFrames; i++) {
        out.setAtIndex(Samples.FLOAT, i, delayed.getAtIndex(Samples.FLOAT, next));
        delayed.setAtIndex(Samples.FLOAT, next, in.getAtIndex(Samples.FLOAT, i));
        next = next + 1 == line.frames ? 0 : next + 1;
      }
    }
    line.write = next;
    target.setSilent(line.silentFrames >= (long) line.frames + cycleFrames);
  }
}
