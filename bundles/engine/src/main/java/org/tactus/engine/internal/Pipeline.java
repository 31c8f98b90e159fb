// SPDX-License-Identifier: Apache-2.0
package org.tactus.engine.internal;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.tactus.api.Rational;
import org.tactus.api.RefusedException;
import org.tactus.api.audio.AudioFormat;
import org.tactus.api.clock.Clock;
import org.tactus.api.device.DeviceEnd;
import org.tactus.api.node.Node;
import org.tactus.api.node.Transport;
import org.tactus.api.parameter.Parameter;
import org.tactus.api.processor.ProcessorFactory;
import org.tactus.engine.Containment;
import org.tactus.engine.Mode;
import org.tactus.engine.NodeUse;
import org.tactus.engine.Percentiles;
import org.tactus.engine.PipelineSpecification;
import org.tactus.engine.PipelineState;
import org.tactus.engine.PipelineStatus;
import org.tactus.engine.SwapReport;
import org.tactus.engine.SwapRequest;
import org.tactus.linux.CpuSet;
import org.tactus.linux.ThreadUsage;
import org.tactus.notation.Argument;
import org.tactus.notation.Element;
import org.tactus.notation.Link;
import org.tactus.policy.PolicyResult;
import org.tactus.policy.Role;
import org.tactus.realtime.JitterRecorder;
import org.tactus.realtime.JitterSnapshot;
import org.tactus.realtime.RealtimeThread;
import org.tactus.realtime.ThreadRequest;
import org.tactus.realtime.Waiter;
import org.tactus.realtime.Watch;
import org.tactus.ring.MessageRing;
import org.tactus.ring.Rings;
import org.tactus.topology.Reservation;

/**
 * One pipeline: compiled, run, changed and observed from control threads, one at a time; the cycle
 * knows nothing of it.
 */
final class Pipeline {

  private static final long QUIESCENCE_NANOS = 2_000_000_000L;
  private static final Duration LOOP_END = Duration.ofSeconds(5);
  private static final long EDIT_WARM_UP_NANOS = 3_000_000_000L;

  /** The first cycles must not be the coldest, and admission needs a measure. */
  private static final long EARLY_WARM_UP_NANOS = 200_000_000L;

  private static final double LEAST_DUTY = 0.01;
  private static final double DUTY_STEP = 0.05;
  private static final long QUIET_NANOS = 500_000_000L;

  private final Services services;
  private final ReentrantLock lock = new ReentrantLock();
  private final ReentrantLock steps = new ReentrantLock();
  private final CountDownLatch ended = new CountDownLatch(1);
  private final CountDownLatch firstCycle = new CountDownLatch(1);

  private final Ladder ladder;

  private volatile PipelineSpecification specification;
  private volatile PipelineState state = PipelineState.STOPPED;
  private volatile String message = "";
  private volatile Compiler.Compiled compiled;
  private volatile CycleLoop loop;
  private volatile RealtimeThread thread;
  private volatile RealtimeThread lastThread;
  private volatile boolean hostStarted = true;

  private Swap swap;
  private Reservation reservation;
  private WorkerPool workers;
  private Watch watch;
  private boolean machineHeld;
  private boolean planHoldsMemory;
  private JitterRecorder lateness = new JitterRecorder();
  private JitterRecorder cycleTime = new JitterRecorder();
  private XrunHistory xruns;
  private Rings.Registration xrunRing;
  private List<PolicyResult> policy = List.of();
  private long generation;
  private long startOrigin;
  private long cyclesBefore;
  private long lateBefore;
  private long xrunsBefore;
  private double startToFirstCycleMillis = Double.NaN;
  private double startToWarmMillis = Double.NaN;
  private long warmUntil;
  private long busyBefore;
  private long busyAt;
  private double load;
  private boolean warmedUp;
  private RealtimeThread warmUp;
  private volatile boolean warmUpEnding;
  private long quietSince;
  private long quietAllocated;
  private long quietFaults;
  private volatile boolean recompileWanted;
  private long typicalNanos;

  /** Until when, as System.nanoTime(); 0 where nobody asked. */
  private long investigateUntil;

  private volatile Relief relief;

  Pipeline(PipelineSpecification specification, Services services) {
    this.specification = specification;
    this.services = services;
    ladder = new Ladder(specification.name(), services.log());
    xruns = newXrunHistory();
  }

  private XrunHistory newXrunHistory() {
    return new XrunHistory(name(), services.forensics(), services.log());
  }

  PipelineSpecification specification() {
    return specification;
  }

  /** Something an operator asked for. */
  interface Step {
    void run() throws RefusedException;
  }

  /** Takes one operator's step after the other, each with all that it reads, stores and does. */
  void alone(Step step) throws RefusedException {
    steps.lock();
    try {
      step.run();
    } finally {
      steps.unlock();
    }
  }

  String name() {
    return specification.name();
  }

  boolean isRunning() {
    return state == PipelineState.RUNNING || state == PipelineState.WARMING;
  }

  PipelineState state() {
    return state;
  }

  /** The sentence that says why it does not run; kept until the next start. */
  void explain(String sentence) {
    message = sentence;
  }

  /** Says whether the host is still starting, in which case nothing counts as warm. */
  void setHostStarted(boolean started) {
    hostStarted = started;
  }

  boolean awaitFirstCycle(Duration timeout) throws InterruptedException {
    long end = System.nanoTime() + timeout.toNanos();
    while (System.nanoTime() < end && ended.getCount() > 0) {
      CycleLoop running = loop;
      if (firstCycle.getCount() == 0 || (running != null && running.firstCycleEnded() != 0)) {
        return true;
      }
      TimeUnit.MILLISECONDS.sleep(1);
    }
    return firstCycle.getCount() == 0 || ended.getCount() == 0;
  }

