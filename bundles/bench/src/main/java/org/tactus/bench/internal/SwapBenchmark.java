// SPDX-License-Identifier: Apache-2.0
package org.tactus.bench.internal;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.tactus.api.RefusedException;
import org.tactus.api.device.DeviceProvider;
import org.tactus.api.node.Option;
import org.tactus.api.node.Options;
import org.tactus.api.processor.ProcessorFactory;
import org.tactus.bench.Benchmark;
import org.tactus.bench.BenchmarkRun;
import org.tactus.bench.Row;
import org.tactus.engine.PipelineStatus;
import org.tactus.engine.Pipelines;
import org.tactus.engine.SwapReport;
import org.tactus.engine.SwapRequest;
import org.tactus.engine.Xrun;
import org.tactus.hygiene.LeakDetector;
import org.tactus.policy.PolicyResult;
import org.tactus.runtime.spi.PipelineRunner;
import org.tactus.runtime.spi.RunHandle;
import org.tactus.runtime.spi.RunRefusedException;
import org.tactus.runtime.spi.RunRequest;

/**
 * Replaces the code of nodes in a running pipeline again and again and listens. Beside the nodes
 * that are swapped run twins that are not, on the same input, and a listener compares.
 */
@Component
public final class SwapBenchmark implements Benchmark {

  private static final String SWAPS = "swaps";
  private static final String MANUAL = "manual";
  private static final String IDLE = "idle";

  private static final String PIPELINE = "bench-swap";
  private static final String RATE = Integer.toString(ToneAndRamp.RATE);
  private static final int PERIOD = 32;
  private static final double PEAK_DB = 6;
  private static final String FILTER =
      "biquad(kind=peak, f=" + ToneAndRamp.FREQUENCY + ", q=1, db=" + (int) PEAK_DB + ")";
  private static final String GRAPH =
      """
      source: stimulus(manual=%s)
      ear: listener()
      source.tone -> filter: %s -> ear.tone
      source.tone -> twin: %s -> ear.twin
      source.ramp -> level: gain(invert=true) -> ear.ramp
      source.ramp -> mark: generation() -> ear.mark
      mark -> mirror: gain(invert=true) -> ear.mirror
      """;

  /** A peak filter amplifies its centre frequency by exactly its gain. */
  private static final double AMPLITUDE = ToneAndRamp.AMPLITUDE * StrictMath.pow(10, PEAK_DB / 20);

  private static final Duration PROBATION = Duration.ofMillis(50);
  private static final Duration WARM_LIMIT = Duration.ofSeconds(30);
  private static final Duration COLLECTION_LIMIT = Duration.ofSeconds(10);
  private static final int BATCH = 50;
  private static final int GENERATION_EVERY = 10;
  private static final long POLL_MILLIS = 2;

  private final BundleContext context;
  private final PipelineRunner runner;
  private final Pipelines pipelines;
  private final LeakDetector detector;

  /** Called by Declarative Services. */
  @Activate
  public SwapBenchmark(
      BundleContext context,
      @Reference PipelineRunner runner,
      @Reference Pipelines pipelines,
      @Reference LeakDetector detector)
      throws BundleException {
    this.context = context;
    this.runner = runner;
    this.pipelines = pipelines;
    this.detector = detector;
    Copies.clear(context);
  }

  @Override
  public String name() {
    return "swap";
  }

  @Override
  public String description() {
    return "Replaces code in a running pipeline at 48 kHz and 32 frames, and listens for it";
  }

  @Override
  public List<Option> options() {
    return List.of(
        Option.integer(SWAPS, "How many swaps.", 1, 1_000_000).orElse(1000L),
        Option.toggle(MANUAL, "On a manual clock, which needs no rights and times nothing.")
            .orElse(false),
        Option.toggle(IDLE, "Without load.").orElse(false));
  }

  @Override
  public List<Row> run(Options options, BenchmarkRun run)
      throws RefusedException, InterruptedException {
    return new Session(options, run).measure();
  }

  /** One run of the benchmark. */
  private final class Session {

