// SPDX-License-Identifier: Apache-2.0
package org.tactus.processor.biquad.internal;

import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import org.tactus.api.RefusedException;
import org.tactus.api.audio.AudioBlock;
import org.tactus.api.audio.AudioFormat;
import org.tactus.api.node.Cycle;
import org.tactus.api.node.Preparation;
import org.tactus.api.node.StateLayout;
import org.tactus.api.parameter.Parameters;
import org.tactus.api.processor.Processor;

/**
 * A second-order section in transposed direct form II, in double precision. Parameters are looked
 * at on a grid of frames counted from the start of the pipeline, so that the samples do not depend
 * on the period.
 */
final class Biquad implements Processor {

  private static final int STATE_VERSION = 1;

  /** Frames between two looks at parameters that move; a power of two. */
  private static final int PARAMETER_GRID = 4;

  /** Frames between two looks at whether the filter has come to rest; a multiple of the former. */
  private static final int REST_GRID = 64;

  /** States below this are inaudible by far and would become denormal. */
  private static final double NOTHING = 1e-30;

  /** The tail ends where the impulse response has fallen by 120 dB. */
  private static final double TAIL_LEVEL = 1e-6;

  private final Coefficients coefficients = new Coefficients();
  private double rate;
  private boolean computed;
  private int kind;
  private float frequency;
  private float q;
  private float db;
  private double[] first;
  private double[] second;
  private volatile double poleRadius;

  @Override
  public void prepare(Preparation preparation) throws RefusedException {
    rate = preparation.rate().toDouble();
    int channels = ((AudioFormat) preparation.inputs().getFirst()).channels();
    first = new double[channels];
    second = new double[channels];
    update(0, 1000, 1, 0);
    computed = false;
  }

  @Override
  public boolean worksInPlace() {
    return true;
  }

  @Override
  public void process(Cycle cycle) {
    AudioBlock in = cycle.audioIn(0);
    AudioBlock out = cycle.audioOut(0);
    boolean silent = in.isSilent() && isAtRest();
    int frames = cycle.frames();
    long position = cycle.position();
    if (!computed) {
      look(cycle.parameters(), 0);
    }
    int step = isMoving(cycle.parameters()) ? PARAMETER_GRID : REST_GRID;
    for (int from = 0; from < frames; ) {
      long at = position + from;
      if (step == PARAMETER_GRID && (at & (PARAMETER_GRID - 1)) == 0) {
        look(cycle.parameters(), from);
      }
      if ((at & (REST_GRID - 1)) == 0) {
        flush();
      }
      int to = (int) Math.min(frames, from + step - (at & (step - 1)));
      if (!silent) {
        for (int channel = 0; channel < out.channels(); channel++) {
          filter(in.channel(channel), out.channel(channel), channel, from, to);
        }
      }
      from = to;
    }
    if (silent) {
      out.clear();
    }
  }

  private boolean isMoving(Parameters parameters) {
    return parameters.isChanging(BiquadFactory.KIND)
        || parameters.isChanging(BiquadFactory.FREQUENCY)
        || parameters.isChanging(BiquadFactory.Q)
        || parameters.isChanging(BiquadFactory.DB)
        || differs(parameters, 0);
  }

  private boolean differs(Parameters parameters, int frame) {
    return parameters.valueAt(BiquadFactory.KIND, frame) != kind
        || parameters.valueAt(BiquadFactory.FREQUENCY, frame) != frequency
        || parameters.valueAt(BiquadFactory.Q, frame) != q
        || parameters.valueAt(BiquadFactory.DB, frame) != db;
  }

  private void look(Parameters parameters, int frame) {
    if (!computed || differs(parameters, frame)) {
      update(
          (int) parameters.valueAt(BiquadFactory.KIND, frame),
          parameters.valueAt(BiquadFactory.FREQUENCY, frame),
          parameters.valueAt(BiquadFactory.Q, frame),
          parameters.valueAt(BiquadFactory.DB, frame));
    }
  }

  private void update(int newKind, float newFrequency, float newQ, float newDb) {
    kind = newKind;
    frequency = newFrequency;
    q = newQ;
    db = newDb;
    coefficients.compute(Kind.at(kind), frequency, rate, q, db);
    poleRadius = coefficients.poleRadius();
    computed = true;
  }

