// SPDX-License-Identifier: Apache-2.0
package org.tactus.engine.internal;

import java.lang.foreign.MemorySegment;

/** Delays a block by a fixed number of frames, so that parallel paths meet in step. */
final class AlignmentDelay {

  private final Block source;
  private final Block target;
  private final MemorySegment[] lines;
  private final int frames;
  private int write;
  private long silentFrames;

  /**
   * A delay.
   *
   * @param memory zeroed, at least {@link #bytes}
   */
  AlignmentDelay(Block source, Block target, int frames, MemorySegment memory) {
    this.source = source;
    this.target = target;
    this.frames = frames;
    lines = new MemorySegment[source.channels()];
    for (int i = 0; i < lines.length; i++) {
      lines[i] = memory.asSlice((long) i * frames * Float.BYTES, (long) frames * Float.BYTES);
    }
    silentFrames = frames;
  }

  static long bytes(int channels, int frames) {
    return (long) channels * frames * Float.BYTES;
  }

  Block target() {
    return target;
  }

  int frames() {
    return frames;
  }

  void run(int cycleFrames) {
    silentFrames = source.isSilent() ? silentFrames + cycleFrames : 0;
    int next = write;
    for (int channel = 0; channel < lines.length; channel++) {
      MemorySegment line = lines[channel];
      MemorySegment in = source.channel(channel);
      MemorySegment out = target.channel(channel);
      next = write;
      for (int i = 0; i < cycleFrames; i++) {
        out.setAtIndex(Samples.FLOAT, i, line.getAtIndex(Samples.FLOAT, next));
        line.setAtIndex(Samples.FLOAT, next, in.getAtIndex(Samples.FLOAT, i));
        next = next + 1 == frames ? 0 : next + 1;
      }
    }
    write = next;
    target.setSilent(silentFrames >= (long) frames + cycleFrames);
  }

  void reset() {
    for (MemorySegment line : lines) {
      line.fill((byte) 0);
    }
    silentFrames = frames;
  }
}
