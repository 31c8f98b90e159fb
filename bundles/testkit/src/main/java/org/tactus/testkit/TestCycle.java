// SPDX-License-Identifier: Apache-2.0
package org.tactus.testkit;

import java.util.ArrayList;
import java.util.List;
import org.tactus.api.Rational;
import org.tactus.api.audio.ChannelLayout;
import org.tactus.api.node.Cycle;
import org.tactus.api.parameter.Meter;
import org.tactus.api.parameter.Parameter;

/**
 * A cycle that a test drives: {@code begin}, fill the inputs, {@code node.process(cycle)}, look at
 * the outputs. Time passes at the nominal rate from 1 second on. One thread.
 */
public final class TestCycle implements Cycle {

  private static final long START_NANOS = 1_000_000_000L;
  private static final int EVENTS = 1024;
  private static final int EVENT_BYTES = 65_536;
  private static final int PACKETS = 64;
  private static final int PACKET_BYTES = 262_144;
  private static final int PICTURES = 16;

  private final Rational rate;
  private final int period;
  private final Object[] inputs;
  private final Object[] outputs;
  private final TestParameters parameters;
  private final TestMeters meters;
  private final TestTransport transport;
  private final boolean freewheeling;
  private long position;
  private int frames;
  private boolean begun;
  private long deadline = Long.MIN_VALUE;
  private int endedAt = -1;

  private TestCycle(Builder builder) {
    rate = builder.rate;
    period = builder.period;
    inputs = builder.inputs.toArray();
    outputs = builder.outputs.toArray();
    parameters = new TestParameters(builder.parameters, rate);
    meters = new TestMeters(builder.meters);
    transport = new TestTransport(rate);
    freewheeling = builder.freewheeling;
    position = builder.position;
    frames = period;
  }

  /**
   * Starts to describe a cycle.
   *
   * @param rate frames a second
   * @param period the most frames of a cycle
   */
  public static Builder of(Rational rate, int period) {
    return new Builder(rate, period);
  }

  /** What a cycle offers; ports are numbered in the order in which they are added. */
  public static final class Builder {
    private final Rational rate;
    private final int period;
    private final List<Object> inputs = new ArrayList<>();
    private final List<Object> outputs = new ArrayList<>();
    private List<Parameter> parameters = List.of();
    private List<Meter> meters = List.of();
    private boolean freewheeling;
    private long position;

    private Builder(Rational rate, int period) {
      this.rate = rate;
      this.period = period;
    }

    /** Adds an audio input. */
    public Builder audioIn(ChannelLayout layout) {
      inputs.add(TestBlock.of(layout, period));
      return this;
    }

    /** Adds an audio output. */
    public Builder audioOut(ChannelLayout layout) {
      outputs.add(TestBlock.of(layout, period));
      return this;
    }

    /** Adds an audio output on the memory of the input of the same number. */
    public Builder audioOutInPlace() {
      outputs.add(TestBlock.inPlaceOf((TestBlock) inputs.get(outputs.size())));
      return this;
    }

    /** Adds an event input. */
    public Builder eventsIn() {
      inputs.add(new TestEvents(EVENTS, EVENT_BYTES));
      return this;
    }

    /** Adds an event output. */
    public Builder eventsOut() {
      return eventsOut(EVENTS, EVENT_BYTES);
    }

    /** Adds an event output with room for so much in a cycle. */
    public Builder eventsOut(int events, int bytes) {
      outputs.add(new TestEvents(events, bytes));
      return this;
    }

    /** Adds a packet input. */
    public Builder packetsIn() {
      inputs.add(new TestPackets(PACKETS, PACKET_BYTES));
      return this;
    }

    /** Adds a packet output. */
    public Builder packetsOut() {
      outputs.add(new TestPackets(PACKETS, PACKET_BYTES));
      return this;
    }

    /** Adds a video input. */
    public Builder videoIn() {
      inputs.add(new TestPictures(PICTURES));
      return this;
    }

