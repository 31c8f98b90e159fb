// SPDX-License-Identifier: Apache-2.0
package org.tactus.processor.loudness.internal;

import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import java.lang.foreign.MemorySegment;
import org.tactus.api.RefusedException;
import org.tactus.api.audio.AudioBlock;
import org.tactus.api.audio.AudioFormat;
import org.tactus.api.node.Cycle;
import org.tactus.api.node.Preparation;
import org.tactus.api.node.StateLayout;
import org.tactus.api.parameter.Meters;
import org.tactus.api.parameter.Parameters;
import org.tactus.api.processor.Processor;

/**
 * A loudness meter after ITU-R BS.1770-5, EBU R 128, EBU Tech 3341 (momentary, short-term,
 * integrated) and EBU Tech 3342 (range). Everything it remembers lies in one piece of memory of a
 * fixed size, which is also the state that a successor takes over.
 */
final class Loudness implements Processor {

  private static final int STATE_VERSION = 1;

  /** Frames worked on at a time. */
  private static final int CHUNK = 256;

  /** A measuring block is made of sub-blocks of 100 ms, by which blocks overlap. */
  private static final int SUB_BLOCKS_PER_SECOND = 10;

  private static final int MOMENTARY_SUB_BLOCKS = 4;
  private static final int SHORT_TERM_SUB_BLOCKS = 30;

  /** EBU Tech 3342: short-term blocks overlap by two of their three seconds. */
  private static final int RANGE_STEP = 10;

  /** ITU-R BS.1770-5: the relative gate of the integrated loudness. */
  private static final double INTEGRATED_GATE = 10;

  /** EBU Tech 3342: the relative gate and the percentiles of the range. */
  private static final double RANGE_GATE = 20;

  private static final double RANGE_LOW = 0.10;
  private static final double RANGE_HIGH = 0.95;

  /** Filter states below this are inaudible by far and would become denormal. */
  private static final double NOTHING = 1e-30;

  // The state, in doubles: a header, the ring of sub-blocks, the channels, the histograms.
  private static final int CHANNELS = 0;
  private static final int RATE = 1;
  private static final int FRAMES_IN_SUB_BLOCK = 2;
  private static final int SUB_BLOCKS = 3;
  private static final int SAMPLE_PEAK = 4;
  private static final int TRUE_PEAK = 5;
  private static final int RESTART = 6;
  private static final int SINCE_RESTART = 7;
  private static final int RING = 8;
  private static final int FIRST_CHANNEL = RING + SHORT_TERM_SUB_BLOCKS;
  private static final int ENERGY = 4;
  private static final int LINE = 5;
  private static final int CHANNEL_SIZE = LINE + TruePeak.TAPS - 1;

  private double rate;
  private int subBlockFrames;
  private double[] weights;
  private WeightingFilter filter;
  private TruePeak truePeak;
  private float[] line;
  private MemorySegment state;
  private LoudnessHistogram blocks;
  private LoudnessHistogram shortTerms;

  @Override
  public void prepare(Preparation preparation) throws RefusedException {
    AudioFormat format = (AudioFormat) preparation.inputs().getFirst();
    rate = preparation.rate().toDouble();
    subBlockFrames = (int) Math.round(rate / SUB_BLOCKS_PER_SECOND);
    weights = ChannelWeights.of(format.layout());
    filter = new WeightingFilter(rate);
    truePeak = new TruePeak(CHUNK);
    line = new float[TruePeak.TAPS - 1 + CHUNK];
    state = preparation.allocate(stateBytes(), 64);
    long channelsEnd = (FIRST_CHANNEL + (long) CHANNEL_SIZE * weights.length) * Double.BYTES;
    blocks = new LoudnessHistogram(state.asSlice(channelsEnd, LoudnessHistogram.bytes()));
    shortTerms =
        new LoudnessHistogram(
            state.asSlice(channelsEnd + LoudnessHistogram.bytes(), LoudnessHistogram.bytes()));
    reset();
  }

