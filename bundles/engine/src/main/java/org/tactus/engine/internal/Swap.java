// SPDX-License-Identifier: Apache-2.0
package org.tactus.engine.internal;

import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.tactus.api.RefusedException;
import org.tactus.api.audio.AudioFormat;
import org.tactus.api.device.DeviceEnd;
import org.tactus.api.node.Node;
import org.tactus.api.node.StateLayout;
import org.tactus.api.processor.ProcessorFactory;
import org.tactus.engine.PipelineSpecification;
import org.tactus.engine.SwapReport;
import org.tactus.engine.SwapRequest;
import org.tactus.notation.Element;

/**
 * One replacement of a node's code, from the request to the report. Runs on its caller's thread;
 * the pipeline is locked only while plans are made and published.
 */
final class Swap {

  private static final long WARM_UP_NANOS = 3_000_000_000L;
  private static final long BEGIN_NANOS = 2_000_000_000L;
  private static final long REPLAY_PATIENCE_NANOS = 20_000_000_000L;
  private static final long LONGEST_TAIL_SECONDS = 30;
  private static final long POLL_NANOS = 50_000;

  /** What of a period old and new together may take. */
  private static final double ADMITTED_SHARE = 0.9;

  private final Pipeline pipeline;
  private final Services services;
  private final String node;
  private final SwapRequest request;
  private final ReentrantLock replaying = new ReentrantLock();
  private final long requestedAt = System.nanoTime();

  private PipelineSpecification specification;
  private Compiler.Compiled before;
  private Compiler.Compiled during;
  private Transition transition;
  private Instance old;
  private volatile Instance successor;
  private Object provider;
  private Element.Definition definition;
  private SwapReport.HandOver handOver = SwapReport.HandOver.STATELESS;
  private long typicalNanos;
  private long measuredNanos;
  private long warmUpNanos;
  private double steadyMicros;
  private long cyclesBefore;
  private long lateBefore;
  private long replayedFrames;
  private long shiftFrames;
  private volatile SwapReport report;

  Swap(Pipeline pipeline, Services services, String node, SwapRequest request) {
    this.pipeline = pipeline;
    this.services = services;
    this.node = node;
    this.request = request;
  }

  SwapReport run() throws RefusedException {
    pipeline.locked(this::prepare);
    try {
      warmUp();
      pipeline.locked(this::begin);
    } catch (RefusedException | RuntimeException | Error e) {
      if (report == null && pipeline.swap() != this) {
        discard();
      }
      throw e;
    }
    try {
      bringUpToDate();
      awaitProbation();
    } catch (RuntimeException | LinkageError e) {
      services.log().error("the new code of node '{}' failed", node, e);
      transition.abandon();
      refusal = "the new code of node '" + node + "' threw " + e.getClass().getSimpleName();
    }
    pipeline.locked(() -> finish(transition.phase() == Transition.Phase.PROBATION));
    return report;
  }

  private String refusal = "";

  // ---------------------------------------------------------------- before anyone hears of it

  private void prepare() throws RefusedException {
    requireRunning();
    if (pipeline.swap() != null) {
      throw new RefusedException(
          "node '"
              + pipeline.swap().node
              + "' of '"
              + pipeline.name()
              + "' is being swapped; try again when that is over");
    }
    specification = pipeline.specification();
    before = pipeline.compiled();
    old = existing();
    provider = services.registry().select(request);
    definition = definitionOf(old.name).withType(request.type());
    if (provider == old.provider && definition.equals(definitionOf(old.name))) {
      throw new RefusedException(
          "node '" + node + "' runs " + old.code() + " already; name another version");
    }
    int fadeFrames =
        (int)
            Math.max(
                1, before.plan().rate.frames(services.settings().swapFadeMillis() * 1_000_000L));
    transition = new Transition(fadeFrames, manner(), false);
    during = compile(before, new Compiler.Replacement(definition, provider, transition));
    successor = transition.successor();
    successor.guard.setRules(Ladder.rules(services.settings()));
    shiftFrames = Math.max(0, successor.latency().maximum() - old.latency().maximum());
  }

