// SPDX-License-Identifier: Apache-2.0
package org.tactus.testkit;

import java.lang.foreign.MemorySegment;
import java.util.concurrent.atomic.AtomicInteger;
import org.tactus.api.video.PixelFormat;
import org.tactus.api.video.VideoFormat;
import org.tactus.api.video.VideoFrame;

/** One picture in native memory, counted by reference. */
public final class TestFrame implements VideoFrame {

  private static final int ROW_ALIGNMENT = 64;

  private final VideoFormat format;
  private final MemorySegment[] planes;
  private final int[] strides;
  private final AtomicInteger holders = new AtomicInteger();
  private long presentationTime;
  private long duration;

  TestFrame(VideoFormat format) {
    this.format = format;
    PixelFormat pixels = format.pixelFormat();
    planes = new MemorySegment[pixels.planes()];
    strides = new int[pixels.planes()];
    for (int i = 0; i < planes.length; i++) {
      strides[i] = (pixels.rowBytes(i, format.width()) + ROW_ALIGNMENT - 1) & -ROW_ALIGNMENT;
      long bytes = (long) strides[i] * pixels.rows(i, format.height());
      planes[i] = Memory.allocate(bytes, Memory.CHANNEL_ALIGNMENT);
    }
  }

  boolean take() {
    return holders.compareAndSet(0, 1);
  }

  /** How many hold it. */
  public int holders() {
    return holders.get();
  }

  @Override
  public VideoFormat format() {
    return format;
  }

  @Override
  public MemorySegment plane(int plane) {
    return planes[plane];
  }

  @Override
  public int stride(int plane) {
    return strides[plane];
  }

  @Override
  public long presentationTime() {
    return presentationTime;
  }

  @Override
  public void setPresentationTime(long nanos) {
    presentationTime = nanos;
  }

  @Override
  public long duration() {
    return duration;
  }

  @Override
  public void setDuration(long nanos) {
    duration = nanos;
  }

  @Override
  public void retain() {
    holders.incrementAndGet();
  }

  @Override
  public void release() {
    if (holders.decrementAndGet() < 0) {
      throw new IllegalStateException("a frame was released more often than it was held");
    }
  }
}
