// SPDX-License-Identifier: Apache-2.0
package org.tactus.processor.convolver.internal;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.tactus.api.Latency;
import org.tactus.api.MediaFormat;
import org.tactus.api.RefusedException;
import org.tactus.api.audio.AudioBlock;
import org.tactus.api.audio.AudioFormat;
import org.tactus.api.audio.ChannelLayout;
import org.tactus.api.node.Cycle;
import org.tactus.api.node.Preparation;
import org.tactus.api.node.StateLayout;
import org.tactus.api.parameter.Parameters;
import org.tactus.api.processor.Processor;

/**
 * Convolution without added latency: the first 64 frames of the response directly, the rest in
 * partitions of 64, 512 and 4096 frames, the work on the greater ones spread over time. With
 * latency nothing is convolved directly and partitions start at the latency's length. Blocks lie on
 * a grid of frames counted from the start of the pipeline, so that the samples do not depend on the
 * period.
 */
final class Convolver implements Processor {

  private static final double NEPERS_PER_DECIBEL = Math.log(10) / 20;
  private static final float SILENCE_DB = -120;

  /** The smallest partition and the length of the part that is convolved directly. */
  private static final int HEAD = 64;

  private static final int MIDDLE = 512;
  private static final int TAIL = 4096;

  /** Samples below this are 300 dB under full scale and would make products denormal. */
  private static final float NOTHING = 1e-15f;

  private final ImpulseResponse response;
  private final int latency;
  private Routing routing;
  private float[][] head;
  private Level[] levels;
  private float[][] rings;
  private int mask;
  private float[][] lines;
  private float[] sum;
  private MemorySegment factors;
  private long quietFrames;
  private long quietEnough;
  private float db;
  private float gain;

  Convolver(ImpulseResponse response, int latency) {
    this.response = response;
    this.latency = latency;
  }

  @Override
  public List<MediaFormat> negotiate(List<MediaFormat> inputs) throws RefusedException {
    AudioFormat input = (AudioFormat) inputs.getFirst();
    int outputs = Routing.of(input.channels(), response).outputs();
    return List.of(
        outputs == input.channels()
            ? input
            : new AudioFormat(input.rate(), ChannelLayout.of(outputs)));
  }

  @Override
  public void prepare(Preparation preparation) throws RefusedException {
    if (preparation.rate().denominator() != 1
        || preparation.rate().numerator() != response.rate()) {
      throw new RefusedException(
          "impulse response '"
              + response.name()
              + "' is of "
              + response.rate()
              + " Hz and the pipeline of "
              + preparation.rate()
              + " Hz; convert it: sox "
              + response.name()
              + " -r "
              + preparation.rate()
              + " out.wav");
    }
    AudioFormat input = (AudioFormat) preparation.inputs().getFirst();
    routing = Routing.of(input.channels(), response);
    int end = response.frames();
    head = new float[response.channels()][];
    for (int i = 0; i < head.length; i++) {
      head[i] = Arrays.copyOf(response.samples()[i], latency > 0 ? 0 : Math.min(HEAD, end));
    }
    levels = levels(end, preparation);
    int largest = levels.length == 0 ? HEAD : levels[levels.length - 1].size();
    rings = new float[routing.inputs()][4 * largest];
    mask = 4 * largest - 1;
    lines = new float[routing.inputs()][2 * HEAD];
    sum = new float[HEAD];
    factors = preparation.allocate((long) preparation.period() * Float.BYTES, 64);
    quietEnough = end + latency + 4L * largest;
    quietFrames = quietEnough;
    db = 0;
    gain = 1;
  }

  /**
   * The levels that the response needs. A block worked on at once is heard one block after it
   * began, one worked on over the next block two blocks after; the latency is taken off either.
   */
  private Level[] levels(int end, Preparation preparation) throws RefusedException {
    int[] spread =
        latency <= MIDDLE ? new int[] {MIDDLE, TAIL} : new int[] {Math.max(TAIL, latency)};
    List<Level> list = new ArrayList<>();
    int size = Math.max(HEAD, latency);
    int offset = size - latency;
    for (int i = 0; i <= spread.length && offset < end; i++) {
      int next = i == spread.length ? end : Math.min(end, 2 * spread[i] - latency);
      list.add(new Level(size, offset, next, i == 0, routing, response, preparation));
      offset = next;
      size = i == spread.length ? size : spread[i];
    }
    return list.toArray(Level[]::new);
  }

