// SPDX-License-Identifier: Apache-2.0
package org.tactus.engine.internal;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;
import org.tactus.api.Rational;
import org.tactus.api.audio.AudioFormat;
import org.tactus.api.node.Contract;
import org.tactus.api.processor.ProcessorFactory;
import org.tactus.realtime.ThreadStoppedError;

/**
 * Stands behind a node and judges every cycle of it: what must not be heard is replaced by the dry
 * signal within that cycle, and a node that misbehaves is left out from then on. The thread that
 * runs the node calls, except where said.
 */
final class Guard {

  private static final long FADE_NANOS = 5_000_000;

  /** Below this share of the period a budget that is exceeded harms nobody. */
  private static final int HARMLESS_SHARE = 4;

  private static final ValueLayout.OfLong TWO_SAMPLES = ValueLayout.JAVA_LONG_UNALIGNED;
  private static final long MAGNITUDES = 0x7FFF_FFFF_7FFF_FFFFL;
  private static final long LOWEST_EXPONENTS = 0x0080_0000_0080_0000L;
  private static final long SIGNS = 0x8000_0000_8000_0000L;

  /** Added to a magnitude, it sets the sign bit of what is not denormal nor zero. */
  private static final long TO_NORMAL = 0x7F80_0000_7F80_0000L;

  /** Added to a magnitude, it sets the sign bit of what is not zero. */
  private static final long TO_NON_ZERO = 0x7FFF_FFFF_7FFF_FFFFL;

  /** Counts what happens again within a window. */
  private static final class Repetition {
    private long since;
    private int count;

    boolean reaches(int limit, long now, long windowNanos) {
      if (count == 0 || now - since > windowNanos) {
        since = now;
        count = 0;
      }
      count++;
      if (count < limit) {
        return false;
      }
      count = 0;
      return true;
    }
  }

  private final Instance instance;
  private final Repetition overruns = new Repetition();
  private final Repetition budgetOverruns = new Repetition();
  private final Repetition allocations = new Repetition();

  /** What is heard in the place of the node; stays when other code takes the place. */
  private Declick[] declicks;

  /** What is heard where the node runs behind, and the guard's own is not. */
  private Declick[] lent;

  private Guard predecessor;
  private boolean takesOver;

  private int fadeFrames = 1;
  private long periodNanos = Long.MAX_VALUE;
  private long budgetNanos = Long.MAX_VALUE;
  private long allowedBytes;

  /** Frames of the node's own share in what is heard: 0 where it is left out. */
  private int ownFrames = 1;

  private int denormalCycles;
  private long judgedNanos;
  private long nonFinite;
  private long denormals;

  private volatile GuardRules rules = GuardRules.DEFAULT;
  private volatile boolean dryWanted;
  private volatile boolean keptOut;
  private volatile boolean tolerant;
  private volatile Fault fault = Fault.NONE;
  private volatile long amount;
  private final AtomicLong faults = new AtomicLong();

  Guard(Instance instance) {
    this.instance = instance;
  }

  // ---------------------------------------------------------------- control thread

  /** The node takes the place of another in the next plan. */
  void follow(Guard other) {
    predecessor = other;
  }

  /** Makes ready for a node's outputs; again for every plan, which changes nothing. */
  void prepare(Block[] outputs, Rational rate, int period) {
    if (declicks != null) {
      return;
    }
    fadeFrames = Math.max(1, (int) rate.frames(FADE_NANOS));
    ownFrames = fadeFrames;
    Declick[] made = new Declick[outputs.length];
    takesOver = predecessor != null && predecessor.fits(outputs);
    if (takesOver) {
      made = predecessor.lent != null ? predecessor.lent : predecessor.declicks;
    } else {
      for (int i = 0; i < outputs.length; i++) {
        if (outputs[i] != null) {
          made[i] = new Declick(outputs[i].channels(), fadeFrames);
        }
      }
    }
    predecessor = null;
    periodNanos = rate.nanos(period);
    if (instance.provider instanceof ProcessorFactory factory) {
      Contract contract = factory.type().contract();
      allowedBytes = contract.allocatedBytes();
      int channels =
          !instance.outputFormats.isEmpty()
                  && instance.outputFormats.getFirst() instanceof AudioFormat audio
              ? audio.channels()
              : 1;
      long declared = contract.budgetNanos(period, channels);
      if (declared > 0) {
        budgetNanos = declared;
      }
    }
    declicks = made;
  }

