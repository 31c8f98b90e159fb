// SPDX-License-Identifier: Apache-2.0
package org.tactus.testkit;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.tactus.api.Latency;
import org.tactus.api.MediaFormat;
import org.tactus.api.Rational;
import org.tactus.api.RefusedException;
import org.tactus.api.node.Preparation;
import org.tactus.api.video.VideoFormat;
import org.tactus.api.video.VideoFramePool;

/** A preparation that a test fills in. One thread. */
public class TestPreparation implements Preparation {

  private static final long MAXIMUM_ALIGNMENT = 4096;

  private final Rational rate;
  private final int period;
  private final TestHost host = new TestHost();
  private List<MediaFormat> inputs = List.of();
  private List<MediaFormat> outputs = List.of();
  private boolean freewheeling;
  private boolean clock;
  private Latency inputLatency = Latency.NONE;
  private int feedbackFrames;
  private float[] initialValues = {};
  private long allocatedBytes;
  private long memoryLimit = Long.MAX_VALUE;

  /**
   * A preparation without ports.
   *
   * @param rate frames a second
   * @param period the most frames of a cycle
   */
  public TestPreparation(Rational rate, int period) {
    this.rate = rate;
    this.period = period;
  }

  /** Sets the formats of the inputs; null for one that is not linked. */
  public TestPreparation inputs(MediaFormat... formats) {
    inputs = Collections.unmodifiableList(new ArrayList<>(Arrays.asList(formats)));
    return this;
  }

  /** Sets the formats of the outputs. */
  public TestPreparation outputs(MediaFormat... formats) {
    outputs = List.of(formats);
    return this;
  }

  /** Makes cycles follow one another as fast as they can. */
  public TestPreparation freewheeling() {
    freewheeling = true;
    return this;
  }

  /** Makes the node the clock. */
  public TestPreparation asClock() {
    clock = true;
    return this;
  }

  /** Sets how late the inputs are. */
  public TestPreparation inputLatency(Latency latency) {
    inputLatency = latency;
    return this;
  }

  /** Makes the node close a loop: its input is late by {@code frames}. */
  public TestPreparation feedbackFrames(int frames) {
    feedbackFrames = frames;
    return this;
  }

  /** Sets the values that the parameters start with, in the order of the type's list. */
  public TestPreparation initialValues(float... values) {
    initialValues = values.clone();
    return this;
  }

  /** Refuses memory beyond so many bytes. */
  public TestPreparation memoryLimit(long bytes) {
    memoryLimit = bytes;
    return this;
  }

  /** The bytes that the node took. */
  public long allocatedBytes() {
    return allocatedBytes;
  }

  @Override
  public String pipeline() {
    return "test";
  }

  @Override
  public String node() {
    return "node";
  }

  @Override
  public Rational rate() {
    return rate;
  }

  @Override
  public int period() {
    return period;
  }

  @Override
  public List<MediaFormat> inputs() {
    return inputs;
  }

  @Override
  public List<MediaFormat> outputs() {
    return outputs;
  }

  @Override
  public boolean isFreewheeling() {
    return freewheeling;
  }

  @Override
  public boolean isClock() {
    return clock;
  }

  @Override
  public Latency inputLatency() {
    return inputLatency;
  }

  @Override
  public int feedbackFrames() {
    return feedbackFrames;
  }

  @Override
  public float initialValue(int index) {
    return index < initialValues.length ? initialValues[index] : Float.NaN;
  }

  @Override
  public MemorySegment allocate(long bytes, long alignment) throws RefusedException {
    if (bytes < 1 || Long.bitCount(alignment) != 1 || alignment > MAXIMUM_ALIGNMENT) {
      throw new IllegalArgumentException(
          bytes + " bytes aligned to " + alignment + "; give 1 or more and a power of two to 4096");
    }
    if (allocatedBytes + bytes > memoryLimit) {
      throw new RefusedException(
          "there are no " + bytes + " bytes left for node 'node'; raise the memory limit");
    }
    allocatedBytes += bytes;
    return Memory.allocate(bytes, alignment);
  }

  @Override
  public VideoFramePool framePool(VideoFormat format, int frames) {
    return new TestFramePool(format, frames);
  }

  @Override
  public TestHost host() {
    return host;
  }
}