  boolean awaitEnd(Duration timeout) throws InterruptedException {
    return ended.await(timeout.toNanos(), TimeUnit.NANOSECONDS);
  }

  // ---------------------------------------------------------------- starting and stopping

  /**
   * Starts.
   *
   * @param origin what the start times count from, on the scale of System.nanoTime()
   */
  void start(long origin) throws RefusedException {
    lock.lock();
    try {
      if (isRunning()) {
        throw new RefusedException(
            "pipeline '" + name() + "' runs already; stop it first or edit it");
      }
      startOrigin = origin;
      resetCounters();
      try {
        compiled = compile(Map.of(), null);
        planHoldsMemory = true;
        if (!specification.freewheel()) {
          typicalNanos = warmUp(compiled, System.nanoTime() + EARLY_WARM_UP_NANOS);
        }
        run(compiled, 0);
        message = "";
      } catch (RefusedException | RuntimeException e) {
        tearDown();
        state = PipelineState.FAILED;
        message = e.getMessage();
        throw e;
      }
    } finally {
      lock.unlock();
    }
  }

  private void resetCounters() {
    lateness = new JitterRecorder();
    cycleTime = new JitterRecorder();
    xruns = newXrunHistory();
    cyclesBefore = 0;
    lateBefore = 0;
    xrunsBefore = 0;
    startToFirstCycleMillis = Double.NaN;
    startToWarmMillis = Double.NaN;
    warmedUp = false;
    warmUp = null;
    warmUpEnding = false;
    quietSince = 0;
    investigateUntil = 0;
    busyBefore = 0;
    busyAt = 0;
    load = 0;
  }

  private Compiler.Compiled compile(Map<String, Instance> previous, Settlement kept)
      throws RefusedException {
    return compile(specification, previous, kept, null);
  }

  Compiler.Compiled compile(
      PipelineSpecification wanted,
      Map<String, Instance> previous,
      Settlement kept,
      Compiler.Replacement replacement)
      throws RefusedException {
    PipelineSpecification effective =
        wanted.workers() >= 0 ? wanted : wanted.withWorkers(grantedWorkers());
    Compiler.Compiled next =
        new Compiler(
                effective,
                services.registry(),
                previous,
                kept,
                services.memory(),
                () -> recompileWanted = true)
            .deferring(ladder::defers)
            .compile(++generation, replacement);
    defer(next);
    if (replacement == null) {
      ladder.admit(next.created());
    }
    return next;
  }

  /** Gives new nodes that are to run behind a thread of their own. */
  private void defer(Compiler.Compiled next) {
    for (NodeRun run : next.plan().runs) {
      if (run.instance.deferredFrames > 0 && run.instance.deferral == null) {
        run.instance.deferral =
            new Deferral(name(), run, next.plan().rate, services.memory(), services.realtime());
      }
    }
  }

  /** Without a wish, one worker where the planner has a CPU for it beside the cycle's. */
  private int grantedWorkers() {
    boolean hasBranches =
        specification.graph().links().stream().map(Link::from).distinct().count()
            < specification.graph().links().size();
    boolean hasCpu = services.planner().plan().workers().size() > 1;
    return hasBranches && hasCpu && !specification.freewheel() ? 1 : 0;
  }

  private void run(Compiler.Compiled next, long position) throws RefusedException {
    Plan plan = next.plan();
    boolean freewheel = specification.freewheel();
    Clock clock =
        freewheel
            ? null
            : next.clock() != null ? next.clock() : new TimerClock(plan.rate, plan.period);
    List<PolicyResult> results = new ArrayList<>();
    CpuSet cpus = CpuSet.none();
    List<CpuSet> workerCpus = new ArrayList<>();
    if (!freewheel) {
      if (reservation == null) {
        reservation =
            services.planner().reserve(name(), expectedDuty(plan, typicalNanos), plan.workers());
      }
      cpus = reservation.cycleCpu();
      workerCpus.addAll(reservation.workerCpus());
      services.jvmThreads().confine(services.planner().housekeeping());
      if (!machineHeld) {
        results.addAll(services.machine().acquire());
        machineHeld = true;
      }
      results.addAll(services.memoryPolicy().lockProcess());
      results.addAll(services.memory().policy());
    }
    while (workerCpus.size() < plan.workers()) {
      workerCpus.add(CpuSet.none());
    }
    if (clock != null && clock.transport() != null) {
      plan.state.transport = clock.transport();
    }
    for (Instance instance : next.created()) {
      startEnd(instance);
    }
    PathLatencies.tell(plan);
    Waiter waiter = waiter(cpus);
    ThreadRequest request =
        new ThreadRequest(
            "tactus-cycle-" + name(), freewheel ? Role.HOUSEKEEPING : Role.CYCLE, cpus);
    Relief newRelief = new Relief(name(), services, request, clock != null && !clock.ownsThread());
    watch = services.watchdog().watch(name(), watchLimit(plan), newRelief);
    if (plan.workers() > 0) {
      workers =
          new WorkerPool(
              name(),
              workerCpus,
              freewheel ? Role.HOUSEKEEPING : Role.WORKER,
              services.realtime(),
              xruns.log());
      results.addAll(workers.policy());
    }
    xruns.log().know(plan);
    if (xrunRing == null) {
      xrunRing = services.rings().register(name() + "/xruns", xruns.log().ring());
    }
    boolean muted = !freewheel && specification.mode() == Mode.STRICT && !warmedUp;
    CycleLoop newLoop =
        new CycleLoop(
            plan,
            clock,
            waiter,
            watch,
            workers,
            lateness,
            cycleTime,
            xruns.log(),
            muted,
            position,
            limit(plan));
    newLoop.investigate(investigateUntil != 0);
    if (isWarm()) {
      newLoop.judge();
    }
    loop = newLoop;
    thread = launch(newLoop, clock, request);
    relief = newRelief;
    newRelief.begin(newLoop, thread);
    if (!freewheel) {
      results.addAll(thread.policy());
    }
    policy = List.copyOf(results);
    if (specification.mode() == Mode.STRICT && !freewheel) {
      refuseUnmet(policy);
    }
    state = muted ? PipelineState.WARMING : PipelineState.RUNNING;
    warmUntil = System.nanoTime() + TimeUnit.SECONDS.toNanos(services.settings().warmUpSeconds());
  }

