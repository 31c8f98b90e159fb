// SPDX-License-Identifier: Apache-2.0
package org.tactus.engine.internal;

import java.lang.foreign.MemorySegment;
import java.util.List;
import org.tactus.api.Latency;
import org.tactus.api.MediaFormat;
import org.tactus.api.Rational;
import org.tactus.api.RefusedException;
import org.tactus.api.node.NodeHost;
import org.tactus.api.node.Preparation;
import org.tactus.api.video.VideoFormat;
import org.tactus.api.video.VideoFramePool;

/** What a node learns and takes before its first cycle. */
record NodePreparation(
    String pipeline,
    Rational rate,
    int period,
    boolean isFreewheeling,
    boolean isClock,
    Latency inputLatency,
    Instance instance,
    Memory memory)
    implements Preparation {

  @Override
  public String node() {
    return instance.name;
  }

  @Override
  public List<MediaFormat> inputs() {
    return instance.inputFormats;
  }

  @Override
  public List<MediaFormat> outputs() {
    return instance.outputFormats;
  }

  @Override
  public int feedbackFrames() {
    return instance.feedbackFrames;
  }

  @Override
  public float initialValue(int parameterIndex) {
    return instance.parameters.requested(parameterIndex);
  }

  @Override
  public MemorySegment allocate(long bytes, long alignment) throws RefusedException {
    try {
      MemorySegment segment = memory.allocate(bytes, alignment);
      instance.memory.add(segment);
      return segment;
    } catch (IllegalStateException e) {
      throw new RefusedException("node '" + instance.name + "': " + e.getMessage(), e);
    }
  }

  @Override
  public VideoFramePool framePool(VideoFormat format, int frames) throws RefusedException {
    throw new RefusedException(
        "node '"
            + instance.name
            + "' asks for pictures of "
            + format
            + ", which this version's engine does not carry; use audio and events");
  }

  @Override
  public NodeHost host() {
    return instance;
  }
}
