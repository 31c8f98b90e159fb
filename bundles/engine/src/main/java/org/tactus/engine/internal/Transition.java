// SPDX-License-Identifier: Apache-2.0
package org.tactus.engine.internal;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongFunction;
import org.tactus.api.node.Node;
import org.tactus.api.processor.ProcessorFactory;

/**
 * Leads from a node's old code to its new, on the thread that runs the node. The old code hands its
 * state over at a block's edge; its input is kept while a control thread brings the new code up to
 * date; both run, first unheard, then faded, then with the old one unheard and ready to take over
 * again in the very cycle in which the new one misbehaves.
 */
final class Transition {

  /** Where a transition is. */
  enum Phase {
    /** The plan has not run yet. */
    CREATED,
    /** The new code is brought up to date on another thread. */
    CATCHING_UP,
    /** Both run; the old is heard. */
    SHADOW,
    /** Both are heard. */
    FADE,
    /** Both run; the new is heard. */
    PROBATION,
    /** The new code misbehaved; the old is heard. */
    FAILED
  }

  /** How the new code takes the place of the old. */
  enum Manner {
    /** Both run and the output is faded over. */
    CROSSFADE,
    /** The input is faded over, and the old code rings out. */
    TAIL,
    /** The old code stops before the new begins, which makes up for what came in between. */
    RELAY
  }

  /** Why a transition failed. */
  enum Failure {
    NONE,
    /** Its guard says how. */
    MISBEHAVED,
    OVERRAN,
    ALLOCATED,
    SAVING_THREW,
    FELL_BEHIND,
    ABANDONED
  }

  /** Cycles in which new code is watched before anyone hears it. */
  static final int SHADOW_CYCLES = 16;

  /** A hypervisor takes a CPU now and then: one long cycle proves nothing. */
  private static final int OVERRUNS_ALLOWED = 2;

  /** HotSpot links call sites on the thread that makes them hot, which allocates once each. */
  private static final int ALLOCATIONS_ALLOWED = 8;

  private static final int HISTORY_MILLIS = 250;

  /** A device may take its time to stop and start. */
  private static final int RELAY_HISTORY_MILLIS = 2000;

  private static final int LEAST_HISTORY = 16;
  private static final int HISTORY_WITH_EVENTS = 64;
  private static final int REHEARSED_CATCH_UP = 3;
  private static final int REHEARSED_PROBATION = 24;
  private static final long FREEWHEEL_WAIT_NANOS = 20_000;
  private static final long NOTHING = Long.MIN_VALUE;
  private static final long JOINED = Long.MIN_VALUE + 1;
  private static final VarHandle OFFER;
  private static final VarHandle PHASE;
  private static final VarHandle RAMPED;
  private static final VarHandle HEARD;
  private static final VarHandle LOST;