  private void flush() {
    for (int i = 0; i < first.length; i++) {
      if (Math.abs(first[i]) < NOTHING && Math.abs(second[i]) < NOTHING) {
        first[i] = 0;
        second[i] = 0;
      }
    }
  }

  private boolean isAtRest() {
    for (int i = 0; i < first.length; i++) {
      if (first[i] != 0 || second[i] != 0) {
        return false;
      }
    }
    return true;
  }

  private void filter(MemorySegment in, MemorySegment out, int channel, int from, int to) {
    double b0 = coefficients.b0;
    double b1 = coefficients.b1;
    double b2 = coefficients.b2;
    double a1 = coefficients.a1;
    double a2 = coefficients.a2;
    double s1 = first[channel];
    double s2 = second[channel];
    for (int i = from; i < to; i++) {
      double x = in.getAtIndex(JAVA_FLOAT, i);
      double y = b0 * x + s1;
      s1 = b1 * x - a1 * y + s2;
      s2 = b2 * x - a2 * y;
      out.setAtIndex(JAVA_FLOAT, i, Math.abs(y) < Float.MIN_NORMAL ? 0 : (float) y);
    }
    first[channel] = s1;
    second[channel] = s2;
  }

  @Override
  public void reset() {
    Arrays.fill(first, 0);
    Arrays.fill(second, 0);
    computed = false;
  }

  @Override
  public long tail() {
    double radius = poleRadius;
    return radius <= 0 ? 2 : (long) Math.ceil(Math.log(TAIL_LEVEL) / Math.log(radius)) + 2;
  }

  @Override
  public StateLayout stateLayout() {
    return StateLayout.copied(STATE_VERSION, stateBytes(), 1_000 + 10L * first.length);
  }

  private long stateBytes() {
    return (5 + 2L * first.length) * Double.BYTES;
  }

  @Override
  public long saveState(MemorySegment target) {
    target.setAtIndex(JAVA_DOUBLE, 0, first.length);
    target.setAtIndex(JAVA_DOUBLE, 1, computed ? kind : -1);
    target.setAtIndex(JAVA_DOUBLE, 2, frequency);
    target.setAtIndex(JAVA_DOUBLE, 3, q);
    target.setAtIndex(JAVA_DOUBLE, 4, db);
    for (int i = 0; i < first.length; i++) {
      target.setAtIndex(JAVA_DOUBLE, 5 + 2L * i, first[i]);
      target.setAtIndex(JAVA_DOUBLE, 6 + 2L * i, second[i]);
    }
    return stateBytes();
  }

  @Override
  public boolean loadState(int version, MemorySegment source) {
    if (version != STATE_VERSION
        || source.byteSize() < stateBytes()
        || source.getAtIndex(JAVA_DOUBLE, 0) != first.length
        || !isState(source)) {
      return false;
    }
    int savedKind = (int) source.getAtIndex(JAVA_DOUBLE, 1);
    computed = false;
    if (savedKind >= 0) {
      update(
          savedKind,
          (float) source.getAtIndex(JAVA_DOUBLE, 2),
          (float) source.getAtIndex(JAVA_DOUBLE, 3),
          (float) source.getAtIndex(JAVA_DOUBLE, 4));
    }
    for (int i = 0; i < first.length; i++) {
      first[i] = source.getAtIndex(JAVA_DOUBLE, 5 + 2L * i);
      second[i] = source.getAtIndex(JAVA_DOUBLE, 6 + 2L * i);
    }
    return true;
  }

  private boolean isState(MemorySegment source) {
    for (long i = 1; i < 5 + 2L * first.length; i++) {
      if (!Double.isFinite(source.getAtIndex(JAVA_DOUBLE, i))) {
        return false;
      }
    }
    double savedKind = source.getAtIndex(JAVA_DOUBLE, 1);
    return savedKind == Math.rint(savedKind)
        && savedKind >= -1
        && savedKind < Kind.count()
        && source.getAtIndex(JAVA_DOUBLE, 2) > 0
        && source.getAtIndex(JAVA_DOUBLE, 3) > 0;
  }
}
