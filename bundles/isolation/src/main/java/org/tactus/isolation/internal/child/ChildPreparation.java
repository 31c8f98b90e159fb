// SPDX-License-Identifier: Apache-2.0
package org.tactus.isolation.internal.child;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.tactus.api.Latency;
import org.tactus.api.MediaFormat;
import org.tactus.api.Rational;
import org.tactus.api.RefusedException;
import org.tactus.api.node.NodeHost;
import org.tactus.api.node.Preparation;
import org.tactus.api.video.VideoFormat;
import org.tactus.api.video.VideoFramePool;
import org.tactus.isolation.internal.channel.Wire;

/**
 * What the parent's preparation says, told on to the child.
 *
 * @param initialValues of the parameters, by index
 * @param host the way back; null while on the wire
 */
public record ChildPreparation(
    String pipeline,
    String node,
    Rational rate,
    int period,
    List<MediaFormat> inputs,
    List<MediaFormat> outputs,
    boolean isFreewheeling,
    Latency inputLatency,
    int feedbackFrames,
    List<Float> initialValues,
    NodeHost host)
    implements Preparation {

  private static final long LARGEST_ALLOCATION = 1L << 30;

  /** A copy of what the parent was told, with the values that parameters have now. */
  public static ChildPreparation of(Preparation preparation, float[] values) {
    List<Float> initial = new ArrayList<>();
    for (float value : values) {
      initial.add(value);
    }
    return new ChildPreparation(
        preparation.pipeline(),
        preparation.node(),
        preparation.rate(),
        preparation.period(),
        Collections.unmodifiableList(new ArrayList<>(preparation.inputs())),
        Collections.unmodifiableList(new ArrayList<>(preparation.outputs())),
        preparation.isFreewheeling(),
        preparation.inputLatency(),
        preparation.feedbackFrames(),
        initial,
        preparation.host());
  }

  /** The same with the values that parameters have now. */
  public ChildPreparation with(float[] values) {
    return of(this, values);
  }

  /** Writes all but the host. */
  public void writeTo(DataOutputStream out) throws IOException {
    Wire.writeText(out, pipeline);
    Wire.writeText(out, node);
    Wire.writeRate(out, rate);
    out.writeInt(period);
    Wire.writeList(out, inputs, Wire::writeFormat);
    Wire.writeList(out, outputs, Wire::writeFormat);
    out.writeBoolean(isFreewheeling);
    Wire.writeLatency(out, inputLatency);
    out.writeInt(feedbackFrames);
    Wire.writeList(out, initialValues, DataOutputStream::writeFloat);
  }

  /** Reads what {@link #writeTo} wrote. */
  static ChildPreparation read(DataInputStream in, NodeHost host) throws IOException {
    return new ChildPreparation(
        Wire.readText(in),
        Wire.readText(in),
        Wire.readRate(in),
        in.readInt(),
        Wire.readFormats(in),
        Wire.readFormats(in),
        in.readBoolean(),
        Wire.readLatency(in),
        in.readInt(),
        Wire.readList(in, DataInputStream::readFloat),
        host);
  }

  @Override
  public boolean isClock() {
    return false;
  }

  @Override
  public float initialValue(int index) {
    return index < initialValues.size() ? initialValues.get(index) : Float.NaN;
  }

  /** Locked where {@code mlockall} was allowed; given back when the node cannot be reached. */
  @Override
  public MemorySegment allocate(long bytes, long alignment) throws RefusedException {
    if (bytes > LARGEST_ALLOCATION) {
      throw new RefusedException(
          "node '"
              + node
              + "' asks for "
              + bytes
              + " bytes, more than the "
              + LARGEST_ALLOCATION
              + " that an isolated bundle gets; use less");
    }
    MemorySegment segment = Arena.ofAuto().allocate(bytes, alignment);
    segment.fill((byte) 0);
    return segment;
  }

  @Override
  public VideoFramePool framePool(VideoFormat format, int frames) throws RefusedException {
    throw new RefusedException(
        "node '"
            + node
            + "' asks for pictures of "
            + format
            + ", which an isolated bundle does not carry; trust it by name");
  }
}