  static {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      OFFER = lookup.findVarHandle(Transition.class, "offer", long.class);
      PHASE = lookup.findVarHandle(Transition.class, "phase", Phase.class);
      RAMPED = lookup.findVarHandle(Transition.class, "ramped", long.class);
      HEARD = lookup.findVarHandle(Transition.class, "heard", long.class);
      LOST = lookup.findVarHandle(Transition.class, "lost", long.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final int fadeFrames;
  private final Manner manner;
  private final boolean rehearses;

  private NodeRun host;
  private NodeRun before;
  private NodeRun after;
  private NodeRun replay;
  private InputHistory history;
  private MemorySegment saved;
  private Node saving;
  private long allowedBytes;
  private long periodNanos;
  private float[][] lastOld;
  private float[][] lastHeard;
  private float[][] step;

  private Phase phase = Phase.CREATED;
  private Failure failure = Failure.NONE;
  private long offer = NOTHING;
  private long ramped;

  /** Cycles since the new code alone is heard. */
  private long heard;

  /** Cycles whose input there was no room for while a device changed. */
  private long lost;

  private long begunAt;
  private long savedBytes;
  private int cyclesInPhase;
  private int faded;
  private int overruns;
  private int allocations;
  private volatile boolean closing;
  private volatile boolean abandoned;

  /**
   * A transition.
   *
   * @param fadeFrames how long old and new are heard together, 1 or more
   * @param rehearses whether it starts over and over, for a twin that warms up
   */
  Transition(int fadeFrames, Manner manner, boolean rehearses) {
    this.fadeFrames = fadeFrames;
    this.manner = manner;
    this.rehearses = rehearses;
  }

  // ---------------------------------------------------------------- control threads

  int fadeFrames() {
    return fadeFrames;
  }

  Instance successor() {
    return after.instance;
  }

  Manner manner() {
    return manner;
  }

  /**
   * Takes the runs of both. Control thread, while the plan is compiled.
   *
   * @param replaying runs the new code on kept input
   * @param memory gives bytes that live as long as the plan
   */
  void bind(
      NodeRun hosting,
      NodeRun old,
      NodeRun successor,
      NodeRun replaying,
      LongFunction<MemorySegment> memory) {
    host = hosting;
    before = old;
    after = successor;
    replay = replaying;
    double cycleSeconds = hosting.state.period / hosting.state.measuredRate;
    periodNanos = (long) (cycleSeconds * 1e9);
    boolean hasEvents = false;
    for (EventBuffer events : hosting.eventsIn) {
      hasEvents |= events != null;
    }
    int millis = manner == Manner.RELAY ? RELAY_HISTORY_MILLIS : HISTORY_MILLIS;
    int cycles = Math.max(LEAST_HISTORY, (int) (millis / 1000.0 / cycleSeconds));
    history =
        new InputHistory(
            hasEvents ? Math.min(cycles, HISTORY_WITH_EVENTS) : cycles,
            hosting.audioIn,
            hosting.eventsIn,
            memory);
    successor.instance.parameters.follow(old.instance.parameters);
    Node node = old.instance.node;
    if (node != null
        && old.instance.isHealthy()
        && manner != Manner.TAIL
        && node.stateLayout().bytes() > 0) {
      saving = node;
      saved = memory.apply(node.stateLayout().bytes());
    }
    allowedBytes =
        successor.instance.provider instanceof ProcessorFactory factory
            ? factory.type().contract().allocatedBytes()
            : Long.MAX_VALUE;
    Block[] outputs = hosting.audioOut;
    lastOld = new float[outputs.length][];
    lastHeard = new float[outputs.length][];
    step = new float[outputs.length][];
    for (int i = 0; i < outputs.length; i++) {
      int channels = outputs[i] == null ? 0 : outputs[i].channels();
      lastOld[i] = new float[channels];
      lastHeard[i] = new float[channels];
      step[i] = new float[channels];
    }
  }

  void setLoopSources(NodeRun[] sources) {
    before.setLoopSources(sources);
    after.setLoopSources(sources);
  }

  Phase phase() {
    return (Phase) PHASE.getAcquire(this);
  }

  /** Valid once the phase is FAILED. */
  Failure failure() {
    return failure;
  }

  /** The position of the first cycle whose input is kept; valid from CATCHING_UP on. */
  long begunAt() {
    return begunAt;
  }

  /** The old code's state at {@link #begunAt}; empty where it wrote none. */
  MemorySegment savedState() {
    return saved == null ? MemorySegment.NULL : saved.asSlice(0, savedBytes);
  }

  /** Cycles in which both were heard. */
  long ramped() {
    return (long) RAMPED.getOpaque(this);
  }

  /** Cycles that nobody took while a device changed. */
  long lost() {
    return (long) LOST.getOpaque(this);
  }

  /** Cycles in which the new code alone was heard. */
  long heard() {
    return (long) HEARD.getAcquire(this);
  }

  /**
   * Runs the new code on the oldest kept input.
   *
   * @return the position after it, or {@link #NOTHING_TO_REPLAY}
   */
  long replayNext() {
    if (!history.hasNext()) {
      return NOTHING_TO_REPLAY;
    }
    PlanState state = replay.state;
    state.position = history.take(replay.audioIn, replay.eventsIn);
    state.time = System.nanoTime();
    state.deadline = state.time + periodNanos;
    state.beginTransport();
    replay.meter.begin(false);
    replay.run();
    return state.position + state.period;
  }

  static final long NOTHING_TO_REPLAY = -1;

  /** Drops what is kept of the input; returns the position after it, or -1 where there was none. */
  long skip() {
    long position = NOTHING_TO_REPLAY;
    while (history.hasNext()) {
      position = history.take(replay.audioIn, replay.eventsIn) + replay.state.period;
    }
    return position;
  }

  boolean canReplay() {
    return history.hasNext();
  }

  /** Says that the new code may join as soon as it has caught up; a freewheeling cycle waits. */
  void close() {
    closing = true;
  }

  /** Offers the new code, which has seen all input up to a position, and leaves it alone. */
  void offer(long position) {
    OFFER.setRelease(this, position);
  }

  /**
   * Takes an offer back.
   *
   * @return false if the new code has joined the cycle
   */
  boolean withdraw(long position) {
    return OFFER.compareAndSet(this, position, NOTHING);
  }

  boolean isJoined() {
    return (long) OFFER.getAcquire(this) == JOINED;
  }

  /** Asks the cycle to go on with the old code alone. */
  void abandon() {
    abandoned = true;
  }

  // ---------------------------------------------------------------- the cycle

  /** Runs one cycle of both. */
  void run() {
    long position = host.state.position;
    host.state.swapping = true;
    before.meter = host.meter;
    after.meter = host.meter;
    if (phase == Phase.CREATED) {
      begin(position);
    }
    if (phase == Phase.CATCHING_UP) {
      catchUp(position);
    }
    if (abandoned && phase != Phase.FAILED) {
      fail(Failure.ABANDONED);
    }
    if (manner == Manner.TAIL) {
      splitInput();
    }
    if (manner != Manner.RELAY) {
      before.run();
    }
    if (phase.ordinal() >= Phase.SHADOW.ordinal() && phase != Phase.FAILED) {
      runSuccessor();
    }
    hear();
    advance();
  }

  private void begin(long position) {
    begunAt = position;
    // The bank's ramps go over at the edge at which the state does.
    before.instance.parameters.begin(position, host.state.period);
    after.instance.parameters.takeOver(before.instance.parameters);
    after.instance.end = before.instance.end;
    if (saving != null) {
      try {
        savedBytes = saving.saveState(saved);
      } catch (Throwable thrown) {
        before.instance.savingThrew = thrown;
        fail(Failure.SAVING_THREW);
        return;
      }
    }
    enter(manner == Manner.TAIL ? Phase.FADE : Phase.CATCHING_UP);
  }

  private void catchUp(long position) {
    if (rehearses && cyclesInPhase == REHEARSED_CATCH_UP) {
      history.clear();
      offer = position;
    }
    if (host.state.freewheeling && !rehearses) {
      while (!abandoned
          && (long) OFFER.getAcquire(this) != position
          && (closing || history.isFull())) {
        LockSupport.parkNanos(FREEWHEEL_WAIT_NANOS);
      }
    }
    if (OFFER.compareAndSet(this, position, JOINED)) {
      enter(manner == Manner.RELAY ? Phase.PROBATION : Phase.SHADOW);
    } else if (history.isFull()) {
      if (manner == Manner.RELAY) {
        LOST.setOpaque(this, lost + 1);
      } else {
        fail(Failure.FELL_BEHIND);
      }
    } else {
      history.record(position, host.audioIn, host.eventsIn);
    }
  }

  private void runSuccessor() {
    after.run();
    if (after.instance.bypassed) {
      fail(Failure.MISBEHAVED);
    } else if (rehearses) {
      return;
    } else if (isOverrun(after.instance.ledger.lastNanos())) {
      if (++overruns > OVERRUNS_ALLOWED) {
        fail(Failure.OVERRAN);
      }
    } else if (after.instance.ledger.lastBytes() > allowedBytes
        && ++allocations > ALLOCATIONS_ALLOWED) {
      fail(Failure.ALLOCATED);
    }
  }

  private boolean isOverrun(long nanos) {
    if (host.state.freewheeling || nanos <= periodNanos) {
      return false;
    }
    CpuWitness witness = host.state.witness;
    return witness == null || witness.ask(nanos, periodNanos) != CpuWitness.Finding.PREEMPTED;
  }

  private void hear() {
    for (int i = 0; i < host.audioOut.length; i++) {
      if (host.audioOut[i] != null) {
        hear(i, host.audioOut[i], before.visibleOut[i], after.visibleOut[i]);
      }
    }
    for (int i = 0; i < host.eventsOut.length; i++) {
      if (host.eventsOut[i] != null) {
        boolean isNew = phase == Phase.FADE || phase == Phase.PROBATION;
        host.eventsOut[i].copyFrom(isNew ? after.eventsOut[i] : before.eventsOut[i]);
      }
    }
  }

  private void hear(int output, Block target, Block old, Block successor) {
    switch (phase) {
      case CREATED, CATCHING_UP, SHADOW -> target.copyFrom(old);
      case FADE -> {
        if (manner == Manner.TAIL) {
          add(target, old, successor);
        } else {
          fade(target, old, successor);
        }
      }
      case PROBATION -> {
        if (manner == Manner.TAIL) {
          add(target, old, successor);
        } else {
          target.copyFrom(successor);
        }
      }
      case FAILED -> returnTo(target, old, step[output]);
    }
    if (phase == Phase.FADE || phase == Phase.PROBATION) {
      int last = host.state.period - 1;
      for (int channel = 0; channel < lastOld[output].length; channel++) {
        lastOld[output][channel] = old.channel(channel).getAtIndex(Samples.FLOAT, last);
        lastHeard[output][channel] = target.channel(channel).getAtIndex(Samples.FLOAT, last);
      }
    }
  }

  /** Linear and complementary: what is the same in both stays exactly as it is. */
  private void fade(Block target, Block old, Block successor) {
    for (int channel = 0; channel < target.channels(); channel++) {
      MemorySegment from = old.channel(channel);
      MemorySegment to = successor.channel(channel);
      MemorySegment out = target.channel(channel);
      for (int i = 0; i < host.state.period; i++) {
        float a = from.getAtIndex(Samples.FLOAT, i);
        float b = to.getAtIndex(Samples.FLOAT, i);
        out.setAtIndex(Samples.FLOAT, i, a + (b - a) * gain(i));
      }
    }
    target.setSilent(old.isSilent() && successor.isSilent());
  }

  private float gain(int frame) {
    return phase == Phase.PROBATION ? 1f : Math.min(1f, (float) (faded + frame + 1) / fadeFrames);
  }

  private void add(Block target, Block old, Block successor) {
    for (int channel = 0; channel < target.channels(); channel++) {
      MemorySegment from = old.channel(channel);
      MemorySegment to = successor.channel(channel);
      MemorySegment out = target.channel(channel);
      for (int i = 0; i < host.state.period; i++) {
        out.setAtIndex(
            Samples.FLOAT, i, from.getAtIndex(Samples.FLOAT, i) + to.getAtIndex(Samples.FLOAT, i));
      }
    }
    target.setSilent(old.isSilent() && successor.isSilent());
  }

  /** The old code's output, reached from the last sample that was heard without a step. */
  private void returnTo(Block target, Block old, float[] steps) {
    target.copyFrom(old);
    if (faded >= fadeFrames) {
      return;
    }
    for (int channel = 0; channel < steps.length; channel++) {
      if (steps[channel] == 0) {
        continue;
      }
      MemorySegment out = target.channel(channel);
      for (int i = 0; i < host.state.period && faded + i < fadeFrames; i++) {
        float rest = steps[channel] * (1 - (float) (faded + i + 1) / fadeFrames);
        out.setAtIndex(Samples.FLOAT, i, out.getAtIndex(Samples.FLOAT, i) + rest);
      }
      target.setSilent(false);
    }
  }

  /** The input goes over from the old code to the new; each keeps what it has to ring out. */
  private void splitInput() {
    for (int i = 0; i < host.audioIn.length; i++) {
      Block in = host.audioIn[i];
      if (in == null) {
        continue;
      }
      Block old = before.audioIn[i];
      Block successor = after.audioIn[i];
      if (phase == Phase.FAILED) {
        old.copyFrom(in);
        continue;
      }
      for (int channel = 0; channel < in.channels(); channel++) {
        MemorySegment from = in.channel(channel);
        MemorySegment oldChannel = old.channel(channel);
        MemorySegment newChannel = successor.channel(channel);
        for (int frame = 0; frame < host.state.period; frame++) {
          float sample = from.getAtIndex(Samples.FLOAT, frame);
          float share = sample * gain(frame);
          newChannel.setAtIndex(Samples.FLOAT, frame, share);
          oldChannel.setAtIndex(Samples.FLOAT, frame, sample - share);
        }
      }
      successor.setSilent(in.isSilent());
      old.setSilent(in.isSilent() || phase == Phase.PROBATION);
    }
  }

  private void advance() {
    cyclesInPhase++;
    switch (phase) {
      case SHADOW -> {
        if (cyclesInPhase >= SHADOW_CYCLES) {
          enter(Phase.FADE);
        }
      }
      case FADE -> {
        RAMPED.setOpaque(this, ramped + 1);
        faded += host.state.period;
        if (faded >= fadeFrames) {
          enter(Phase.PROBATION);
        }
      }
      case PROBATION -> {
        HEARD.setRelease(this, heard + 1);
        if (rehearses && cyclesInPhase == REHEARSED_PROBATION) {
          rehearseFailure();
        }
      }
      case FAILED -> {
        faded = Math.min(fadeFrames, faded + host.state.period);
        if (rehearses && faded >= fadeFrames) {
          enter(Phase.CREATED);
        }
      }
      default -> {}
    }
  }

  private void rehearseFailure() {
    fail(Failure.ABANDONED);
    overruns = 0;
    allocations = 0;
  }

  private void fail(Failure why) {
    for (int i = 0; i < step.length; i++) {
      for (int channel = 0; channel < step[i].length; channel++) {
        boolean wasHeard = phase == Phase.FADE || phase == Phase.PROBATION;
        step[i][channel] = wasHeard ? lastHeard[i][channel] - lastOld[i][channel] : 0;
      }
    }
    failure = why;
    enter(Phase.FAILED);
  }

  private void enter(Phase next) {
    cyclesInPhase = 0;
    faded = 0;
    PHASE.setRelease(this, next);
  }
}