  @Override
  public void process(Cycle cycle) {
    AudioBlock in = cycle.audioIn(0);
    AudioBlock out = cycle.audioOut(0);
    int frames = cycle.frames();
    if (in.isSilent() && quietFrames >= quietEnough) {
      out.clear();
      return;
    }
    long position = cycle.position();
    fillFactors(cycle.parameters(), frames);
    boolean mixed =
        cycle.parameters().isChanging(ConvolverFactory.MIX)
            || cycle.parameters().value(ConvolverFactory.MIX) != 1;
    for (int from = 0; from < frames; ) {
      long at = position + from;
      int count = (int) Math.min(frames - from, HEAD - (at & (HEAD - 1)));
      take(in, from, at, count);
      for (int output = 0; output < routing.outputs(); output++) {
        convolve(output, at, count);
        give(cycle.parameters(), out.channel(output), output, from, at, count, mixed);
      }
      for (int i = 0; i < lines.length; i++) {
        System.arraycopy(lines[i], count, lines[i], 0, HEAD);
      }
      from += count;
      if (((at + count) & (HEAD - 1)) == 0) {
        for (int i = 0; i < levels.length; i++) {
          levels[i].advance(at + count, rings, mask);
        }
      }
    }
  }

  private void fillFactors(Parameters parameters, int frames) {
    boolean changing = parameters.isChanging(ConvolverFactory.DB);
    float factor = gainAt(parameters, 0);
    for (int i = 0; i < frames; i++) {
      factors.setAtIndex(JAVA_FLOAT, i, changing ? gainAt(parameters, i) : factor);
    }
  }

  private float gainAt(Parameters parameters, int frame) {
    float value = parameters.valueAt(ConvolverFactory.DB, frame);
    if (value != db) {
      db = value;
      gain = value <= SILENCE_DB ? 0 : (float) Math.exp(value * NEPERS_PER_DECIBEL);
    }
    return gain;
  }

  /** Takes samples into the rings and behind the last {@value #HEAD} of every line. */
  private void take(AudioBlock in, int from, long at, int count) {
    boolean quiet = true;
    for (int channel = 0; channel < rings.length; channel++) {
      MemorySegment source = in.channel(channel);
      float[] ring = rings[channel];
      float[] line = lines[channel];
      for (int i = 0; i < count; i++) {
        float x = source.getAtIndex(JAVA_FLOAT, from + i);
        if (Math.abs(x) < NOTHING) {
          x = 0;
        } else {
          quiet = false;
        }
        ring[(int) (at + i) & mask] = x;
        line[HEAD + i] = x;
      }
    }
    quietFrames = quiet ? Math.min(quietFrames + count, quietEnough) : 0;
  }

  private void convolve(int output, long at, int count) {
    Arrays.fill(sum, 0, count, 0);
    for (int path = 0; path < routing.paths(); path++) {
      if (routing.to()[path] == output) {
        direct(lines[routing.from()[path]], head[routing.through()[path]], sum, count);
      }
    }
    for (int i = 0; i < levels.length; i++) {
      levels[i].addTo(sum, output, at, count);
    }
  }

  private static void direct(float[] line, float[] taps, float[] sum, int count) {
    for (int k = 0; k < taps.length; k++) {
      float tap = taps[k];
      for (int i = 0; i < count; i++) {
        sum[i] += tap * line[HEAD - k + i];
      }
    }
  }

  private void give(
      Parameters parameters,
      MemorySegment out,
      int output,
      int from,
      long at,
      int count,
      boolean mixed) {
    float[] dry = rings[rings.length == 1 ? 0 : output];
    for (int i = 0; i < count; i++) {
      float y = sum[i] * factors.getAtIndex(JAVA_FLOAT, from + i);
      if (mixed) {
        float mix = parameters.valueAt(ConvolverFactory.MIX, from + i);
        y = y * mix + dry[(int) (at + i - latency) & mask] * (1 - mix);
      }
      out.setAtIndex(JAVA_FLOAT, from + i, Math.abs(y) < Float.MIN_NORMAL ? 0 : y);
    }
  }

  @Override
  public void reset() {
    for (int i = 0; i < rings.length; i++) {
      Arrays.fill(rings[i], 0);
      Arrays.fill(lines[i], 0);
    }
    for (int i = 0; i < levels.length; i++) {
      levels[i].reset();
    }
    quietFrames = quietEnough;
  }

  @Override
  public Latency latency() {
    return Latency.of(latency);
  }

  @Override
  public long tail() {
    return response.frames() - 1L;
  }

  @Override
  public StateLayout stateLayout() {
    return StateLayout.replayed(quietEnough);
  }
}
