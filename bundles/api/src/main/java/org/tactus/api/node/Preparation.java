// SPDX-License-Identifier: Apache-2.0
package org.tactus.api.node;

import java.lang.foreign.MemorySegment;
import java.util.List;
import org.osgi.annotation.versioning.ProviderType;
import org.tactus.api.Latency;
import org.tactus.api.MediaFormat;
import org.tactus.api.Rational;
import org.tactus.api.RefusedException;
import org.tactus.api.video.VideoFormat;
import org.tactus.api.video.VideoFramePool;

/**
 * What a node learns and may take before its first cycle. Control thread, during {@code prepare}.
 */
@ProviderType
public interface Preparation {

  /** The pipeline's name. */
  String pipeline();

  /** The node's name in the pipeline. */
  String node();

  /** The pipeline's rate in cycles of one frame: audio frames or pictures a second. */
  Rational rate();

  /** The most frames of a cycle. */
  int period();

  /** The format of every input, in the order of the ports; null for one that is not linked. */
  List<MediaFormat> inputs();

  /** The format of every output, in the order of the ports, as negotiated. */
  List<MediaFormat> outputs();

  /** Whether cycles will follow one another as fast as they can. */
  boolean isFreewheeling();

  /** Whether this end's clock starts the cycles. */
  boolean isClock();

  /** How late the inputs are against their sources once paths are aligned. */
  Latency inputLatency();

  /**
   * Frames by which the input is already late because the node closes a loop: one period, or 0
   * elsewhere. A delay takes this off its own.
   */
  int feedbackFrames();

  /**
   * The value that a parameter has in the first cycle, so that a node can refuse what it cannot
   * work with; NaN where the host does not know it yet.
   *
   * @param index of the type's list of parameters
   */
  default float initialValue(int index) {
    return Float.NaN;
  }

  /**
   * Memory that is touched, locked, zeroed and stays mapped; given back by the host after {@code
   * release}.
   *
   * @param bytes 1 or more
   * @param alignment a power of two, at most 4096
   * @throws RefusedException if there is none left
   */
  MemorySegment allocate(long bytes, long alignment) throws RefusedException;

  /**
   * A pool of pictures in such memory.
   *
   * @param frames 1 or more
   * @throws RefusedException if there is no memory left
   */
  VideoFramePool framePool(VideoFormat format, int frames) throws RefusedException;

  /** The way back to the host for as long as the node lives. */
  NodeHost host();
}