  private Transition.Manner manner() {
    if (old.role == Instance.Role.SINK) {
      return Transition.Manner.RELAY;
    }
    return request.tail() ? Transition.Manner.TAIL : Transition.Manner.CROSSFADE;
  }

  private Compiler.Compiled compile(Compiler.Compiled from, Compiler.Replacement replacement)
      throws RefusedException {
    return pipeline.compile(
        specification, Compiler.instances(from.plan()), from.settled(), replacement);
  }

  private void requireRunning() throws RefusedException {
    if (pipeline.state() != org.tactus.engine.PipelineState.RUNNING || pipeline.loop() == null) {
      throw new RefusedException(
          "pipeline '"
              + pipeline.name()
              + "' is "
              + pipeline.state().name().toLowerCase(java.util.Locale.ROOT)
              + "; its next start takes the preferred code, or start it to swap");
    }
  }

  private Instance existing() throws RefusedException {
    for (Instance instance : before.plan().instances) {
      if (instance.name.equals(node)) {
        return instance;
      }
    }
    throw new RefusedException(
        "pipeline '"
            + pipeline.name()
            + "' has no node '"
            + node
            + "'; it has "
            + String.join(
                ", ", before.plan().instances.stream().map(instance -> instance.name).toList()));
  }

  private Element.Definition definitionOf(String name) {
    return specification.graph().node(name).orElseThrow();
  }

  private void warmUp() throws RefusedException {
    if (specification.freewheel()) {
      return;
    }
    long start = System.nanoTime();
    services.linkedClasses().link(List.of(provider.getClass(), Pipeline.class));
    Transition rehearsal = new Transition(transition.fadeFrames(), manner(), true);
    typicalNanos =
        WarmUp.run(
            before,
            specification,
            services.registry(),
            new Compiler.Replacement(definition, provider, rehearsal),
            start + WARM_UP_NANOS,
            () -> pipeline.compiled() != before);
    measuredNanos = (long) (rehearsal.successor().ledger.typicalMicros() * 1000);
    warmUpNanos = System.nanoTime() - start;
  }

  private void begin() throws RefusedException {
    requireRunning();
    if (pipeline.compiled() != before || pipeline.swap() != null) {
      throw new RefusedException(
          "pipeline '" + pipeline.name() + "' was changed meanwhile; try again");
    }
    admit();
    for (Instance instance : during.created()) {
      Pipeline.startEnd(instance);
    }
    CycleLoop loop = pipeline.loop();
    steadyMicros = pipeline.cycleTimes().percentile(99.9) / 1e3;
    cyclesBefore = loop.cycles();
    lateBefore = loop.late();
    pipeline.setSwap(this);
    pipeline.publish(during);
  }

  /** Whether old and new fit into a period side by side. */
  private void admit() throws RefusedException {
    if (specification.freewheel()) {
      return;
    }
    long period = before.plan().rate.nanos(before.plan().period);
    long cost = Math.max(budget(successor), measuredNanos);
    // A pipeline that has just begun was slow so far, and its twin is not.
    long wanted = Math.min(pipeline.cycleTimes().percentile(50), typicalNanos) + cost;
    if (wanted > ADMITTED_SHARE * period) {
      throw new RefusedException(
          "old and new code of node '"
              + node
              + "' side by side take "
              + wanted / 1000
              + " of the "
              + period / 1000
              + " µs of a period; stop the pipeline to change its code");
    }
  }

  private long budget(Instance instance) {
    if (instance.provider instanceof ProcessorFactory factory) {
      int channels =
          !instance.outputFormats.isEmpty()
                  && instance.outputFormats.getFirst() instanceof AudioFormat audio
              ? audio.channels()
              : 1;
      return factory.type().contract().budgetNanos(before.plan().period, channels);
    }
    return 0;
  }

