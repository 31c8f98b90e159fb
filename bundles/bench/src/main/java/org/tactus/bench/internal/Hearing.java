// SPDX-License-Identifier: Apache-2.0
package org.tactus.bench.internal;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What a listener heard. The cycle thread writes; a control thread reads the figures when the
 * pipeline has stopped, and the length of a cycle in a slice at any time.
 */
final class Hearing {

  /** Frames in which the filters' first transient dies away. */
  static final long SETTLING = ToneAndRamp.RATE / 4;

  private static final int BUCKET_NANOS = 100;
  private static final int BUCKETS = 100_000;
  private static final VarHandle WORST;

  static {
    try {
      WORST = MethodHandles.lookup().findVarHandle(Hearing.class, "worst", long.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  /** Cycles of the present slice; written by the control thread, which alone begins slices. */
  private final AtomicInteger slice = new AtomicInteger();

  private volatile boolean steady;

  private final long[] steadyTimes = new long[BUCKETS];
  private int sliceSeen;
  private long worst;

  private long next;
  private long cycleBegin;
  private long frames;
  private long misplaced;
  private long mixedCycles;
  private boolean mixed;
  private int heardBefore;
  private double toneBend;
  private double rampBend;
  private double difference;
  private double peak;
  private double lastTone;
  private double toneBeforeLast;
  private double lastRamp;
  private double rampBeforeLast;
  private float lastMark;

  // ---------------------------------------------------------------- cycle thread

  /**
   * Begins a cycle.
   *
   * @param position of its first frame
   */
  void begin(long position) {
    if (position != next) {
      misplaced += Math.abs(position - next);
      next = position;
    }
    cycleBegin = position;
    mixed = false;
  }

  /** Hears one frame of every input. */
  void hear(float tone, float twin, float ramp, float mark, float mirror) {
    long position = next++;
    frames++;
    float expected = -ToneAndRamp.ramp(position);
    if (ramp != expected) {
      misplaced++;
    }
    // Between the generations the mark leads from one to the other, and never leaves the two.
    mixed |= mark != -mirror;
    mixed |= mark < Generation.LOW || mark > Generation.HIGH;
    if (position > cycleBegin) {
      mixed |= Math.abs(mark - lastMark) > Generation.HIGH - Generation.LOW - STEP_OF_MARK;
    }
    lastMark = mark;
    if (heardBefore >= 2 && position >= SETTLING) {
      toneBend = Math.max(toneBend, Math.abs(tone - 2 * lastTone + toneBeforeLast));
      double bend = ramp - 2 * lastRamp + rampBeforeLast;
      rampBend = Math.max(rampBend, Math.abs(bend - ownBend(position)));
      difference = Math.max(difference, Math.abs((double) tone - twin));
      peak = Math.max(peak, Math.abs(tone));
    }
    heardBefore = Math.min(2, heardBefore + 1);
    toneBeforeLast = lastTone;
    lastTone = tone;
    rampBeforeLast = lastRamp;
    lastRamp = ramp;
  }

  /** A crossfade is never done within one frame. */
  private static final float STEP_OF_MARK = 0.1f;

  /** What the inverted triangle bends by itself where it turns. */
  private static double ownBend(long position) {
    int phase = (int) ((position - 1) % (2L * ToneAndRamp.FLANK));
    return phase == 0
        ? -2 * ToneAndRamp.STEP
        : phase == ToneAndRamp.FLANK ? 2 * ToneAndRamp.STEP : 0;
  }

  /**
   * Ends a cycle.
   *
   * @param nanos what it took so far
   */
  void end(long nanos) {
    if (mixed) {
      mixedCycles++;
    }
    int now = slice.get();
    if (now != sliceSeen) {
      sliceSeen = now;
      WORST.setOpaque(this, 0L);
    }
    if (nanos > worst) {
      WORST.setOpaque(this, nanos);
    }
    if (steady) {
      steadyTimes[(int) Math.min(nanos / BUCKET_NANOS, BUCKETS - 1)]++;
    }
  }

  // ---------------------------------------------------------------- control thread

  /**
   * Begins a slice.
   *
   * @param isSteady whether no code is replaced in it
   */
  void beginSlice(boolean isSteady) {
    steady = isSteady;
    slice.incrementAndGet();
  }

  /** The longest cycle of the present slice, in microseconds. */
  double worstMicros() {
    return (long) WORST.getOpaque(this) / 1e3;
  }

  /** A percentile of the cycles in which no code was replaced, in microseconds. */
  double steadyMicros(double percentile) {
    long total = 0;
    for (long count : steadyTimes) {
      total += count;
    }
    long wanted = (long) Math.ceil(total * percentile / 100);
    long passed = 0;
    for (int i = 0; i < BUCKETS; i++) {
      passed += steadyTimes[i];
      if (passed >= wanted) {
        return (i + 1) * BUCKET_NANOS / 1e3;
      }
    }
    return BUCKETS * BUCKET_NANOS / 1e3;
  }

  /** Frames heard. */
  long frames() {
    return frames;
  }

  /** The position after the last frame heard. */
  long end() {
    return next;
  }

  /** Frames that were not the ones of their position: lost, repeated or altered. */
  long misplaced() {
    return misplaced;
  }

  /** Cycles in which two generations of one node were heard as one could not be. */
  long mixedCycles() {
    return mixedCycles;
  }

  /** The greatest second difference of the tone. */
  double toneBend() {
    return toneBend;
  }

  /** The greatest second difference of the ramp beside those where it turns. */
  double rampBend() {
    return rampBend;
  }

  /** The greatest difference between the tone and its twin, which is never swapped. */
  double difference() {
    return difference;
  }

  /** The greatest sample of the tone. */
  double peak() {
    return peak;
  }
}