    private final BenchmarkRun run;
    private final long swaps;
    private final boolean manual;
    private final boolean idle;
    private final Stimulus stimulus = new Stimulus();
    private final Hearing hearing = new Hearing();
    private final SwapFigures figures = new SwapFigures();
    private final Copies copies = new Copies(context, detector);
    private final List<ServiceRegistration<?>> registrations = new ArrayList<>();
    private final Map<String, Bundle> current = new HashMap<>();
    private final long[] generations = new long[2];
    private final long begun = System.nanoTime();
    private int generation;
    private long blocks;
    private MemoryUse before;
    private List<PolicyResult> policy = List.of();
    private long xrunsSeen;

    Session(Options options, BenchmarkRun run) {
      this.run = run;
      swaps = options.integer(SWAPS);
      manual = options.toggle(MANUAL);
      idle = options.toggle(IDLE);
    }

    List<Row> measure() throws RefusedException, InterruptedException {
      register(DeviceProvider.class, stimulus);
      register(DeviceProvider.class, new Listener(hearing));
      generations[0] = register(ProcessorFactory.class, new Generation(Generation.LOW));
      try (Load _ = idle ? null : Load.begin()) {
        RunHandle handle = begin();
        try {
          handle.hostStarted();
          awaitWarm(handle);
          generations[1] = register(ProcessorFactory.class, new Generation(Generation.HIGH));
          swapAll(handle);
        } finally {
          handle.stop();
          pipelines.remove(PIPELINE);
        }
        // What still holds the pipeline would hold the last copies too.
        handle = null;
        return conclude();
      } finally {
        removeCopies();
        registrations.forEach(ServiceRegistration::unregister);
      }
    }

    private <S> long register(Class<S> type, S service) {
      ServiceRegistration<S> registration = context.registerService(type, service, null);
      registrations.add(registration);
      return (Long) registration.getReference().getProperty(Constants.SERVICE_ID);
    }

    private RunHandle begin() throws RefusedException {
      try {
        return runner.run(
            new RunRequest(
                PIPELINE,
                GRAPH.formatted(manual, FILTER, FILTER),
                false,
                Optional.empty(),
                Optional.of(RATE),
                OptionalInt.of(PERIOD),
                Optional.empty(),
                Optional.empty(),
                Map.of()));
      } catch (RunRefusedException e) {
        throw new RefusedException(e.getMessage());
      }
    }

    private void removeCopies() throws RefusedException {
      for (Bundle last : current.values()) {
        copies.remove(last);
      }
      current.clear();
    }

    private PipelineStatus status() throws RefusedException {
      return pipelines
          .status(PIPELINE)
          .orElseThrow(() -> new RefusedException("pipeline '" + PIPELINE + "' has gone"));
    }

    private void awaitWarm(RunHandle handle) throws RefusedException, InterruptedException {
      long deadline = System.nanoTime() + WARM_LIMIT.toNanos();
      while (Double.isNaN(status().startToWarmMillis()) && System.nanoTime() < deadline) {
        requireRunning(handle);
        Thread.sleep(POLL_MILLIS);
      }
    }

    private void requireRunning(RunHandle handle) throws RefusedException, InterruptedException {
      if (handle.awaitEnd(Duration.ZERO)) {
        throw new RefusedException(
            handle.failure().orElse("pipeline '" + PIPELINE + "' ended before the benchmark did"));
      }
    }

    private void swapAll(RunHandle handle) throws RefusedException, InterruptedException {
      for (int i = 0; i < swaps && !run.isCancelled(); i++) {
        requireRunning(handle);
        swap(i);
        if (i % BATCH == BATCH - 1) {
          copies.collect(COLLECTION_LIMIT);
        }
        if (before == null && (i >= BATCH || i >= swaps / 2)) {
          // What the first swaps link and compile stays: what grows after them is of interest.
          before = MemoryUse.now();
        }
        progress(i + 1);
      }
      policy = status().policy();
    }