  /** Gives back what was made before the cycle saw it. */
  private void discard() {
    for (Instance instance : during.created()) {
      pipeline.retire(instance);
    }
    pipeline.free(during.plan());
  }

  // ---------------------------------------------------------------- while both live

  private void bringUpToDate() {
    if (request.tail()) {
      handOver = SwapReport.HandOver.TAIL;
      return;
    }
    long wait = System.nanoTime() + BEGIN_NANOS;
    while (transition.phase() == Transition.Phase.CREATED && report == null) {
      if (System.nanoTime() > wait) {
        transition.abandon();
        return;
      }
      LockSupport.parkNanos(POLL_NANOS);
    }
    if (!isCatchingUp()) {
      return;
    }
    long needed;
    if (transition.manner() == Transition.Manner.RELAY) {
      if (!passOn()) {
        transition.abandon();
        return;
      }
      needed = 0;
    } else {
      needed = takeState();
    }
    long done = transition.begunAt();
    long patience = System.nanoTime() + REPLAY_PATIENCE_NANOS + framesToNanos(needed);
    boolean closed = false;
    while (isCatchingUp()) {
      if (System.nanoTime() > patience) {
        transition.abandon();
        return;
      }
      long reached = replayNext();
      if (reached != Transition.NOTHING_TO_REPLAY) {
        replayedFrames += reached - done;
        done = reached;
      } else if (replayedFrames >= needed) {
        if (!closed) {
          closed = true;
          transition.close();
          continue;
        }
        offer(done);
      } else {
        LockSupport.parkNanos(POLL_NANOS);
      }
    }
  }

  /** One device stops and the next begins; whether it did. */
  private boolean passOn() {
    replaying.lock();
    try {
      if (report != null) {
        return false;
      }
      stopEnd(old);
      StateLayout layout = old.node == null ? StateLayout.NONE : old.node.stateLayout();
      if (layout.bytes() > 0) {
        if (!successor.node.loadState(layout.version(), transition.savedState())) {
          refusal =
              "the new code of node '"
                  + node
                  + "' cannot go on where the old one stopped; stop the pipeline to change its"
                  + " code";
          return false;
        }
        handOver = SwapReport.HandOver.COPIED;
      }
      successor.startsLater = false;
      Pipeline.startEnd(successor);
      if (successor.isHardware()) {
        // What is late by now would stay late.
        transition.skip();
      }
      return true;
    } catch (RefusedException e) {
      refusal = e.getMessage();
      return false;
    } finally {
      replaying.unlock();
    }
  }

  private static void stopEnd(Instance instance) {
    if (instance.started && instance.node instanceof DeviceEnd end) {
      instance.started = false;
      end.stop();
    }
  }

  /** The device that was stopped goes on. Under the lock. */
  private void takeBack() {
    stopEnd(successor);
    if (old.started || old.node == null) {
      return;
    }
    try {
      StateLayout layout = old.node.stateLayout();
      if (layout.bytes() == 0 || old.node.loadState(layout.version(), transition.savedState())) {
        Pipeline.startEnd(old);
        return;
      }
      old.fail("node '" + node + "' cannot go on where it stopped; start the pipeline again");
    } catch (RefusedException e) {
      old.fail(e.getMessage());
    }
  }

  private boolean isCatchingUp() {
    return report == null
        && transition.phase() == Transition.Phase.CATCHING_UP
        && !transition.isJoined();
  }

  private long replayNext() {
    replaying.lock();
    try {
      return report == null ? transition.replayNext() : Transition.NOTHING_TO_REPLAY;
    } finally {
      replaying.unlock();
    }
  }

  /** Leaves the new code to the cycle until that takes it, or has run on without it. */
  private void offer(long position) {
    transition.offer(position);
    while (isCatchingUp()) {
      if (transition.canReplay()) {
        if (transition.withdraw(position)) {
          return;
        }
        continue;
      }
      LockSupport.parkNanos(POLL_NANOS);
    }
  }

