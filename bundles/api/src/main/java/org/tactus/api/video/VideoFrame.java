// SPDX-License-Identifier: Apache-2.0
package org.tactus.api.video;

import java.lang.foreign.MemorySegment;
import org.osgi.annotation.versioning.ProviderType;

/**
 * One picture from a {@link VideoFramePool}, counted by reference. The one who acquires it may
 * write it until it is sent; after that it is read-only for all. Any thread; no method allocates.
 */
@ProviderType
public interface VideoFrame {

  /** The format, the same object for every frame of a pool. */
  VideoFormat format();

  /**
   * The bytes of a plane, 64-byte aligned.
   *
   * @param plane 0 to the pixel format's planes - 1
   */
  MemorySegment plane(int plane);

  /** Bytes from one row of a plane to the next; at least the bytes of a row. */
  int stride(int plane);

  /** When it is to be seen, in nanoseconds from the start of the pipeline. */
  long presentationTime();

  /** Sets the presentation time; the acquirer alone, before it is sent. */
  void setPresentationTime(long nanos);

  /** How long it is to be seen, in nanoseconds. */
  long duration();

  /** Sets the duration; the acquirer alone, before it is sent. */
  void setDuration(long nanos);

  /** Counts one more holder. */
  void retain();

  /**
   * Counts one holder less; the last one returns the frame to its pool, on the calling thread and
   * without blocking.
   */
  void release();
}
