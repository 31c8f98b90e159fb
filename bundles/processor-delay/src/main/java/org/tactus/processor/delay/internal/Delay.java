// SPDX-License-Identifier: Apache-2.0
package org.tactus.processor.delay.internal;

import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.MemorySegment;
import org.tactus.api.RefusedException;
import org.tactus.api.audio.AudioBlock;
import org.tactus.api.audio.AudioFormat;
import org.tactus.api.node.Cycle;
import org.tactus.api.node.Preparation;
import org.tactus.api.node.StateLayout;
import org.tactus.api.parameter.Parameters;
import org.tactus.api.processor.Processor;

/**
 * A delay line for every channel, of ms and frames together, cut to the maximum. A delay between
 * two frames is interpolated by the cubic through the four nearest (Lagrange; linear below one
 * frame), so that a change of time glides as a tape would. In a loop the period by which the input
 * is already late is taken off, and the delay is never less than that.
 */
final class Delay implements Processor {

  private static final int STATE_VERSION = 1;

  /** What interpolation reads beyond the delay. */
  private static final int MARGIN = 3;

  /** The version's header: channels, frames held. */
  private static final long HEADER_BYTES = 2L * Long.BYTES;

  /** Echoes below this are inaudible by far and would become denormal. */
  private static final float NOTHING = 1e-30f;

  /** The tail ends where echoes have fallen by 120 dB. */
  private static final double TAIL_LEVEL = 1e-6;

  private final double maximumMillis;
  private double framesPerMilli;
  private int maximumFrames;
  private int feedbackFrames;
  private int mask;
  private MemorySegment[] lines;
  private int[] quiet;
  private MemorySegment delays;
  private MemorySegment feedbacks;
  private MemorySegment mixes;
  private int write;
  private volatile double longestDelay;
  private volatile double strongestFeedback;

  Delay(double maximumMillis) {
    this.maximumMillis = maximumMillis;
  }

  @Override
  public void prepare(Preparation preparation) throws RefusedException {
    double rate = preparation.rate().toDouble();
    framesPerMilli = rate / 1000;
    maximumFrames = (int) Math.ceil(maximumMillis * framesPerMilli);
    feedbackFrames = preparation.feedbackFrames();
    double initial =
        preparation.initialValue(DelayFactory.MILLIS) * framesPerMilli
            + preparation.initialValue(DelayFactory.FRAMES);
    if (initial > maximumFrames) {
      throw new RefusedException(
          "delay '"
              + preparation.node()
              + "' of "
              + Math.round(initial)
              + " frames is longer than its maximum of "
              + maximumFrames
              + "; give maximum="
              + (long) Math.ceil(initial / framesPerMilli));
    }
    if (feedbackFrames > 0 && (initial < feedbackFrames || maximumFrames < feedbackFrames)) {
      throw new RefusedException(
          "delay '"
              + preparation.node()
              + "' closes a loop with "
              + Math.round(Math.min(initial, maximumFrames))
              + " frames, less than the period of "
              + feedbackFrames
              + "; give frames="
              + feedbackFrames
              + " or more, or a shorter period");
    }
    int channels = ((AudioFormat) preparation.inputs().getFirst()).channels();
    int capacity = Integer.highestOneBit(maximumFrames + MARGIN) << 1;
    mask = capacity - 1;
    lines = new MemorySegment[channels];
    quiet = new int[channels];
    for (int i = 0; i < channels; i++) {
      lines[i] = preparation.allocate((long) capacity * Float.BYTES, 64);
      quiet[i] = capacity;
    }
    delays = preparation.allocate((long) preparation.period() * Double.BYTES, 64);
    feedbacks = preparation.allocate((long) preparation.period() * Float.BYTES, 64);
    mixes = preparation.allocate((long) preparation.period() * Float.BYTES, 64);
    longestDelay = Double.isNaN(initial) ? maximumFrames : initial;
  }

  @Override
  public boolean worksInPlace() {
    return true;
  }

  @Override
  public void process(Cycle cycle) {
    AudioBlock in = cycle.audioIn(0);
    AudioBlock out = cycle.audioOut(0);
    if (in.isSilent() && isEmpty()) {
      out.clear();
      return;
    }
    int frames = cycle.frames();
    fillCurves(cycle.parameters(), frames);
    for (int channel = 0; channel < lines.length; channel++) {
      quiet[channel] =
          run(in.channel(channel), lines[channel], out.channel(channel), frames, quiet[channel]);
    }
    write = (write + frames) & mask;
  }

  private boolean isEmpty() {
    for (int i = 0; i < quiet.length; i++) {
      if (quiet[i] <= mask) {
        return false;
      }
    }
    return true;
  }

  private void fillCurves(Parameters parameters, int frames) {
    boolean moving =
        parameters.isChanging(DelayFactory.MILLIS) || parameters.isChanging(DelayFactory.FRAMES);
    boolean fading =
        parameters.isChanging(DelayFactory.FEEDBACK) || parameters.isChanging(DelayFactory.MIX);
    double delay = delayAt(parameters, 0);
    float feedback = parameters.value(DelayFactory.FEEDBACK);
    float mix = parameters.value(DelayFactory.MIX);
    longestDelay = delay;
    strongestFeedback = Math.abs(feedback);
    for (int i = 0; i < frames; i++) {
      if (moving) {
        delay = delayAt(parameters, i);
      }
      if (fading) {
        feedback = parameters.valueAt(DelayFactory.FEEDBACK, i);
        mix = parameters.valueAt(DelayFactory.MIX, i);
      }
      delays.setAtIndex(JAVA_DOUBLE, i, delay);
      feedbacks.setAtIndex(JAVA_FLOAT, i, feedback);
      mixes.setAtIndex(JAVA_FLOAT, i, mix);
    }
  }