    /** Adds a video output. */
    public Builder videoOut() {
      outputs.add(new TestPictures(PICTURES));
      return this;
    }

    /** Sets the parameters. */
    public Builder parameters(List<Parameter> newParameters) {
      parameters = newParameters;
      return this;
    }

    /** Sets the meters. */
    public Builder meters(List<Meter> newMeters) {
      meters = newMeters;
      return this;
    }

    /** Makes cycles follow one another as fast as they can. */
    public Builder freewheeling() {
      freewheeling = true;
      return this;
    }

    /** Starts at a frame of a pipeline that has run for a while; 0 unless told otherwise. */
    public Builder position(long frame) {
      position = frame;
      return this;
    }

    /** The cycle, at its first position. */
    public TestCycle build() {
      return new TestCycle(this);
    }
  }

  /** Begins the next cycle with a full period of frames. */
  public TestCycle begin() {
    return begin(period);
  }

  /**
   * Begins the next cycle: moves on by the frames of the one before, empties the ports, and
   * declares every block not silent.
   *
   * @param newFrames 1 to the period
   */
  public TestCycle begin(int newFrames) {
    if (newFrames < 0 || newFrames > period) {
      throw new IllegalArgumentException(newFrames + " frames do not fit a period of " + period);
    }
    int passed = begun ? frames : 0;
    position += passed;
    transport.advance(passed);
    begun = true;
    frames = newFrames;
    empty(inputs);
    empty(outputs);
    parameters.moveTo(position, frames);
    return this;
  }

  private void empty(Object[] ports) {
    for (int i = 0; i < ports.length; i++) {
      switch (ports[i]) {
        case TestBlock block -> block.setSilent(false);
        case TestEvents events -> events.begin(frames);
        case TestPackets packets -> packets.begin();
        case TestPictures pictures -> pictures.begin();
        default -> throw new IllegalStateException("no port: " + ports[i]);
      }
    }
  }

  /** Sets the deadline of the cycles to come; by default the end of the period. */
  public void setDeadline(long nanoTime) {
    deadline = nanoTime;
  }

  /** The frame at which the node said that it ended, or -1. */
  public int endedAt() {
    return endedAt;
  }

  @Override
  public int frames() {
    return frames;
  }

  @Override
  public long position() {
    return position;
  }

  @Override
  public long time() {
    return START_NANOS + rate.nanos(position);
  }

  @Override
  public long deadline() {
    return deadline == Long.MIN_VALUE ? START_NANOS + rate.nanos(position + frames) : deadline;
  }

  @Override
  public double measuredRate() {
    return rate.toDouble();
  }

  @Override
  public boolean isFreewheeling() {
    return freewheeling;
  }

  @Override
  public TestTransport transport() {
    return transport;
  }

  @Override
  public TestBlock audioIn(int input) {
    return inputs[input] instanceof TestBlock block ? block : null;
  }

  @Override
  public TestBlock audioOut(int output) {
    return outputs[output] instanceof TestBlock block ? block : null;
  }

  @Override
  public TestEvents eventsIn(int input) {
    return inputs[input] instanceof TestEvents events ? events : null;
  }

  @Override
  public TestEvents eventsOut(int output) {
    return outputs[output] instanceof TestEvents events ? events : null;
  }

  @Override
  public TestPackets packetsIn(int input) {
    return inputs[input] instanceof TestPackets packets ? packets : null;
  }

  @Override
  public TestPackets packetsOut(int output) {
    return outputs[output] instanceof TestPackets packets ? packets : null;
  }

  @Override
  public TestPictures videoIn(int input) {
    return inputs[input] instanceof TestPictures pictures ? pictures : null;
  }

  @Override
  public TestPictures videoOut(int output) {
    return outputs[output] instanceof TestPictures pictures ? pictures : null;
  }

  @Override
  public TestParameters parameters() {
    return parameters;
  }

  @Override
  public TestMeters meters() {
    return meters;
  }

  @Override
  public void end(int endFrames) {
    endedAt = endFrames;
  }
}