  /** ITU-R BS.1770-5, Annex 1, equation 2: the loudness of a weighted mean square, in LUFS. */
  static double loudness(double energy) {
    return -0.691 + 10 * Math.log10(energy);
  }

  @Override
  public boolean worksInPlace() {
    return true;
  }

  @Override
  public void process(Cycle cycle) {
    AudioBlock in = cycle.audioIn(0);
    AudioBlock out = cycle.audioOut(0);
    Parameters parameters = cycle.parameters();
    Meters meters = cycle.meters();
    int frames = cycle.frames();
    boolean looking =
        parameters.isChanging(LoudnessFactory.RESTART)
            || parameters.value(LoudnessFactory.RESTART) != get(RESTART);
    for (int from = 0; from < frames; ) {
      int count = Math.min(CHUNK, frames - from);
      count = (int) Math.min(count, subBlockFrames - get(FRAMES_IN_SUB_BLOCK));
      if (looking) {
        count = 1;
        float restart = parameters.valueAt(LoudnessFactory.RESTART, from);
        if (restart >= 0.5f && get(RESTART) < 0.5) {
          restart();
        }
        set(RESTART, restart);
      }
      for (int channel = 0; channel < weights.length; channel++) {
        measure(in.channel(channel), from, count, FIRST_CHANNEL + channel * CHANNEL_SIZE);
      }
      set(FRAMES_IN_SUB_BLOCK, get(FRAMES_IN_SUB_BLOCK) + count);
      if (get(FRAMES_IN_SUB_BLOCK) == subBlockFrames) {
        endSubBlock();
        publish(meters);
      }
      from += count;
    }
    out.copyFrom(in);
  }

  private double get(long index) {
    return state.getAtIndex(JAVA_DOUBLE, index);
  }

  private void set(long index, double value) {
    state.setAtIndex(JAVA_DOUBLE, index, value);
  }

  private void measure(MemorySegment in, int from, int count, int base) {
    int past = TruePeak.TAPS - 1;
    for (int i = 0; i < past; i++) {
      line[i] = (float) get(base + LINE + i);
    }
    float samplePeak = (float) get(SAMPLE_PEAK);
    double shelf1 = get(base);
    double shelf2 = get(base + 1);
    double high1 = get(base + 2);
    double high2 = get(base + 3);
    double energy = get(base + ENERGY);
    for (int i = 0; i < count; i++) {
      float sample = in.getAtIndex(JAVA_FLOAT, from + i);
      line[past + i] = sample;
      samplePeak = Math.max(samplePeak, Math.abs(sample));
      double shelved = filter.shelfB0 * sample + shelf1;
      shelf1 = filter.shelfB1 * sample - filter.shelfA1 * shelved + shelf2;
      shelf2 = filter.shelfB2 * sample - filter.shelfA2 * shelved;
      double weighted = shelved + high1;
      high1 = -2 * shelved - filter.highpassA1 * weighted + high2;
      high2 = shelved - filter.highpassA2 * weighted;
      energy += weighted * weighted;
    }
    set(base, shelf1);
    set(base + 1, shelf2);
    set(base + 2, high1);
    set(base + 3, high2);
    set(base + ENERGY, energy);
    set(SAMPLE_PEAK, samplePeak);
    set(TRUE_PEAK, truePeak.peak(line, count, (float) get(TRUE_PEAK)));
    for (int i = 0; i < past; i++) {
      set(base + LINE + i, line[count + i]);
    }
  }

  private void endSubBlock() {
    double energy = 0;
    for (int channel = 0; channel < weights.length; channel++) {
      int base = FIRST_CHANNEL + channel * CHANNEL_SIZE;
      energy += weights[channel] * get(base + ENERGY) / subBlockFrames;
      set(base + ENERGY, 0);
      for (int i = 0; i < ENERGY; i++) {
        if (Math.abs(get(base + i)) < NOTHING) {
          set(base + i, 0);
        }
      }
    }
    long number = (long) get(SUB_BLOCKS);
    set(RING + number % SHORT_TERM_SUB_BLOCKS, energy);
    set(SUB_BLOCKS, number + 1);
    set(FRAMES_IN_SUB_BLOCK, 0);
    long passed = (long) get(SINCE_RESTART) + 1;
    set(SINCE_RESTART, passed);
    if (passed >= MOMENTARY_SUB_BLOCKS) {
      blocks.add(mean(MOMENTARY_SUB_BLOCKS));
    }
    if (passed >= SHORT_TERM_SUB_BLOCKS && (passed - SHORT_TERM_SUB_BLOCKS) % RANGE_STEP == 0) {
      shortTerms.add(mean(SHORT_TERM_SUB_BLOCKS));
    }
  }

