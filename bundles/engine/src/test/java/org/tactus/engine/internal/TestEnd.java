// SPDX-License-Identifier: Apache-2.0
package org.tactus.engine.internal;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.List;
import org.tactus.api.Direction;
import org.tactus.api.Latency;
import org.tactus.api.MediaFormat;
import org.tactus.api.Rational;
import org.tactus.api.RefusedException;
import org.tactus.api.audio.AudioBlock;
import org.tactus.api.audio.AudioFormat;
import org.tactus.api.clock.Clock;
import org.tactus.api.device.DeviceEnd;
import org.tactus.api.device.EndRequest;
import org.tactus.api.node.Cycle;
import org.tactus.api.node.Preparation;
import org.tactus.api.node.StateLayout;

/** A source of a known signal, or a sink that keeps what it hears. */
final class TestEnd implements DeviceEnd {

  /** The sample of a source at a frame, both counted by the source itself. */
  interface Signal {
    float at(int channel, long frame);
  }

  static final long ENDLESS = Long.MAX_VALUE;

  final EndRequest request;
  private final Rational rate;
  private final int channels;
  private final Signal signal;
  private final long length;
  Clock clock;
  Latency latency = Latency.NONE;
  volatile String fault;
  RefusedException startRefusal;
  boolean handsOver;
  boolean takesOver = true;

  volatile long produced;
  volatile int heard;
  private float[][] samples = new float[0][];
  int starts;
  int stops;
  int releases;
  long outOfStep;

  private TestEnd(EndRequest request, int channels, Signal signal, long length) {
    this.request = request;
    this.rate = request.rate();
    this.channels = channels;
    this.signal = signal;
    this.length = length;
  }

  static TestEnd source(EndRequest request, int channels, Signal signal, long length) {
    return new TestEnd(request, channels, signal, length);
  }

  static TestEnd sink(EndRequest request) {
    return new TestEnd(request, 0, null, 0);
  }

  /** What a sink heard of a channel. */
  float[] channel(int channel) {
    int frames = heard;
    return samples.length == 0 ? new float[0] : Arrays.copyOf(samples[channel], frames);
  }

  /** The last sample that a sink heard; NaN before the first. */
  float last() {
    float[] heardSoFar = channel(0);
    return heardSoFar.length == 0 ? Float.NaN : heardSoFar[heardSoFar.length - 1];
  }

  @Override
  public List<MediaFormat> negotiate(List<MediaFormat> inputs) {
    return request.direction() == Direction.OUTPUT
        ? List.of(AudioFormat.of(rate, channels))
        : List.of();
  }

  @Override
  public void prepare(Preparation preparation) {
    if (request.direction() == Direction.INPUT
        && preparation.inputs().getFirst() instanceof AudioFormat audio) {
      samples = new float[audio.channels()][1 << 16];
    }
  }

  @Override
  public void start() throws RefusedException {
    if (startRefusal != null) {
      throw startRefusal;
    }
    starts++;
  }

  @Override
  public void stop() {
    stops++;
  }

  @Override
  public void release() {
    releases++;
  }

  @Override
  public Clock clock() {
    return clock;
  }

  @Override
  public Latency latency() {
    return latency;
  }

  @Override
  public String fault() {
    return fault;
  }

  @Override
  public void process(Cycle cycle) {
    if (request.direction() == Direction.OUTPUT) {
      play(cycle);
    } else {
      keep(cycle);
    }
  }

  private void play(Cycle cycle) {
    AudioBlock out = cycle.audioOut(0);
    long first = produced;
    for (int channel = 0; channel < channels; channel++) {
      for (int i = 0; i < cycle.frames(); i++) {
        // Beyond its end a source leaves what it likes.
        float sample = first + i < length ? signal.at(channel, first + i) : Float.NaN;
        out.channel(channel).setAtIndex(ValueLayout.JAVA_FLOAT, i, sample);
      }
    }
    if (first + cycle.frames() >= length) {
      cycle.end((int) Math.max(0, length - first));
    }
    produced = first + cycle.frames();
  }

  private void keep(Cycle cycle) {
    AudioBlock in = cycle.audioIn(0);
    int frames = cycle.frames();
    int first = heard;
    for (int channel = 0; channel < samples.length; channel++) {
      if (first + frames > samples[channel].length) {
        samples[channel] = Arrays.copyOf(samples[channel], 2 * (first + frames));
      }
      for (int i = 0; i < frames; i++) {
        samples[channel][first + i] = in.channel(channel).getAtIndex(ValueLayout.JAVA_FLOAT, i);
      }
    }
    heard = first + frames;
  }

  @Override
  public StateLayout stateLayout() {
    return handsOver ? StateLayout.copied(1, Long.BYTES, 100) : StateLayout.NONE;
  }

  @Override
  public long saveState(MemorySegment target) {
    target.set(ValueLayout.JAVA_LONG, 0, produced);
    return Long.BYTES;
  }

  @Override
  public boolean loadState(int version, MemorySegment source) {
    produced = source.get(ValueLayout.JAVA_LONG, 0);
    return takesOver;
  }
}