  /** Gives what is heard to the one that runs the node behind. */
  Declick[] lendDeclicks() {
    lent = declicks;
    Declick[] own = new Declick[lent.length];
    for (int i = 0; i < own.length; i++) {
      if (lent[i] != null) {
        own[i] = new Declick(lent[i].channels(), fadeFrames);
      }
    }
    declicks = own;
    takesOver = false;
    return lent;
  }

  private boolean fits(Block[] outputs) {
    if (declicks == null || declicks.length != outputs.length) {
      return false;
    }
    for (int i = 0; i < outputs.length; i++) {
      int channels = outputs[i] == null ? 0 : outputs[i].channels();
      if (channels != (declicks[i] == null ? 0 : declicks[i].channels())) {
        return false;
      }
    }
    return true;
  }

  void setRules(GuardRules newRules) {
    rules = newRules;
  }

  /** Fades to the dry signal, or back. */
  void setDry(boolean dry) {
    dryWanted = dry;
  }

  /** Whether the node is never run, from a first cycle on that is still to come. */
  void setKeptOut(boolean newKeptOut) {
    keptOut = newKeptOut;
  }

  boolean isKeptOut() {
    return keptOut;
  }

  /** Whether faults are reported and no more, as far as nothing bad is heard. */
  void setTolerant(boolean newTolerant) {
    tolerant = newTolerant;
  }

  /** What the node did last that it must not. */
  Fault fault() {
    return fault;
  }

  /** How often. */
  long faults() {
    return faults.get();
  }

  /** Forgets the faults so far, before the node is tried again. */
  void forgive() {
    fault = Fault.NONE;
  }

  /** The node did not return from its cycle and was left behind. */
  void stuck(long nanos) {
    amount = nanos;
    faults.incrementAndGet();
    fault = Fault.STUCK;
    instance.bypassed = true;
  }

  /** What the node did, to be continued with a remedy; empty where it did nothing. */
  String deed() {
    Throwable thrown = instance.thrown;
    return switch (fault) {
      case NONE -> "";
      case THREW ->
          "threw " + (thrown == null ? "an exception" : thrown.getClass().getSimpleName());
      case NOT_FINITE -> "wrote NaN or infinity";
      case DENORMALS -> "wrote denormal samples for " + amount + " cycles";
      case ALLOCATED ->
          "allocated " + amount + " bytes in a cycle where " + allowedBytes + " are declared";
      case OVERRAN -> "took " + millis(amount) + " of a period of " + millis(periodNanos);
      case OVER_BUDGET ->
          "takes " + millis(amount) + " where " + millis(budgetNanos) + " are declared";
      case STUCK -> "did not return for " + millis(amount);
    };
  }

  private static String millis(long nanos) {
    return String.format(Locale.ROOT, "%.3g ms", nanos / 1e6);
  }

  // ---------------------------------------------------------------- the node's thread

  /** Whether the node is left out of this cycle. */
  boolean leavesOut() {
    return instance.bypassed || keptOut || (dryWanted && ownFrames == 0);
  }

  /** The outputs hold the dry signal in the place of the node's own. */
  void passDry(NodeRun run) {
    if (ownFrames > 0) {
      ownFrames = 0;
      stepAhead();
    }
    denormalCycles = 0;
    hear(run);
  }

  private void stepAhead() {
    for (int i = 0; i < declicks.length; i++) {
      if (declicks[i] != null) {
        declicks[i].stepAhead();
      }
    }
  }

  private void hear(NodeRun run) {
    if (takesOver) {
      takesOver = false;
      stepAhead();
    }
    for (int i = 0; i < declicks.length; i++) {
      if (declicks[i] != null) {
        declicks[i].run(run.audioOut[i], run.state.period);
      }
    }
  }

  /**
   * Judges a cycle of the node, whose outputs are what is heard afterwards.
   *
   * @param threw whether process threw
   * @param nanos what it took
   * @param bytes what it allocated
   */
  void judge(NodeRun run, boolean threw, long nanos, long bytes) {
    scan(run);
    Fault found = threw ? thrown() : found(run, nanos, bytes);
    if (found != Fault.NONE) {
      faults.incrementAndGet();
      fault = found;
      if (!tolerant) {
        instance.bypassed = true;
      }
      if (found.spoils()) {
        run.bypass();
        passDry(run);
        return;
      }
    }
    boolean out = instance.bypassed;
    if (out || dryWanted || ownFrames < fadeFrames) {
      fade(run, out);
    }
    hear(run);
  }