  private double delayAt(Parameters parameters, int frame) {
    double delay =
        parameters.valueAt(DelayFactory.MILLIS, frame) * framesPerMilli
            + parameters.valueAt(DelayFactory.FRAMES, frame);
    return Math.max(feedbackFrames, Math.min(maximumFrames, delay));
  }

  /** Runs one channel and returns for how many frames nothing but zeros went into its line. */
  private int run(
      MemorySegment in, MemorySegment line, MemorySegment out, int frames, int quietFrames) {
    int zeros = quietFrames;
    for (int i = 0; i < frames; i++) {
      int now = (write + i) & mask;
      float x = in.getAtIndex(JAVA_FLOAT, i);
      float feedback = feedbacks.getAtIndex(JAVA_FLOAT, i);
      float mix = mixes.getAtIndex(JAVA_FLOAT, i);
      double delay = delays.getAtIndex(JAVA_DOUBLE, i);
      line.setAtIndex(JAVA_FLOAT, now, x);
      float wet = read(line, now, delay - feedbackFrames);
      if (feedback != 0) {
        float echo = feedbackFrames == 0 ? wet : read(line, now, delay);
        x += feedback * echo;
      }
      if (Math.abs(x) < NOTHING) {
        x = 0;
      }
      line.setAtIndex(JAVA_FLOAT, now, x);
      zeros = x == 0 ? Math.min(zeros + 1, mask + 1) : 0;
      float y = mix == 1 ? wet : in.getAtIndex(JAVA_FLOAT, i) * (1 - mix) + wet * mix;
      out.setAtIndex(JAVA_FLOAT, i, Math.abs(y) < Float.MIN_NORMAL ? 0 : y);
    }
    return zeros;
  }

  private float read(MemorySegment line, int now, double delay) {
    int whole = (int) delay;
    double d = delay - whole;
    float y0 = line.getAtIndex(JAVA_FLOAT, (now - whole) & mask);
    if (d == 0) {
      return y0;
    }
    float y1 = line.getAtIndex(JAVA_FLOAT, (now - whole - 1) & mask);
    if (whole == 0) {
      return (float) (y0 + d * (y1 - y0));
    }
    float newer = line.getAtIndex(JAVA_FLOAT, (now - whole + 1) & mask);
    float y2 = line.getAtIndex(JAVA_FLOAT, (now - whole - 2) & mask);
    return (float)
        (-d * (d - 1) * (d - 2) / 6 * newer
            + (d + 1) * (d - 1) * (d - 2) / 2 * y0
            - (d + 1) * d * (d - 2) / 2 * y1
            + (d + 1) * d * (d - 1) / 6 * y2);
  }

  @Override
  public void reset() {
    for (int i = 0; i < lines.length; i++) {
      lines[i].fill((byte) 0);
      quiet[i] = mask + 1;
    }
    write = 0;
  }

  @Override
  public long tail() {
    double echoes = strongestFeedback;
    double delay = longestDelay;
    double repeats = echoes == 0 ? 1 : 1 + Math.max(0, Math.log(TAIL_LEVEL) / Math.log(echoes));
    return (long) Math.ceil(delay * repeats) + MARGIN;
  }

  private int held() {
    return maximumFrames + MARGIN;
  }

  @Override
  public StateLayout stateLayout() {
    long bytes = HEADER_BYTES + (long) held() * Float.BYTES * lines.length;
    return new StateLayout(STATE_VERSION, bytes, 1_000 + bytes / 4, Math.max(held(), tail()));
  }

  @Override
  public long saveState(MemorySegment target) {
    int held = held();
    target.set(JAVA_LONG, 0, lines.length);
    target.set(JAVA_LONG, Long.BYTES, held);
    long at = HEADER_BYTES;
    int oldest = (write - held) & mask;
    long head = Math.min(held, mask + 1L - oldest) * Float.BYTES;
    long rest = (long) held * Float.BYTES - head;
    for (int i = 0; i < lines.length; i++) {
      MemorySegment.copy(lines[i], (long) oldest * Float.BYTES, target, at, head);
      MemorySegment.copy(lines[i], 0, target, at + head, rest);
      at += head + rest;
    }
    return at;
  }

  @Override
  public boolean loadState(int version, MemorySegment source) {
    if (version != STATE_VERSION
        || source.byteSize() < HEADER_BYTES
        || source.get(JAVA_LONG, 0) != lines.length) {
      return false;
    }
    long saved = source.get(JAVA_LONG, Long.BYTES);
    if (saved < 0
        || saved > Integer.MAX_VALUE
        || source.byteSize() < HEADER_BYTES + saved * Float.BYTES * lines.length) {
      return false;
    }
    for (long i = 0; i < saved * lines.length; i++) {
      if (!Float.isFinite(source.get(JAVA_FLOAT, HEADER_BYTES + i * Float.BYTES))) {
        return false;
      }
    }
    reset();
    long taken = Math.min(saved, held());
    for (int i = 0; i < lines.length; i++) {
      long from = HEADER_BYTES + ((i + 1) * saved - taken) * Float.BYTES;
      MemorySegment.copy(source, from, lines[i], 0, taken * Float.BYTES);
      quiet[i] = 0;
    }
    write = (int) taken & mask;
    return true;
  }
}
