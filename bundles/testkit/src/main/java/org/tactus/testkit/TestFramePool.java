// SPDX-License-Identifier: Apache-2.0
package org.tactus.testkit;

import org.tactus.api.video.VideoFormat;
import org.tactus.api.video.VideoFrame;
import org.tactus.api.video.VideoFramePool;

/** A fixed number of pictures. Any thread. */
public final class TestFramePool implements VideoFramePool {

  private final VideoFormat format;
  private final TestFrame[] frames;

  /** A pool of {@code frames} free pictures. */
  public TestFramePool(VideoFormat format, int frames) {
    this.format = format;
    this.frames = new TestFrame[frames];
    for (int i = 0; i < frames; i++) {
      this.frames[i] = new TestFrame(format);
    }
  }

  @Override
  public VideoFormat format() {
    return format;
  }

  @Override
  public int available() {
    int free = 0;
    for (int i = 0; i < frames.length; i++) {
      free += frames[i].holders() == 0 ? 1 : 0;
    }
    return free;
  }

  @Override
  public VideoFrame acquire() {
    for (int i = 0; i < frames.length; i++) {
      if (frames[i].take()) {
        return frames[i];
      }
    }
    return null;
  }
}