  /** A node that is left out at once has this block to go, any other as long as a fade takes. */
  private void fade(NodeRun run, boolean atOnce) {
    int period = run.state.period;
    boolean goes = atOnce || dryWanted;
    float step = goes ? -1f / (atOnce ? period : fadeFrames) : 1f / fadeFrames;
    float share = ownFrames / (float) fadeFrames;
    for (int i = 0; i < run.audioOut.length; i++) {
      if (run.audioOut[i] != null) {
        Declick.mix(run.audioOut[i], run.dry(i), period, share, step);
      }
    }
    ownFrames =
        atOnce ? 0 : Math.clamp(goes ? ownFrames - period : ownFrames + period, 0, fadeFrames);
  }

  /** A node that was stopped did not throw of its own accord. */
  private Fault thrown() {
    return fault == Fault.STUCK || instance.thrown instanceof ThreadStoppedError
        ? Fault.STUCK
        : Fault.THREW;
  }

  private Fault found(NodeRun run, long nanos, long bytes) {
    if (nonFinite < 0) {
      return Fault.NOT_FINITE;
    }
    GuardRules now = rules;
    if (denormalCycles >= now.denormalCycles()) {
      amount = denormalCycles;
      return Fault.DENORMALS;
    }
    if (!run.state.judging) {
      return Fault.NONE;
    }
    if (judgedNanos < now.graceNanos()) {
      judgedNanos += periodNanos;
      return Fault.NONE;
    }
    if (bytes > allowedBytes
        && allocations.reaches(now.allocations(), run.state.time, now.windowNanos())) {
      amount = bytes;
      return Fault.ALLOCATED;
    }
    return run.state.freewheeling || lent != null ? Fault.NONE : late(run, nanos, now);
  }

  private Fault late(NodeRun run, long nanos, GuardRules now) {
    if (nanos > periodNanos) {
      return overran(run, nanos, now);
    }
    if (budgetNanos != Long.MAX_VALUE
        && nanos > budgetNanos * now.budgetFactor()
        && nanos > periodNanos / HARMLESS_SHARE
        && budgetOverruns.reaches(now.budgetOverruns(), run.state.time, now.windowNanos())) {
      amount = nanos;
      return Fault.OVER_BUDGET;
    }
    return Fault.NONE;
  }

  /** A node whose CPU was taken away is not to blame; one that slept is, if it does so again. */
  private Fault overran(NodeRun run, long nanos, GuardRules now) {
    CpuWitness witness = run.state.witness;
    CpuWitness.Finding finding =
        witness == null ? CpuWitness.Finding.WAITED : witness.ask(nanos, periodNanos);
    if (finding == CpuWitness.Finding.PREEMPTED
        || (finding == CpuWitness.Finding.WAITED
            && !overruns.reaches(now.overruns(), run.state.time, now.windowNanos()))) {
      return Fault.NONE;
    }
    amount = nanos;
    return Fault.OVERRAN;
  }

  /** Looks at all samples of the outputs. */
  private void scan(NodeRun run) {
    nonFinite = 0;
    denormals = 0;
    int period = run.state.period;
    long samples = 0;
    for (int i = 0; i < run.audioOut.length; i++) {
      Block block = run.audioOut[i];
      if (block != null) {
        for (int channel = 0; channel < block.channels(); channel++) {
          scan(block.channel(channel), period);
        }
        samples += (long) block.channels() * period;
      }
    }
    long few = (denormals & 0xFFFF_FFFFL) + (denormals >>> 32);
    denormalCycles = few * 2 > samples ? denormalCycles + 1 : 0;
  }

  /**
   * Two samples at a time, by their bits: the greatest exponent carries into the sign when the
   * lowest is added; denormals are counted apart for even and odd samples.
   */
  private void scan(MemorySegment samples, int frames) {
    long high = 0;
    long count = 0;
    int pairs = frames / 2;
    for (int i = 0; i < pairs; i++) {
      long magnitudes = samples.getAtIndex(TWO_SAMPLES, i) & MAGNITUDES;
      high |= magnitudes + LOWEST_EXPONENTS;
      count += (~(magnitudes + TO_NORMAL) & (magnitudes + TO_NON_ZERO) & SIGNS) >>> 31;
    }
    if (frames % 2 != 0) {
      int bits = Float.floatToRawIntBits(samples.getAtIndex(Samples.FLOAT, frames - 1));
      long magnitude = bits & 0x7FFF_FFFFL;
      high |= (magnitude + LOWEST_EXPONENTS) & 0xFFFF_FFFFL;
      count += (~(magnitude + TO_NORMAL) & (magnitude + TO_NON_ZERO) & 0x8000_0000L) >>> 31;
    }
    nonFinite |= (high & SIGNS) == 0 ? 0 : -1;
    denormals += count;
  }
}