    private List<Row> conclude() throws RefusedException, InterruptedException {
      double seconds = (System.nanoTime() - begun) / 1e9;
      removeCopies();
      copies.collect(COLLECTION_LIMIT);
      MemoryUse after = MemoryUse.now();
      String load = idle ? "none" : Load.DESCRIPTION;
      List<Row> rows = new ArrayList<>(Conditions.rows(policy, load, seconds));
      rows.add(Row.condition("clock", manual ? "manual" : "timer, 48 kHz, 32 frames"));
      boolean isRealtime = Conditions.isRealtime(policy);
      rows.addAll(figures.swapRows(isRealtime, !manual, hearing.steadyMicros(99.9)));
      rows.addAll(SwapFigures.soundRows(hearing, AMPLITUDE, stimulus.frames()));
      int removed = copies.removed();
      int collected = copies.collected();
      rows.addAll(
          SwapFigures.memoryRows(removed, collected, before == null ? after : before, after));
      if (!figures.firstFailure().isEmpty()) {
        rows.add(Row.condition("first failure", figures.firstFailure()));
      }
      if (collected < removed) {
        rows.add(Row.condition("kept", copies.retainers()));
      }
      return rows;
    }

    private void progress(int done) {
      run.progress(
          "%d of %d swaps, %d class loaders of %d collected"
              .formatted(done, swaps, copies.collected(), copies.removed()));
    }

    private void swap(int number) throws RefusedException, InterruptedException {
      hearing.beginSlice(false);
      PipelineStatus before = status();
      blocks = 0;
      if (number % GENERATION_EVERY == GENERATION_EVERY / 2 - 1) {
        int other = 1 - generation;
        if (swap("mark", Generation.TYPE, generations[other])) {
          generation = other;
        }
      } else if (number % 2 == 0) {
        replace("filter", "biquad", "org.tactus.processor.biquad");
      } else {
        replace("level", "gain", "org.tactus.processor.gain");
      }
      PipelineStatus after = status();
      figures.swapping(after.cycles() - before.cycles(), after.late() - before.late());
      countXruns(after);
      rest(after.cycles() - before.cycles());
    }

    /** As many cycles in which nothing is swapped. */
    private void rest(long cycles) throws RefusedException, InterruptedException {
      hearing.beginSlice(true);
      PipelineStatus from = status();
      PipelineStatus now = from;
      boolean isCompared = blocks == 0;
      while (now.cycles() - from.cycles() < cycles) {
        long next = isCompared ? cycles : blocks;
        long left = Math.max(0, next - (now.cycles() - from.cycles()));
        Thread.sleep(Math.max(POLL_MILLIS, left * PERIOD * 1000 / ToneAndRamp.RATE / 2));
        now = status();
        if (!isCompared && now.cycles() - from.cycles() >= blocks) {
          isCompared = true;
          figures.unswappedWorst(hearing.worstMicros());
        }
      }
      figures.unswapped(now.cycles() - from.cycles(), now.late() - from.late());
      countXruns(now);
    }

    private void countXruns(PipelineStatus status) {
      for (Xrun xrun : status.xruns()) {
        if (xrun.cycle() >= xrunsSeen) {
          xrunsSeen = xrun.cycle() + 1;
          figures.lateBySwaps(xrun.cause().equals("swap") ? 1 : 0);
        }
      }
    }

    private void replace(String node, String type, String symbolicName) throws RefusedException {
      Bundle copy = copies.install(symbolicName);
      boolean isHeard = swap(node, type, Copies.serviceId(copy));
      Bundle unused = isHeard ? current.put(node, copy) : copy;
      if (unused != null) {
        copies.remove(unused);
      }
    }

    /** Whether the new code stays. */
    private boolean swap(String node, String type, long serviceId) {
      try {
        SwapReport report =
            pipelines.swap(
                PIPELINE,
                node,
                SwapRequest.of(type).withService(serviceId).withProbation(PROBATION));
        figures.add(report);
        blocks = report.blocks();
        return report.outcome() == SwapReport.Outcome.SWAPPED;
      } catch (RefusedException e) {
        figures.refused(e.getMessage());
        return false;
      }
    }
  }
}