  /** Hands the state over; returns how many frames of input must be replayed at least. */
  private long takeState() {
    Node from = old.node;
    Node to = successor.node;
    if (from == null) {
      return 0;
    }
    StateLayout layout = from.stateLayout();
    MemorySegment state = transition.savedState();
    if (layout.bytes() > 0 && old.isHealthy() && to.loadState(layout.version(), state)) {
      handOver = SwapReport.HandOver.COPIED;
      return 0;
    }
    StateLayout wanted = to.stateLayout();
    if (layout.equals(StateLayout.NONE) && wanted.equals(StateLayout.NONE)) {
      return 0;
    }
    handOver = SwapReport.HandOver.REPLAYED;
    return wanted.replayFrames() > 0
        ? wanted.replayFrames()
        : before.plan().rate.frames(services.settings().swapReplayMillis() * 1_000_000L);
  }

  private void awaitProbation() {
    long frames = before.plan().rate.frames(probation().toNanos());
    if (request.tail()) {
      frames = Math.max(frames, tailFrames());
    }
    long cycles = (frames + before.plan().period - 1) / before.plan().period;
    while (report == null
        && transition.phase() != Transition.Phase.FAILED
        && !isOver(pipeline.loop())
        && (transition.phase() != Transition.Phase.PROBATION || transition.heard() < cycles)) {
      LockSupport.parkNanos(10 * POLL_NANOS);
    }
  }

  private static boolean isOver(CycleLoop loop) {
    return loop != null && loop.outcome() != CycleLoop.Outcome.RUNNING;
  }

  private Duration probation() {
    return request.probation() != null
        ? request.probation()
        : Duration.ofMillis(services.settings().swapProbationMillis());
  }

  private long tailFrames() {
    long longest = before.plan().rate.frames(LONGEST_TAIL_SECONDS * 1_000_000_000L);
    long latency = old.latency().maximum();
    return Math.min(
        longest, old.node.tail() == Long.MAX_VALUE ? longest : old.node.tail() + latency);
  }

  private long framesToNanos(long frames) {
    return before.plan().rate.nanos(frames);
  }

  // ---------------------------------------------------------------- the end

  Instance successor() {
    return successor;
  }

  Transition.Phase phase() {
    return transition.phase();
  }

  /** Whether it depends on a provider. */
  boolean uses(Object gone) {
    return gone != null && (gone == provider || gone == old.provider);
  }

  /** Ends at once: with the new code where it is heard alone, else with the old. Under the lock. */
  void endNow(Object gone) {
    boolean keeps = transition.phase() == Transition.Phase.PROBATION && gone != provider;
    if (!keeps) {
      refusal = "pipeline '" + pipeline.name() + "' was changed meanwhile; try again";
    }
    try {
      finish(keeps);
    } catch (RefusedException e) {
      services.log().error("the swap of node '{}' does not end: {}", node, e.getMessage());
    }
  }

  /**
   * The pipeline was stopped. Under the lock.
   *
   * @param quiet whether no cycle runs any more
   */
  void stopped(boolean quiet) {
    pipeline.setSwap(null);
    report = reportOf(SwapReport.Outcome.ROLLED_BACK, "pipeline '" + pipeline.name() + "' stopped");
    if (!quiet) {
      return;
    }
    replaying.lock();
    try {
      pipeline.retire(successor);
      pipeline.free(before.plan());
    } finally {
      replaying.unlock();
    }
  }

  /** Goes on with one of the two. Under the lock. */
  private void finish(boolean keepsNew) throws RefusedException {
    if (report != null) {
      return;
    }
    if (!keepsNew && transition.phase() != Transition.Phase.FAILED) {
      transition.abandon();
    }
    if (!keepsNew) {
      awaitReturn();
    }
    replaying.lock();
    try {
      conclude(keepsNew);
    } finally {
      replaying.unlock();
    }
  }

