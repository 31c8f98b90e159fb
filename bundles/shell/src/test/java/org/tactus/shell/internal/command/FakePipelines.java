// SPDX-License-Identifier: Apache-2.0
package org.tactus.shell.internal.command;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.tactus.api.Rational;
import org.tactus.api.RefusedException;
import org.tactus.api.parameter.Meter;
import org.tactus.api.parameter.Parameter;
import org.tactus.engine.Containment;
import org.tactus.engine.MeterStatus;
import org.tactus.engine.NodeContainment;
import org.tactus.engine.NodeLedger;
import org.tactus.engine.NodeStatus;
import org.tactus.engine.NodeUse;
import org.tactus.engine.ParameterStatus;
import org.tactus.engine.Percentiles;
import org.tactus.engine.PipelineSpecification;
import org.tactus.engine.PipelineState;
import org.tactus.engine.PipelineStatus;
import org.tactus.engine.Pipelines;
import org.tactus.engine.SwapReport;
import org.tactus.engine.SwapRequest;
import org.tactus.engine.Xrun;
import org.tactus.notation.Graph;
import org.tactus.policy.PolicyResult;

/** Remembers what it was asked; refuses what has the name {@code refused}. */
public final class FakePipelines implements Pipelines {
  /** What a refused pipeline is refused with. */
  public static final String SENTENCE = "pipeline 'refused' is refused; take another name";

  final List<PipelineStatus> statuses = new ArrayList<>();
  final List<String> calls = new ArrayList<>();
  SwapRequest swapRequest;
  SwapReport swapReport;
  final List<PipelineSpecification> created = new ArrayList<>();

  /** With these pipelines. */
  public FakePipelines(PipelineStatus... statuses) {
    this.statuses.addAll(List.of(statuses));
  }

  /** A pipeline that runs. */
  public static PipelineStatus running(String name) throws RefusedException {
    Graph graph = Graph.parse("file(\"a.wav\") -> eq: biquad(kind=peak)\neq -> null()");
    Parameter kind = Parameter.choice("kind", "Kind", List.of("peak", "notch"), "peak");
    Parameter gain = Parameter.number("db", "Gain", "dB", -60, 60, 0);
    Parameter hidden =
        Parameter.number("slope", "Slope", "", 0, 1, 1).withFlags(Parameter.Flag.EXPERT);
    return new PipelineStatus(
        PipelineSpecification.of(name, graph),
        PipelineState.RUNNING,
        "",
        Rational.of(48_000),
        64,
        "timer",
        12.5,
        180,
        1180,
        9375,
        2,
        3,
        List.of(
            new Xrun(148, Instant.EPOCH, 350.2, "preemption", "the cycle waited 420 µs", List.of()),
            new Xrun(
                149,
                Instant.EPOCH,
                512,
                "node",
                "node 'eq' took 1734 µs",
                List.of("page-fault: 1 page fault"))),
        Map.of("node", 1L, "preemption", 2L),
        0.0321,
        new Percentiles(19.4, 42.1, 61, 88.6),
        new Percentiles(7.25, 11.5, 20, 1_812),
        0,
        1,
        0,
        "96",
        List.of(
            new NodeStatus(
                "eq",
                "biquad",
                "processor",
                "2 channels at 48000 Hz",
                96,
                new NodeLedger(
                    new Percentiles(3.4, 5, 6, 1_734),
                    9374,
                    749.9,
                    750,
                    48,
                    1,
                    3,
                    new NodeLedger.Investigation(100, 2, 0, 1, 4)),
                false,
                new NodeContainment(Containment.WARN, 1, 2, "wrote NaN or infinity"),
                "",
                List.of(
                    new ParameterStatus(kind, 0, "peak"),
                    new ParameterStatus(gain, -6, "-6"),
                    new ParameterStatus(hidden, 1, "1")),
                List.of(
                    new MeterStatus(new Meter("level", "Level", "dBFS"), -23.04),
                    new MeterStatus(new Meter("peak", "Peak", "dBTP"), Double.NaN)))),
        List.of(
            PolicyResult.failed(
                "cycle scheduler", "SCHED_FIFO 80", "SCHED_OTHER", "Give CAP_SYS_NICE")));
  }

  /** A pipeline that never ran. */
  public static PipelineStatus stopped(PipelineSpecification specification) {
    return new PipelineStatus(
        specification,
        PipelineState.STOPPED,
        "",
        null,
        0,
        "",
        0,
        Double.NaN,
        Double.NaN,
        0,
        0,
        0,
        List.of(),
        Map.of(),
        0,
        Percentiles.NONE,
        Percentiles.NONE,
        0,
        0,
        0,
        "",
        List.of(),
        List.of());
  }

  @Override
  public List<PipelineStatus> list() {
    return List.copyOf(statuses);
  }

  @Override
  public Optional<PipelineStatus> status(String name) {
    return statuses.stream().filter(status -> status.name().equals(name)).findFirst();
  }

  @Override
  public void create(PipelineSpecification specification) throws RefusedException {
    note("create", specification.name());
    created.add(specification);
  }

  @Override
  public void edit(String name, Graph graph) throws RefusedException {
    note("edit", name, graph.toString());
  }

  @Override
  public void start(String name) throws RefusedException {
    note("start", name);
  }

  @Override
  public void stop(String name) throws RefusedException {
    note("stop", name);
  }

  @Override
  public void remove(String name) throws RefusedException {
    note("remove", name);
  }

  @Override
  public void set(String pipeline, String node, String parameter, String value)
      throws RefusedException {
    note("set", pipeline, node, parameter, value);
  }

  private void note(String... words) throws RefusedException {
    if (Set.of(words).contains("refused")) {
      throw new RefusedException(SENTENCE);
    }
    calls.add(String.join(" ", words));
  }

  @Override
  public SwapReport swap(String pipeline, String node, SwapRequest request)
      throws RefusedException {
    swapRequest = request;
    if (swapReport == null) {
      throw new RefusedException("nothing to swap");
    }
    return swapReport;
  }

  @Override
  public void investigate(String pipeline, Duration duration) throws RefusedException {
    note("investigate", pipeline, duration.toString());
  }

  @Override
  public void contain(String pipeline, String node, Containment rung) throws RefusedException {
    note("contain", pipeline, node, rung.word());
  }

  @Override
  public List<NodeUse> uses(long serviceId) {
    return List.of();
  }
}
