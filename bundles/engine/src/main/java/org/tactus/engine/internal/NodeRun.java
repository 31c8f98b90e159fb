// SPDX-License-Identifier: Apache-2.0
package org.tactus.engine.internal;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.tactus.api.audio.AudioBlock;
import org.tactus.api.event.EventReader;
import org.tactus.api.event.EventWriter;
import org.tactus.api.node.Cycle;
import org.tactus.api.node.Transport;
import org.tactus.api.packet.PacketReader;
import org.tactus.api.packet.PacketWriter;
import org.tactus.api.parameter.Meters;
import org.tactus.api.parameter.Parameters;
import org.tactus.api.video.VideoReader;
import org.tactus.api.video.VideoWriter;

/** A node bound to the blocks of one plan, and what it sees of a cycle. */
final class NodeRun implements Cycle {

  private static final int OUTSIDE = 0;
  private static final int INSIDE = 1;

  /** Its thread is inside, and the cycle has gone on on another one. */
  private static final int LEFT = 2;

  private static final VarHandle DONE;
  private static final VarHandle PLACE;

  static {
    try {
      DONE = MethodHandles.lookup().findVarHandle(NodeRun.class, "done", long.class);
      PLACE = MethodHandles.lookup().findVarHandle(NodeRun.class, "place", int.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  final Instance instance;
  final PlanState state;
  final Block[] audioIn;
  final Block[] audioOut;
  final EventBuffer[] eventsIn;
  final EventBuffer[] eventsOut;
  final AlignmentDelay[] delays;

  /** The nodes that feed this one, loops' ways back left out, and how much each is delayed. */
  final NodeRun[] upstream;

  final long[] upstreamDelay;

  /** What others read; the node's own outputs unless they are held back. */
  Block[] visibleOut;

  AlignmentDelay[] outputDelays = new AlignmentDelay[0];

  /** What runs old and new code in the place of this one's; null where nothing is replaced. */
  Transition transition;

  /** The sources of the whole plan where this node closes a loop: it ends when they have. */
  private NodeRun[] loopSources = new NodeRun[0];

  /** Runs on other threads that must have ended first. */
  NodeRun[] awaited = new NodeRun[0];

  /** What the node's input was, where its output is written over it; null elsewhere. */
  Block dry;

  /** Frames for which output goes on after the input ended. */
  final long afterEnd;

  /** Reads what the thread that runs it uses; shared by the runs of a thread. */
  ThreadMeter meter = new ThreadMeter();

  private final boolean hardware;
  private int frames;

  /** Where the thread is that runs the node's code. */
  private int place;

  /** That thread; known where a clock says when a cycle must end. */
  private Thread thread;

  @SuppressWarnings("unused") // by DONE
  private long done;

  NodeRun(
      Instance instance,
      PlanState state,
      Block[] audioIn,
      Block[] audioOut,
      EventBuffer[] eventsIn,
      EventBuffer[] eventsOut,
      AlignmentDelay[] delays,
      NodeRun[] upstream,
      long[] upstreamDelay) {
    this.instance = instance;
    this.state = state;
    this.audioIn = audioIn;
    this.audioOut = audioOut;
    visibleOut = audioOut;
    this.eventsIn = eventsIn;
    this.eventsOut = eventsOut;
    this.delays = delays;
    this.upstream = upstream;
    this.upstreamDelay = upstreamDelay;
    hardware = instance.isHardware();
    instance.guard.prepare(audioOut, state.rate, state.period);
    afterEnd = instance.node == null ? 0 : plus(instance.latency().maximum(), instance.node.tail());
  }

  /** Runs one cycle of this node. */
  void run() {
    for (int i = 0; i < delays.length; i++) {
      delays[i].run(state.period);
    }
    for (int i = 0; i < eventsOut.length; i++) {
      if (eventsOut[i] != null) {
        eventsOut[i].begin(state.period);
      }
    }
    if (transition != null) {
      transition.run();
      return;
    }
    runNode();
    for (int i = 0; i < outputDelays.length; i++) {
      outputDelays[i].run(state.period);
    }
  }

  private void runNode() {
    if (instance.deferral == null) {
      instance.parameters.begin(state.position, state.period);
    }
    switch (instance.role) {
      case SOURCE -> runSource();
      case PROCESSOR -> runProcessor();
      case SINK -> runSink();
    }
  }

  private void runSource() {
    if (instance.bypassed && state.freewheeling && instance.end == Instance.NEVER) {
      // No clock limits the silence of a source that failed.
      instance.end = state.position;
    }
    if (state.muted || state.position >= instance.end) {
      clearOutputs();
      meter.skip(instance.ledger);
      return;
    }
    frames = state.period;
    process();
  }

  private void runProcessor() {
    frames = state.period;
    process();
    long inputEnd = inputEnd();
    instance.end = inputEnd == Instance.NEVER ? inputEnd : plus(inputEnd, afterEnd);
  }

  private void runSink() {
    if (hardware) {
      frames = state.period;
    } else if (state.muted) {
      meter.skip(instance.ledger);
      return;
    } else {
      long end = Math.min(inputEnd(), state.limit);
      frames = Math.clamp(end - state.position, 0, state.period);
      if (frames == 0) {
        meter.skip(instance.ledger);
        return;
      }
    }
    process();
  }

  /** Runs the node behind its cycle. */
  void runDeferred() {
    frames = state.period;
    instance.parameters.begin(state.position, state.period);
    meter.begin(state.investigating);
    for (int i = 0; i < eventsOut.length; i++) {
      if (eventsOut[i] != null) {
        eventsOut[i].begin(state.period);
      }
    }
    process();
  }

  private void process() {
    Guard guard = instance.guard;
    if (dry != null) {
      dry.copyFrom(audioIn[0]);
    }
    Deferral deferral = instance.deferral;
    if (deferral != null && !deferral.isInner(this)) {
      deferral.exchange(this);
      return;
    }
    if (guard.leavesOut()) {
      bypass();
      guard.passDry(this);
      instance.ledger.bypass();
      meter.skip(instance.ledger);
      return;
    }
    for (int i = 0; i < audioOut.length; i++) {
      if (audioOut[i] != null) {
        audioOut[i].setSilent(false);
      }
    }
    boolean threw = false;
    thread = Thread.currentThread();
    PLACE.setRelease(this, INSIDE);
    state.setRunning(this);
    try {
      instance.node.process(this);
    } catch (Throwable thrown) {
      instance.thrown = thrown;
      threw = true;
    }
    if (!PLACE.compareAndSet(this, INSIDE, OUTSIDE)) {
      PLACE.setRelease(this, OUTSIDE);
      throw LeftBehind.NOW;
    }
    meter.charge(instance.ledger);
    if (instance.role == Instance.Role.SOURCE && instance.end < state.position + state.period) {
      clearAfterEnd();
    }
    guard.judge(this, threw, instance.ledger.lastNanos(), instance.ledger.lastBytes());
  }

  /** Whether a thread is in the node's code. */
  boolean isOccupied() {
    return (int) PLACE.getAcquire(this) != OUTSIDE;
  }

  /** Lets the cycle go on without the thread that is in the node's code; false if none is. */
  boolean leaveBehind() {
    return PLACE.compareAndSet(this, INSIDE, LEFT);
  }

  /** The thread that ran it last. */
  Thread thread() {
    return thread;
  }

  /** Takes over what another run of the same node was given and has done in this cycle. */
  void copyFrom(NodeRun other) {
    frames = other.frames;
    copy(other.audioIn, audioIn);
    copy(other.audioOut, audioOut);
    copy(other.visibleOut, visibleOut);
    if (dry != null) {
      dry.copyFrom(other.dry);
    }
    for (int i = 0; i < eventsOut.length; i++) {
      if (eventsOut[i] != null) {
        eventsOut[i].copyFrom(other.eventsOut[i]);
      }
    }
  }

  /** Takes over what goes past a node whose own output nobody knows. */
  void takeDry(NodeRun other) {
    copy(other.audioIn, audioIn);
    if (dry != null) {
      dry.copyFrom(other.dry);
    }
  }

  /** Takes over what another run is given. */
  void takeInputs(NodeRun other) {
    copy(other.audioIn, audioIn);
    for (int i = 0; i < eventsIn.length; i++) {
      if (eventsIn[i] != null) {
        eventsIn[i].copyFrom(other.eventsIn[i]);
      }
    }
  }

  private static void copy(Block[] from, Block[] to) {
    for (int i = 0; i < to.length; i++) {
      if (to[i] != null) {
        to[i].copyFrom(from[i]);
      }
    }
  }

  /** Leaves the node out of a cycle that was about to run it. */
  void passBy() {
    bypass();
    instance.guard.passDry(this);
    instance.ledger.bypass();
    for (int i = 0; i < outputDelays.length; i++) {
      outputDelays[i].run(state.period);
    }
    if (instance.role == Instance.Role.PROCESSOR) {
      long inputEnd = inputEnd();
      instance.end = inputEnd == Instance.NEVER ? inputEnd : plus(inputEnd, afterEnd);
    }
  }

  private void clearAfterEnd() {
    int valid = (int) (instance.end - state.position);
    for (int i = 0; i < audioOut.length; i++) {
      if (audioOut[i] != null) {
        audioOut[i].clearAfter(valid);
      }
    }
  }

  /** What goes past the node to an output; null for silence. */
  Block dry(int output) {
    if (output > 0 || audioIn.length == 0) {
      return null;
    }
    return dry == null ? audioIn[0] : dry;
  }

  /** The dry signal where there is one, silence elsewhere. */
  void bypass() {
    for (int i = 0; i < audioOut.length; i++) {
      if (audioOut[i] != null) {
        Block past = dry(i);
        if (past == null) {
          audioOut[i].clear();
        } else {
          audioOut[i].copyFrom(past);
        }
      }
    }
    for (int i = 0; i < eventsOut.length; i++) {
      if (eventsOut[i] != null) {
        eventsOut[i].begin(state.period);
      }
    }
  }

  private void clearOutputs() {
    for (int i = 0; i < audioOut.length; i++) {
      if (audioOut[i] != null) {
        audioOut[i].clear();
      }
    }
  }

  void setLoopSources(NodeRun[] sources) {
    loopSources = sources;
    if (transition != null) {
      transition.setLoopSources(sources);
    }
  }

  /** The frame position at which the last of its inputs ends. */
  long inputEnd() {
    long end = upstream.length + loopSources.length == 0 ? Instance.NEVER : 0;
    for (int i = 0; i < upstream.length; i++) {
      end = Math.max(end, plus(upstream[i].instance.end, upstreamDelay[i]));
    }
    for (int i = 0; i < loopSources.length; i++) {
      end = Math.max(end, loopSources[i].instance.end);
    }
    return end;
  }

  private static long plus(long a, long b) {
    return a == Instance.NEVER || b == Instance.NEVER ? Instance.NEVER : a + b;
  }

  /** By how much it took longer in the last cycle than it usually does, in nanoseconds. */
  long overTypical() {
    long last = instance.ledger.lastNanos();
    return last == 0 ? Long.MIN_VALUE : last - instance.ledger.typicalNanos();
  }

  void publishDone(long sequence) {
    DONE.setRelease(this, sequence);
  }

  boolean isDone(long sequence) {
    return (long) DONE.getAcquire(this) >= sequence;
  }

  @Override
  public int frames() {
    return frames;
  }

  @Override
  public long position() {
    return state.position;
  }

  @Override
  public long time() {
    return state.time;
  }

  @Override
  public long deadline() {
    return state.deadline;
  }

  @Override
  public double measuredRate() {
    return state.measuredRate;
  }

  @Override
  public boolean isFreewheeling() {
    return state.freewheeling;
  }

  @Override
  public Transport transport() {
    return state.transport;
  }

  @Override
  public AudioBlock audioIn(int input) {
    return audioIn[input];
  }

  @Override
  public AudioBlock audioOut(int output) {
    return audioOut[output];
  }

  @Override
  public EventReader eventsIn(int input) {
    return eventsIn[input];
  }

  @Override
  public EventWriter eventsOut(int output) {
    return eventsOut[output];
  }

  @Override
  public PacketReader packetsIn(int input) {
    return null;
  }

  @Override
  public PacketWriter packetsOut(int output) {
    return null;
  }

  @Override
  public VideoReader videoIn(int input) {
    return null;
  }

  @Override
  public VideoWriter videoOut(int output) {
    return null;
  }

  @Override
  public Parameters parameters() {
    return instance.parameters;
  }

  @Override
  public Meters meters() {
    return instance.meters;
  }

  @Override
  public void end(int endFrames) {
    if (instance.role == Instance.Role.SOURCE) {
      instance.end = state.position + Math.clamp(endFrames, 0, frames);
    }
  }
}