  private RealtimeThread launch(CycleLoop newLoop, Clock clock, ThreadRequest request)
      throws RefusedException {
    if (clock == null || !clock.ownsThread()) {
      return services.realtime().start(request, newLoop);
    }
    CountDownLatch adopted = new CountDownLatch(1);
    RealtimeThread[] own = new RealtimeThread[1];
    try {
      clock.launch(() -> {
        own[0] = services.realtime().adopt(request);
        adopted.countDown();
        newLoop.run();
      });
      if (!adopted.await(LOOP_END.toNanos(), TimeUnit.NANOSECONDS)) {
        throw new RefusedException(
            "clock '" + clock.name() + "' did not start its thread; restart its server");
      }
    } catch (IllegalStateException e) {
      throw new RefusedException(e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new RefusedException("the start of '" + name() + "' was interrupted; try again", e);
    }
    return own[0];
  }

  private void refuseUnmet(List<PolicyResult> results) throws RefusedException {
    for (PolicyResult result : results) {
      if (!result.ok()) {
        throw new RefusedException(
            "pipeline '"
                + name()
                + "' is strict and "
                + result.name()
                + " is "
                + result.effective()
                + " instead of "
                + result.requested()
                + ": "
                + result.remedy());
      }
    }
  }

  private Waiter waiter(CpuSet cpus) throws RefusedException {
    try {
      return switch (services.settings().waiting()) {
        case "sleep" -> Waiter.sleeping();
        case "sleep-then-spin" -> Waiter.sleepingThenSpinning(services.settings().spinShare());
        case "spin" -> Waiter.spinning(cpus);
        case String other ->
            throw new RefusedException(
                "waiting '"
                    + other
                    + "' in "
                    + EngineSettings.PID
                    + " is unknown; set sleep, sleep-then-spin or spin");
      };
    } catch (IllegalArgumentException | IllegalStateException e) {
      throw new RefusedException(e.getMessage(), e);
    }
  }

  private static long watchLimit(Plan plan) {
    return Math.max(2_000_000L, 2 * plan.rate.nanos(plan.period));
  }

  /**
   * The share of a CPU to ask for: what a twin's cycles took, with room for the devices, or what
   * the vendors declare where there was no time to measure.
   */
  private double expectedDuty(Plan plan, long measuredNanos) {
    long nanos = 0;
    if (measuredNanos > 0) {
      nanos = measuredNanos + measuredNanos / 2;
    } else {
      for (Instance instance : plan.instances) {
        if (instance.provider instanceof ProcessorFactory factory
            && !instance.outputFormats.isEmpty()
            && instance.outputFormats.getFirst() instanceof AudioFormat audio) {
          nanos += factory.type().contract().budgetNanos(plan.period, audio.channels());
        }
      }
    }
    return Math.clamp((double) nanos / plan.rate.nanos(plan.period), LEAST_DUTY, 1);
  }

  private long limit(Plan plan) {
    return specification.duration() == null
        ? Long.MAX_VALUE
        : plan.rate.frames(specification.duration().toNanos());
  }

  static void startEnd(Instance instance) throws RefusedException {
    if (instance.node instanceof DeviceEnd end && !instance.started && !instance.startsLater) {
      end.start();
      instance.started = true;
    }
  }

  /** Stops and closes everything. */
  void stop() {
    lock.lock();
    try {
      if (isRunning()) {
        tearDown();
        state = PipelineState.STOPPED;
        message = "";
      }
    } finally {
      lock.unlock();
    }
  }

  /** Ends the warm-up, whose twin runs the same bundles' code. */
  private void endWarmUp() {
    warmUpEnding = true;
    try {
      if (warmUp != null && !warmUp.join(LOOP_END)) {
        services.log().error("the warm-up of '{}' does not end; restart the instance", name());
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private void tearDown() {
    endWarmUp();
    boolean quiet = stopLoop();
    if (swap != null) {
      swap.stopped(quiet);
    }
    if (compiled != null) {
      for (Instance instance : compiled.plan().instances) {
        if (quiet) {
          retire(instance);
          vacate(instance.slot);
        }
      }
      if (quiet && planHoldsMemory) {
        free(compiled.plan());
      }
      planHoldsMemory = false;
    }
    if (xrunRing != null) {
      xrunRing.close();
      xrunRing = null;
    }
    if (reservation != null) {
      reservation.release();
      reservation = null;
      services.jvmThreads().confine(services.planner().housekeeping());
    }
    if (machineHeld) {
      services.machine().release();
      machineHeld = false;
    }
    ended.countDown();
  }

  /** Ends the cycle thread; false if it does not end, in which case nothing it uses is touched. */
  private boolean stopLoop() {
    CycleLoop running = loop;
    boolean quiet = true;
    if (running != null) {
      endRelief();
      running.stop();
      quiet = awaitLoopEnd(running);
      noteFirstCycle(running);
      services.forensics().sample();
      xruns.settle(true);
      cyclesBefore += running.cycles();
      lateBefore += running.late();
      xrunsBefore += running.xruns();
      lastThread = relief.thread();
      loop = null;
      compiled.plan().instances.forEach(instance -> instance.ledger.stopRate());
    }
    if (watch != null) {
      watch.close();
      watch = null;
    }
    if (workers != null && quiet) {
      try {
        workers.stop();
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
      }
      workers = null;
    }
    return quiet;
  }

  private void endRelief() {
    try {
      relief.close();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  /** Gives a plan's memory back, unless a thread is left that may still write to it. */
  void free(Plan plan) {
    if (relief != null && relief.hasStrays()) {
      services
          .log()
          .error(
              "pipeline '{}': the blocks of a plan are not used again, for a node of it does not"
                  + " return; restart the instance",
              name());
      return;
    }
    plan.memory.forEach(services.memory()::free);
  }

  private boolean awaitLoopEnd(CycleLoop running) {
    long end = System.nanoTime() + LOOP_END.toNanos();
    while (running.outcome() == CycleLoop.Outcome.RUNNING
        && thread != null
        && relief.thread().isAlive()) {
      if (System.nanoTime() > end) {
        services
            .log()
            .error(
                "pipeline '{}' does not stop: node '{}' does not return; restart the instance",
                name(),
                running.plan().slowest().instance.name);
        return false;
      }
      LockSupport.parkNanos(1_000_000);
    }
    return true;
  }

  /** Gives back what belongs to a place that no node takes any more. */
  private void vacate(Slot slot) {
    slot.memory.forEach(services.memory()::free);
    slot.memory.clear();
  }

  void retire(Instance instance) {
    Node node = instance.node;
    if (node == null) {
      return;
    }
    if (instance.isOccupied()) {
      services
          .log()
          .error(
              "node '{}' of '{}' is not released, for it does not return; restart the instance",
              instance.name,
              name());
      return;
    }
    if (instance.deferral != null && !instance.deferral.stop()) {
      services
          .log()
          .error(
              "node '{}' of '{}' is not released, for it does not return; restart the instance",
              instance.name,
              name());
      return;
    }
    try {
      if (node instanceof DeviceEnd end && instance.started) {
        instance.started = false;
        end.stop();
      }
      node.release();
    } catch (RuntimeException e) {
      services.log().error("node '{}' of '{}' failed to release", instance.name, name(), e);
    }
    instance.memory.forEach(services.memory()::free);
    instance.memory.clear();
    instance.lastLatency = instance.latency();
    instance.node = null;
  }

  // ---------------------------------------------------------------- changing

  /** Checks a specification as far as that goes without opening a device. */
  static void check(PipelineSpecification specification, Registry registry)
      throws RefusedException {
    var _ = ResolvedGraph.of(specification.graph(), registry, Map.of());
  }

  /** Whether it can take another specification without a stop. */
  boolean canFollow(PipelineSpecification next) {
    PipelineSpecification now = specification;
    return !isRunning()
        || (Objects.equals(now.rate(), next.rate())
            && now.period() == next.period()
            && now.workers() == next.workers()
            && now.freewheel() == next.freewheel());
  }

  /** Takes another specification; one that runs is switched at a cycle's edge. */
  void edit(PipelineSpecification next) throws RefusedException {
    lock.lock();
    try {
      PipelineSpecification before = specification;
      if (next.equals(before.withAutostart(next.autostart()))) {
        specification = next;
        return;
      }
      if (!isRunning()) {
        check(next, services.registry());
        specification = next;
        return;
      }
      if (!canFollow(next)) {
        throw new RefusedException(
            "rate, period, workers and freewheel of '"
                + name()
                + "' cannot change while it runs; stop it first");
      }
      specification = next;
      try {
        recompile(true);
      } catch (RefusedException | RuntimeException e) {
        specification = before;
        throw e;
      }
    } finally {
      lock.unlock();
    }
  }

  /**
   * Compiles anew with what there is now and switches; the listener hears the nodes that stay.
   *
   * @param warm whether new nodes warm up first, which takes a moment
   */
  private void recompile(boolean warm) throws RefusedException {
    endSwap(null);
    Compiler.Compiled before = compiled;
    Map<String, Instance> running = Compiler.instances(before.plan());
    Compiler.Compiled next = compile(running, before.settled());
    warmUpEnding = false;
    if (warm && !next.created().isEmpty() && !specification.freewheel()) {
      services.linkedClasses().link(cycleClasses(next));
      typicalNanos = warmUp(next, System.nanoTime() + EDIT_WARM_UP_NANOS);
    }
    try {
      if (keepsThread(next)) {
        for (Instance instance : next.created()) {
          startEnd(instance);
        }
      }
    } catch (RefusedException e) {
      for (Instance instance : next.created()) {
        retire(instance);
      }
      next.plan().memory.forEach(services.memory()::free);
      throw e;
    }
    applyParameters(next);
    boolean quiet = publish(next);
    if (quiet) {
      for (Instance retired : next.retired()) {
        retire(retired);
        vacate(retired.slot);
      }
      compiled = next.withoutRetired();
      free(before.plan());
    } else {
      services
          .log()
          .error(
              "pipeline '{}' did not take its new plan within {} s; the old nodes are kept",
              name(),
              QUIESCENCE_NANOS / 1_000_000_000L);
    }
    services.log().info("pipeline '{}' is now: {}", name(), specification.graph());
  }

  /**
   * Switches to a plan at a cycle's edge.
   *
   * @return whether the cycle runs it by now, and so has left the one before
   */
  boolean publish(Compiler.Compiled next) throws RefusedException {
    if (!keepsThread(next)) {
      return switchThread(next);
    }
    Clock clock = clockFor(next);
    next.plan().state.transport = transportOf(clock, next.plan());
    xruns.log().know(next.plan());
    if (clock != loop.clock()) {
      loop.follow(clock);
    }
    loop.publish(next.plan());
    boolean quiet = awaitSeen(next.plan().generation, clock);
    compiled = next;
    PathLatencies.tell(next.plan());
    return quiet;
  }

  private boolean switchThread(Compiler.Compiled next) throws RefusedException {
    long position = loop.position();
    boolean quiet = stopLoop();
    compiled = next;
    try {
      run(next, position);
    } catch (RefusedException e) {
      for (Instance retired : next.retired()) {
        retire(retired);
        vacate(retired.slot);
      }
      tearDown();
      state = PipelineState.FAILED;
      message = e.getMessage();
      throw e;
    }
    return quiet;
  }

  /** Whether the thread that runs the cycles now can run those of another plan. */
  private boolean keepsThread(Compiler.Compiled next) {
    if (compiled.plan().workers() != next.plan().workers()) {
      return false;
    }
    Clock clock = clockFor(next);
    Clock running = loop.clock();
    return clock == running || (!clock.ownsThread() && !running.ownsThread());
  }

  private Clock clockFor(Compiler.Compiled next) {
    if (specification.freewheel()) {
      return null;
    }
    if (next.clock() != null) {
      return next.clock();
    }
    return loop.clock() instanceof TimerClock timer
        ? timer
        : new TimerClock(next.plan().rate, next.plan().period);
  }

  // ---------------------------------------------------------------- swapping

  /** Replaces the code of a node; see {@link org.tactus.engine.Pipelines#swap}. */
  SwapReport swap(String nodeName, SwapRequest request) throws RefusedException {
    if (ladder.defers(nodeName)) {
      throw new RefusedException(
          "node '"
              + nodeName
              + "' runs behind, where its code cannot be replaced; put it back first with"
              + " pipeline:contain "
              + name()
              + " "
              + nodeName
              + " none");
    }
    return new Swap(this, services, nodeName, request).run();
  }

  /** Runs a step of a swap while nothing else changes the pipeline. */
  void locked(Step step) throws RefusedException {
    lock.lock();
    try {
      step.run();
    } finally {
      lock.unlock();
    }
  }

  /** The swap that is under way, or null. Set under the lock. */
  void setSwap(Swap next) {
    swap = next;
  }

  Swap swap() {
    return swap;
  }

  Compiler.Compiled compiled() {
    return compiled;
  }

  CycleLoop loop() {
    return loop;
  }

  JitterSnapshot cycleTimes() {
    return cycleTime.snapshot();
  }

  /** The node runs other code, which is not to blame for what the one before did. */
  void acquit(String node) {
    ladder.acquit(node);
  }

  void setSpecification(PipelineSpecification next) {
    specification = next;
  }

  /**
   * Brings a swap that is under way to its end at once, since the pipeline is to change.
   *
   * @param gone the provider that goes away, or null
   */
  private void endSwap(Object gone) {
    if (swap != null) {
      swap.endNow(gone);
    }
  }

  private static Transport transportOf(Clock clock, Plan plan) {
    return clock != null && clock.transport() != null ? clock.transport() : plan.state.transport;
  }

  /** Nodes that stay take the values that the new text gives them. */
  private void applyParameters(Compiler.Compiled next) throws RefusedException {
    for (Element.Definition definition : specification.graph().nodes()) {
      for (Instance instance : next.plan().instances) {
        if (!instance.name.equals(definition.node())
            || next.created().contains(instance)
            || !(instance.provider instanceof ProcessorFactory factory)) {
          continue;
        }
        float[] values =
            Arguments.parameters(
                definition, factory.type().options(), instance.parameters.descriptors());
        for (int i = 0; i < values.length; i++) {
          if (values[i] != instance.parameters.requested(i)) {
            instance.parameters.set(i, values[i], ParameterBank.NOW);
          }
        }
      }
    }
  }

  private boolean awaitSeen(long wanted, Clock clock) {
    long end = System.nanoTime() + QUIESCENCE_NANOS;
    while ((loop.seenGeneration() < wanted || loop.clock() != clock)
        && loop.outcome() == CycleLoop.Outcome.RUNNING) {
      if (System.nanoTime() > end) {
        return false;
      }
      LockSupport.parkNanos(200_000);
    }
    return true;
  }

  /**
   * Checks a change of a parameter.
   *
   * @return what says so: hand it to {@link #set}
   */
  ParameterChange change(String nodeName, String parameterId, String text) throws RefusedException {
    lock.lock();
    try {
      Element.Definition definition = definition(nodeName);
      if (!services.registry().knows(definition.type())) {
        throw new RefusedException(
            "the bundle of '"
                + definition.type()
                + "' is away; start it to set '"
                + nodeName
                + "."
                + parameterId
                + "'");
      }
      List<Parameter> parameters = parameters(definition);
      int index = indexOf(parameters, parameterId);
      if (index < 0) {
        throw new RefusedException(
            "node '"
                + nodeName
                + "' has no parameter '"
                + parameterId
                + "'; "
                + (parameters.isEmpty()
                    ? definition.type() + " has none that can be set"
                    : "it has "
                        + String.join(", ", parameters.stream().map(Parameter::id).toList())));
      }
      Parameter parameter = parameters.get(index);
      float value = Arguments.parameterValue(nodeName, parameter, text);
      return new ParameterChange(
          nodeName,
          parameterId,
          value,
          specification.withGraph(
              specification
                  .graph()
                  .with(definition.withArguments(with(definition.arguments(), parameter, value)))));
    } finally {
      lock.unlock();
    }
  }

  private Element.Definition definition(String node) throws RefusedException {
    return specification
        .graph()
        .node(node)
        .orElseThrow(() ->
            new RefusedException(
                "pipeline '"
                    + name()
                    + "' has no node '"
                    + node
                    + "'; it has "
                    + String.join(
                        ", ",
                        specification.graph().nodes().stream()
                            .map(Element.Definition::node)
                            .toList())));
  }

  /** Puts a node on a rung of the ladder. */
  void contain(String node, Containment rung) throws RefusedException {
    lock.lock();
    try {
      Element.Definition definition = definition(node);
      if (rung == Containment.ISOLATED) {
        throw new RefusedException(
            "node '"
                + node
                + "' runs in this process already; have the bundle of '"
                + definition.type()
                + "' isolated before it is started");
      }
      boolean deferred = ladder.defers(node);
      if (rung == Containment.DEFERRED && isRunning()) {
        refuseDeferral(Compiler.instances(compiled.plan()).get(node));
      }
      ladder.set(node, rung, isRunning() ? compiled.plan() : null);
      if (isRunning() && deferred != ladder.defers(node)) {
        try {
          recompile(true);
        } catch (RefusedException e) {
          ladder.set(node, Containment.NONE, compiled.plan());
          throw e;
        }
      }
    } finally {
      lock.unlock();
    }
  }

  private void refuseDeferral(Instance instance) throws RefusedException {
    if (instance.role != Instance.Role.PROCESSOR
        || instance.feedbackFrames > 0
        || specification.freewheel()) {
      throw new RefusedException(
          "node '"
              + instance.name
              + "' cannot run behind, which only a processor can that closes no loop, and only"
              + " while a clock keeps time; bypass it");
    }
  }

  /**
   * A checked change of a parameter.
   *
   * @param after the specification that says so
   */
  record ParameterChange(String node, String id, float value, PipelineSpecification after) {}

  /** Those of the code that runs, or of the code that would. */
  private List<Parameter> parameters(Element.Definition definition) {
    if (isRunning()) {
      for (Instance instance : compiled.plan().instances) {
        if (instance.name.equals(definition.node())) {
          return instance.parameters.descriptors();
        }
      }
    }
    ProcessorFactory factory = services.registry().factory(definition.type());
    return factory == null ? List.of() : factory.type().parameters();
  }

  /** Carries out a change. */
  void set(ParameterChange change) throws RefusedException {
    lock.lock();
    try {
      if (isRunning()) {
        for (Instance instance : compiled.plan().instances) {
          set(instance, change);
        }
        if (swap != null) {
          set(swap.successor(), change);
        }
      }
      specification = change.after();
    } finally {
      lock.unlock();
    }
  }

  private static void set(Instance instance, ParameterChange change) throws RefusedException {
    int index = indexOf(instance.parameters.descriptors(), change.id());
    if (instance.name.equals(change.node())
        && index >= 0
        && !instance.parameters.set(index, change.value(), ParameterBank.NOW)) {
      throw new RefusedException(
          "node '" + change.node() + "' has too many changes waiting; try again in a moment");
    }
  }

  private static int indexOf(List<Parameter> parameters, String id) {
    for (int i = 0; i < parameters.size(); i++) {
      if (parameters.get(i).id().equals(id)) {
        return i;
      }
    }
    return -1;
  }

  private static List<Argument> with(List<Argument> arguments, Parameter parameter, float value) {
    List<Argument> changed = new ArrayList<>();
    for (Argument argument : arguments) {
      if (!parameter.id().equals(argument.key())) {
        changed.add(argument);
      }
    }
    changed.add(new Argument(parameter.id(), Arguments.written(parameter, value)));
    return changed;
  }

  /** A type came or went, or the machine changed: go on with what there is. */
  void typesChanged(Collection<String> types, Object gone) {
    lock.lock();
    try {
      if (!isRunning() || (!concerns(types, gone) && (swap == null || !swap.uses(gone)))) {
        return;
      }
      services.log().info("pipeline '{}' is compiled anew: {} changed", name(), types);
      if (gone != null) {
        endWarmUp();
        endSwap(gone);
      }
      if (!concerns(types, gone)) {
        return;
      }
      recompile(gone == null);
      message = "";
    } catch (RefusedException e) {
      message = e.getMessage();
      services.log().warn("pipeline '{}': {}", name(), e.getMessage());
      if (gone != null) {
        bypassAll(gone);
      }
    } finally {
      lock.unlock();
    }
  }

  private boolean concerns(Collection<String> types, Object gone) {
    for (Instance instance : compiled.plan().instances) {
      if (gone != null
          ? instance.provider == gone
          : types.contains(instance.type) && !instance.isHealthy()) {
        return true;
      }
    }
    return false;
  }

  private void bypassAll(Object gone) {
    for (Instance instance : compiled.plan().instances) {
      if (instance.provider == gone) {
        instance.fail(
            "the bundle of '" + instance.type + "' is away; start it and edit '" + name() + "'");
      }
    }
    long cycle = loop.cycles();
    long end = System.nanoTime() + QUIESCENCE_NANOS;
    while (loop.cycles() < cycle + 2
        && loop.outcome() == CycleLoop.Outcome.RUNNING
        && System.nanoTime() < end) {
      LockSupport.parkNanos(200_000);
    }
  }

  // ---------------------------------------------------------------- observing

  /** The nodes that run the code of a service. */
  List<NodeUse> uses(long serviceId) {
    Compiler.Compiled current = compiled;
    if (!isRunning() || current == null) {
      return List.of();
    }
    List<NodeUse> uses = new ArrayList<>();
    for (Instance instance : current.plan().instances) {
      if (services.registry().service(instance.provider) == serviceId) {
        uses.add(new NodeUse(name(), instance.name, instance.type, instance.version(), serviceId));
      }
    }
    return uses;
  }

  /** Called a few times a second on the engine's control thread. */
  void supervise() {
    if (!isRunning() || !lock.tryLock()) {
      return;
    }
    try {
      CycleLoop running = loop;
      if (running == null) {
        return;
      }
      noteFirstCycle(running);
      xruns.settle(false);
      measureLoad(running);
      endInvestigation(running);
      noteFaults();
      thread = relief.thread();
      recompileWanted |= relief.look();
      if (running.outcome() != CycleLoop.Outcome.RUNNING || !thread.isAlive()) {
        ended(running);
        return;
      }
      if (recompileWanted) {
        recompileWanted = false;
        recompile(false);
      }
      warm(running);
    } catch (RefusedException e) {
      message = e.getMessage();
      services.log().warn("pipeline '{}': {}", name(), e.getMessage());
    } finally {
      lock.unlock();
    }
  }

  private void ended(CycleLoop running) {
    switch (running.outcome()) {
      case ENDED, STOPPED -> finish(PipelineState.ENDED, "");
      case CLOCK_LOST -> loseClock(running);
      case RUNNING ->
          finish(
              PipelineState.FAILED,
              "the cycle of '" + name() + "' ended with an error; see the log");
    }
  }

  private void finish(PipelineState last, String sentence) {
    String fault = deviceFault();
    tearDown();
    fault = fault.isEmpty() ? deviceFault() : fault;
    state = fault.isEmpty() ? last : PipelineState.FAILED;
    message = fault.isEmpty() ? sentence : fault;
  }

  private String trouble() {
    String stuck = relief == null ? "" : relief.trouble();
    return stuck.isEmpty() ? deviceFault() : stuck;
  }

  private String deviceFault() {
    for (Instance instance : compiled.plan().instances) {
      if (!instance.failure.isEmpty()) {
        return instance.failure;
      }
    }
    return "";
  }

  /** The clock's device is gone: its ends are bypassed and a timer goes on in its place. */
  private void loseClock(CycleLoop running) {
    Clock lost = running.clock();
    for (Instance instance : compiled.plan().instances) {
      if (instance.node instanceof DeviceEnd end && end.clock() == lost) {
        String fault = end.fault();
        instance.fail(
            fault != null ? fault : "device of node '" + instance.name + "' is gone; connect it");
      }
    }
    message = deviceFault();
    services.log().warn("pipeline '{}': {}; a timer goes on", name(), message);
    long position = running.position();
    boolean quiet = stopLoop();
    for (Instance instance : compiled.plan().instances) {
      // A library may not bear a dead device beside new ones: close it now, not when all stops.
      if (quiet && instance.node instanceof DeviceEnd end && end.clock() == lost) {
        retire(instance);
      }
    }
    Compiler.Compiled before = compiled;
    compiled = new Compiler.Compiled(before.plan(), List.of(), List.of(), null, before.settled());
    try {
      run(compiled, position);
    } catch (RefusedException e) {
      finish(PipelineState.FAILED, e.getMessage());
    }
  }

  /** Counts for each node what costs a system call, for a time; zero ends it. */
  void investigate(Duration duration) throws RefusedException {
    lock.lock();
    try {
      if (!isRunning() || loop == null) {
        throw new RefusedException(
            "pipeline '" + name() + "' does not run; start it to investigate it");
      }
      boolean on = duration.isPositive();
      long end = System.nanoTime() + TimeUnit.NANOSECONDS.convert(duration);
      investigateUntil = on ? end : 0;
      loop.investigate(on);
    } finally {
      lock.unlock();
    }
  }

  private void endInvestigation(CycleLoop running) {
    if (investigateUntil != 0 && System.nanoTime() - investigateUntil > 0) {
      investigateUntil = 0;
      running.investigate(false);
    }
  }

  private void noteFirstCycle(CycleLoop running) {
    if (firstCycle.getCount() > 0 || Double.isNaN(startToFirstCycleMillis)) {
      long at = running.firstCycleEnded();
      if (at != 0) {
        startToFirstCycleMillis = (at - startOrigin) / 1e6;
        firstCycle.countDown();
      }
    }
  }

  private void measureLoad(CycleLoop running) {
    long now = System.nanoTime();
    long busy = running.busyNanos();
    if (busyAt != 0 && busy >= busyBefore) {
      double share = (double) (busy - busyBefore) / (now - busyAt);
      load = load == 0 ? share : load + 0.2 * (share - load);
    }
    busyBefore = busy;
    busyAt = now;
    compiled.plan().instances.forEach(instance -> instance.ledger.measureRate(now));
    if (reservation != null && isWarm() && Math.abs(load - reservation.duty()) > DUTY_STEP) {
      try {
        reservation.updateDuty(Math.max(LEAST_DUTY, load));
      } catch (RefusedException e) {
        message = e.getMessage();
      }
    }
  }

  private void noteFaults() {
    ladder.look(compiled.plan(), services.settings(), System.nanoTime());
    for (Instance instance : compiled.plan().instances) {
      if (instance.deferral != null) {
        instance.deferral.look(services);
      }
    }
    for (Instance instance : compiled.plan().instances) {
      if (instance.node instanceof DeviceEnd end && instance.failure.isEmpty()) {
        String fault = end.fault();
        if (fault != null) {
          instance.fail(fault);
          services.log().error("pipeline '{}': {}", name(), fault);
        }
      }
    }
  }

  private void warmUp() {
    services.forensics().start();
    if (!specification.freewheel()) {
      services.linkedClasses().link(cycleClasses(compiled));
      var _ = warmUp(compiled, warmUntil);
      services.memoryPolicy().lockProcess();
    }
  }

  private long warmUp(Compiler.Compiled next, long deadline) {
    try {
      return WarmUp.run(
          next, specification, services.registry(), null, deadline, () -> warmUpEnding);
    } catch (RefusedException | RuntimeException | LinkageError e) {
      services.log().warn("pipeline '{}' warms up as it runs: {}", name(), e.toString());
      return 0;
    }
  }

  /** A class of every bundle whose code runs on the cycle. */
  private static List<Class<?>> cycleClasses(Compiler.Compiled next) {
    List<Class<?>> classes =
        new ArrayList<>(
            List.of(
                Clock.class,
                Pipeline.class,
                JitterRecorder.class,
                ThreadUsage.class,
                MessageRing.class));
    for (Instance instance : next.plan().instances) {
      if (instance.provider != null) {
        classes.add(instance.provider.getClass());
      }
    }
    return classes;
  }

  private void warm(CycleLoop running) {
    if (isWarm() || running.firstCycleEnded() == 0 || !hostStarted) {
      return;
    }
    long now = System.nanoTime();
    if (warmUp == null) {
      warmUp =
          services
              .realtime()
              .start(ThreadRequest.of("tactus-warmup-" + name(), Role.CONTROL), this::warmUp);
      quietSince = 0;
    }
    if (warmUp.isAlive() && now < warmUntil) {
      return;
    }
    warmedUp = true;
    long allocated = thread.allocatedBytes();
    long faults = thread.minorFaults() + thread.majorFaults();
    if (quietSince == 0 || allocated != quietAllocated || faults != quietFaults) {
      quietSince = now;
      quietAllocated = allocated;
      quietFaults = faults;
    }
    if (now - quietSince > QUIET_NANOS || now > warmUntil) {
      thread.resetCounters();
      compiled.plan().instances.forEach(instance -> instance.ledger.warm());
      startToWarmMillis = (now - startOrigin) / 1e6;
      running.unmute();
      running.judge();
      state = PipelineState.RUNNING;
    }
  }

  private boolean isWarm() {
    return !Double.isNaN(startToWarmMillis);
  }

  PipelineStatus status() {
    lock.lock();
    try {
      return snapshot();
    } finally {
      lock.unlock();
    }
  }

  private PipelineStatus snapshot() {
    CycleLoop running = loop;
    Compiler.Compiled current = compiled;
    RealtimeThread own = running == null ? lastThread : thread;
    if (running != null) {
      noteFirstCycle(running);
    }
    boolean known = current != null;
    Rational rate = known ? current.settled().rate() : null;
    int period = known ? current.settled().period() : 0;
    long cycles = cyclesBefore + (running == null ? 0 : running.cycles());
    boolean counted = own != null && !specification.freewheel() && isWarm();
    return new PipelineStatus(
        specification,
        state,
        message.isEmpty() && known ? trouble() : message,
        rate,
        period,
        clockName(current),
        known ? cycles * (double) period / rate.toDouble() : 0,
        startToFirstCycleMillis,
        startToWarmMillis,
        cycles,
        lateBefore + (running == null ? 0 : running.late()),
        xrunsBefore + (running == null ? 0 : running.xruns()),
        xruns.last(),
        xruns.byCause(),
        load,
        Ledger.percentiles(lateness.snapshot()),
        Ledger.percentiles(cycleTime.snapshot()),
        counted ? own.allocatedBytes() : 0,
        counted ? own.minorFaults() : 0,
        counted ? own.majorFaults() : 0,
        known ? current.plan().latency : "",
        known ? NodeStatuses.of(current.plan(), ladder) : List.of(),
        known ? policyNow() : List.of());
  }

  private List<PolicyResult> policyNow() {
    List<PolicyResult> all = new ArrayList<>(policy);
    if (!specification.freewheel()) {
      all.addAll(services.jvmThreads().results());
      all.addAll(services.planner().policy());
    }
    return all;
  }

  private String clockName(Compiler.Compiled current) {
    if (current == null) {
      return "";
    }
    if (specification.freewheel()) {
      return "freewheel";
    }
    return current.clock() == null ? "timer" : current.clock().name();
  }

  /** One line for a terminal, at most 100 characters. */
  String statusLine() {
    CycleLoop running = loop;
    if (running == null) {
      return name() + " " + state.name().toLowerCase(Locale.ROOT);
    }
    Percentiles late = Ledger.percentiles(lateness.snapshot());
    return String.format(
        Locale.ROOT,
        "%s %s  %d cycles  load %.0f %%  %d xruns  lateness p50 %.0f p99 %.0f max %.0f µs",
        name().length() > 16 ? name().substring(0, 16) : name(),
        state.name().toLowerCase(Locale.ROOT),
        cyclesBefore + running.cycles(),
        load * 100,
        xrunsBefore + running.xruns(),
        late.p50(),
        late.p99(),
        late.max());
  }
}
