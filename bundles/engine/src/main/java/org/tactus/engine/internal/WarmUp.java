// SPDX-License-Identifier: Apache-2.0
package org.tactus.engine.internal;

import java.lang.management.CompilationMXBean;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.tactus.api.Rational;
import org.tactus.api.RefusedException;
import org.tactus.api.clock.Clock;
import org.tactus.api.clock.ClockWaiter;
import org.tactus.api.clock.Wake;
import org.tactus.api.parameter.Parameter;
import org.tactus.engine.PipelineSpecification;
import org.tactus.realtime.JitterRecorder;
import org.tactus.realtime.Waiter;
import org.tactus.realtime.Watch;

/**
 * Runs a twin of a plan off the cycle thread until the JIT has compiled what the cycle runs. The
 * twin's processors are of the same classes, so their code is the cycle's. What is rare on the
 * cycle happens here too, since the first run of a call site links it, which allocates: silence,
 * changing parameters, late cycles, xruns, bypassed nodes, ends.
 */
final class WarmUp {

  private WarmUp() {}

  /**
   * Runs until compiled.
   *
   * @param replacement of one node's code, whose transition is rehearsed; null for none
   * @param deadline on the scale of System.nanoTime()
   * @param stopping asked before every cycle: whether to end at once
   * @return what a cycle typically took in the end, in nanoseconds; 0 if there was no time for one
   */
  static long run(
      Compiler.Compiled live,
      PipelineSpecification specification,
      Registry registry,
      Compiler.Replacement replacement,
      long deadline,
      BooleanSupplier stopping)
      throws RefusedException {
    try (RehearsalMemory memory = new RehearsalMemory()) {
      return run(
          Compiler.twin(live, specification, registry, replacement, memory),
          live,
          deadline,
          stopping);
    }
  }

  private static long run(
      Compiler.Compiled compiled, Compiler.Compiled live, long deadline, BooleanSupplier stopping) {
    Plan twin = compiled.plan();
    leaveOut(twin, live.plan());
    try {
      XrunLog xruns = new XrunLog();
      xruns.know(twin);
      JitterRecorder cycleTime = new JitterRecorder();
      HurriedClock clock =
          new HurriedClock(
              twin, Compiler.instances(live.plan()), xruns, cycleTime, deadline, stopping);
      CycleLoop loop =
          new CycleLoop(
              twin,
              clock,
              Waiter.sleeping(),
              new Unwatched(),
              null,
              new JitterRecorder(),
              cycleTime,
              xruns,
              false,
              0,
              Long.MAX_VALUE);
      loop.run();
      return clock.typicalNanos();
    } finally {
      for (Instance instance : compiled.created()) {
        instance.node.release();
      }
    }
  }

  /** What is kept out of the cycle must not run here either: it may never return. */
  private static void leaveOut(Plan twin, Plan live) {
    Map<String, Instance> originals = Compiler.instances(live);
    for (Instance instance : twin.instances) {
      Instance original = originals.get(instance.name);
      instance.guard.setKeptOut(original != null && original.guard.isKeptOut());
    }
  }

  /** Starts cycles at once, and makes of some of them what is rare in life. */
  private static final class HurriedClock implements Clock {

    /**
     * C2 compiles a method after 5,000 calls, or 15,000 with loops (Tier4 thresholds of HotSpot).
     */
    private static final int CYCLES = 12_000;

    private static final int SLICE = 500;
    private static final int LATE_EVERY = 64;
    private static final int CHANGE_EVERY = 200;
    private static final int BYPASS_EVERY = 1000;

    private final CompilationMXBean compilation = ManagementFactory.getCompilationMXBean();
    private final Plan plan;
    private final Map<String, Instance> originals;
    private final XrunLog xruns;
    private final JitterRecorder cycleTime;
    private final long deadline;
    private final BooleanSupplier stopping;
    private long typicalNanos;
    private int cycle;
    private long compiledBefore = -1;
    private boolean ending;

    HurriedClock(
        Plan plan,
        Map<String, Instance> originals,
        XrunLog xruns,
        JitterRecorder cycleTime,
        long deadline,
        BooleanSupplier stopping) {
      this.plan = plan;
      this.originals = originals;
      this.xruns = xruns;
      this.cycleTime = cycleTime;
      this.deadline = deadline;
      this.stopping = stopping;
    }

    @Override
    public String name() {
      return "warm-up";
    }

    @Override
    public Rational rate() {
      return plan.rate;
    }

    @Override
    public int period() {
      return plan.period;
    }

    @Override
    public Wake await(ClockWaiter waiter) {
      cycle++;
      long now = System.nanoTime();
      if (ending || stopping.getAsBoolean() || now - deadline > 0 || !waiter.until(now)) {
        return Wake.STOPPED;
      }
      if (cycle % SLICE == 0) {
        typicalNanos = cycleTime.snapshot().percentile(50);
        cycleTime.reset();
        long compiled = compilation.getTotalCompilationTime();
        if (cycle >= CYCLES && compiled == compiledBefore) {
          ending = true;
          endSources();
        }
        compiledBefore = compiled;
      }
      if (cycle % CHANGE_EVERY == 0) {
        plan.instances.forEach(this::changeParameters);
      }
      if (cycle % BYPASS_EVERY <= 1) {
        for (Instance instance : plan.instances) {
          instance.bypassed = cycle % BYPASS_EVERY == 0;
        }
      }
      if (cycle % BYPASS_EVERY == BYPASS_EVERY / 4 || cycle % BYPASS_EVERY == BYPASS_EVERY / 2) {
        for (Instance instance : plan.instances) {
          instance.guard.setDry(cycle % BYPASS_EVERY == BYPASS_EVERY / 4);
        }
      }
      if (cycle % LATE_EVERY == 0) {
        var _ = xruns.poll();
        return Wake.XRUN;
      }
      return Wake.CYCLE;
    }

    /**
     * Leads to other values and back to those of the live pipeline in turn: a branch that only
     * these take would else be compiled as one that is never taken, and the cycle would fall out of
     * it.
     */
    private void changeParameters(Instance instance) {
      Instance original = originals.get(instance.name);
      List<Parameter> descriptors = instance.parameters.descriptors();
      boolean isSame = original != null && original.parameters.descriptors().equals(descriptors);
      float[] live = isSame ? original.parameters.allRequested() : null;
      int turn = cycle / CHANGE_EVERY % 4;
      int index = 0;
      for (Parameter parameter : descriptors) {
        float value =
            turn == 1
                ? parameter.minimum()
                : turn == 3 || live == null ? parameter.defaultValue() : live[index];
        instance.parameters.set(index++, value, ParameterBank.NOW);
      }
    }

    /** The median of the last slice, or of all where there was none. */
    long typicalNanos() {
      return typicalNanos != 0 ? typicalNanos : cycleTime.snapshot().percentile(50);
    }

    private void endSources() {
      for (NodeRun source : plan.sources) {
        source.instance.end = plan.state.position + plan.period + 1;
      }
    }

    @Override
    public long dueTime() {
      long now = System.nanoTime();
      return cycle % LATE_EVERY <= 1 ? now - 2 * plan.rate.nanos(plan.period) : now;
    }
  }

  private static final class Unwatched implements Watch {

    @Override
    public void begin(long nanoTime) {
      // Nobody watches a warm-up.
    }

    @Override
    public void end() {
      // Nobody watches a warm-up.
    }

    @Override
    public String name() {
      return "warm-up";
    }

    @Override
    public long stuckCycles() {
      return 0;
    }

    @Override
    public void close() {
      // Nothing is held.
    }
  }
}
