// SPDX-License-Identifier: Apache-2.0
package org.tactus.testkit;

import org.tactus.api.video.VideoFrame;
import org.tactus.api.video.VideoReader;
import org.tactus.api.video.VideoWriter;

/** The pictures of one port in one cycle: sent by one side, read by the other. One thread. */
public final class TestPictures implements VideoReader, VideoWriter {

  private final VideoFrame[] queue;
  private int size;

  TestPictures(int pictures) {
    queue = new VideoFrame[pictures];
  }

  void begin() {
    for (int i = 0; i < size; i++) {
      queue[i].release();
      queue[i] = null;
    }
    size = 0;
  }

  @Override
  public int size() {
    return size;
  }

  @Override
  public VideoFrame frame(int index) {
    return queue[index];
  }

  @Override
  public boolean send(VideoFrame frame) {
    if (size == queue.length) {
      return false;
    }
    queue[size++] = frame;
    return true;
  }
}