  private void conclude(boolean keepsNew) throws RefusedException {
    if (!keepsNew && transition.manner() == Transition.Manner.RELAY) {
      takeBack();
    }
    Map<String, Instance> staying = Compiler.instances(before.plan());
    PipelineSpecification next = specification;
    if (keepsNew) {
      staying.put(node, successor);
      next = pipeline.specification();
      next = next.withGraph(next.graph().with(definitionIn(next)));
    }
    SwapReport concluded =
        keepsNew
            ? reportOf(SwapReport.Outcome.SWAPPED, "")
            : reportOf(SwapReport.Outcome.ROLLED_BACK, reason());
    Compiler.Compiled last = pipeline.compile(next, staying, before.settled(), null);
    boolean quiet = pipeline.publish(last);
    if (keepsNew) {
      pipeline.setSpecification(next);
      pipeline.acquit(node);
    }
    report = concluded;
    pipeline.setSwap(null);
    if (quiet) {
      pipeline.retire(keepsNew ? old : successor);
      pipeline.free(before.plan());
      pipeline.free(during.plan());
    } else {
      services
          .log()
          .error("pipeline '{}' did not take its new plan in time; both codes are kept", node);
    }
    services
        .log()
        .info(
            "pipeline '{}': node '{}' {} {} {}",
            pipeline.name(),
            node,
            keepsNew ? "runs" : "keeps",
            keepsNew ? successor.code() : old.code(),
            concluded.reason());
  }

  private Element.Definition definitionIn(PipelineSpecification current) {
    return current.graph().node(node).orElseThrow().withType(request.type());
  }

  /** Lets the cycle lead back to the old code without a step. */
  private void awaitReturn() {
    CycleLoop loop = pipeline.loop();
    if (loop == null) {
      return;
    }
    long cycles = transition.fadeFrames() / before.plan().period + 2L;
    long until = loop.cycles() + cycles;
    long patience = System.nanoTime() + BEGIN_NANOS;
    while (loop.cycles() < until
        && loop.outcome() == CycleLoop.Outcome.RUNNING
        && System.nanoTime() < patience) {
      LockSupport.parkNanos(POLL_NANOS);
    }
  }

  private String reason() {
    if (!refusal.isEmpty()) {
      return refusal;
    }
    String subject = "the new code of node '" + node + "' (" + successor.code() + ") ";
    return switch (transition.failure()) {
      case MISBEHAVED -> {
        if (successor.thrown != null) {
          services.log().error("{}threw", subject, successor.thrown);
        }
        String deed = successor.guard.deed();
        yield subject
            + (deed.isEmpty() ? "failed: " + successor.message() : deed)
            + "; the old one plays on";
      }
      case OVERRAN -> subject + "took longer than the period; the old one plays on";
      case ALLOCATED -> subject + "allocated on the cycle; the old one plays on";
      case SAVING_THREW -> {
        services.log().error("node '{}' failed to save its state", node, old.savingThrew);
        yield "the old code of node '"
            + node
            + "' ("
            + old.code()
            + ") threw "
            + old.savingThrew.getClass().getSimpleName()
            + " as it saved its state; swap with --tail";
      }
      case FELL_BEHIND, NONE, ABANDONED ->
          subject + "did not catch up with the input; the old one plays on";
    };
  }

  private SwapReport reportOf(SwapReport.Outcome outcome, String reason) {
    CycleLoop loop = pipeline.loop();
    long cycles = loop == null ? cyclesBefore : loop.cycles();
    long late = loop == null ? lateBefore : loop.late();
    return new SwapReport(
        pipeline.name(),
        node,
        old.code(),
        successor.code(),
        outcome,
        reason,
        handOver,
        cycles - cyclesBefore,
        late - lateBefore,
        transition.ramped(),
        transition.lost(),
        replayedFrames,
        outcome == SwapReport.Outcome.SWAPPED ? shiftFrames : 0,
        loop == null ? 0 : loop.longestOfSwap() / 1e3,
        steadyMicros,
        warmUpNanos / 1e6,
        (System.nanoTime() - requestedAt) / 1e6);
  }
}