  private double mean(int subBlocks) {
    long number = (long) get(SUB_BLOCKS);
    double sum = 0;
    for (int i = 1; i <= subBlocks; i++) {
      sum += get(RING + (number - i) % SHORT_TERM_SUB_BLOCKS);
    }
    return sum / subBlocks;
  }

  private void publish(Meters meters) {
    long number = (long) get(SUB_BLOCKS);
    meters.set(
        LoudnessFactory.MOMENTARY,
        number < MOMENTARY_SUB_BLOCKS ? Double.NaN : loudness(mean(MOMENTARY_SUB_BLOCKS)));
    meters.set(
        LoudnessFactory.SHORT_TERM,
        number < SHORT_TERM_SUB_BLOCKS ? Double.NaN : loudness(mean(SHORT_TERM_SUB_BLOCKS)));
    meters.set(LoudnessFactory.INTEGRATED, blocks.gatedMean(INTEGRATED_GATE));
    meters.set(LoudnessFactory.RANGE, shortTerms.gatedRange(RANGE_GATE, RANGE_LOW, RANGE_HIGH));
    meters.set(
        LoudnessFactory.TRUE_PEAK, 20 * Math.log10(Math.max(get(SAMPLE_PEAK), get(TRUE_PEAK))));
    meters.set(LoudnessFactory.SAMPLE_PEAK, 20 * Math.log10(get(SAMPLE_PEAK)));
  }

  private void restart() {
    blocks.clear();
    shortTerms.clear();
    set(SAMPLE_PEAK, 0);
    set(TRUE_PEAK, 0);
    set(SINCE_RESTART, 0);
  }

  @Override
  public void reset() {
    state.fill((byte) 0);
    set(CHANNELS, weights.length);
    set(RATE, rate);
  }

  private long stateBytes() {
    return (FIRST_CHANNEL + (long) CHANNEL_SIZE * weights.length) * Double.BYTES
        + 2 * LoudnessHistogram.bytes();
  }

  @Override
  public StateLayout stateLayout() {
    return StateLayout.copied(STATE_VERSION, stateBytes(), 1_000 + stateBytes() / 4);
  }

  @Override
  public long saveState(MemorySegment target) {
    MemorySegment.copy(state, 0, target, 0, stateBytes());
    return stateBytes();
  }

  @Override
  public boolean loadState(int version, MemorySegment source) {
    if (version != STATE_VERSION
        || source.byteSize() < stateBytes()
        || source.getAtIndex(JAVA_DOUBLE, CHANNELS) != weights.length
        || source.getAtIndex(JAVA_DOUBLE, RATE) != rate
        || !isState(source)) {
      return false;
    }
    MemorySegment.copy(source, 0, state, 0, stateBytes());
    return true;
  }

  private boolean isState(MemorySegment source) {
    for (long i = 0; i < stateBytes() / Double.BYTES; i++) {
      if (!Double.isFinite(source.getAtIndex(JAVA_DOUBLE, i))) {
        return false;
      }
    }
    return isCount(source, FRAMES_IN_SUB_BLOCK, subBlockFrames - 1)
        && isCount(source, SUB_BLOCKS, Long.MAX_VALUE)
        && isCount(source, SINCE_RESTART, Long.MAX_VALUE);
  }

  private static boolean isCount(MemorySegment source, int index, double most) {
    double value = source.getAtIndex(JAVA_DOUBLE, index);
    return value >= 0 && value <= most && value == Math.rint(value);
  }
}
