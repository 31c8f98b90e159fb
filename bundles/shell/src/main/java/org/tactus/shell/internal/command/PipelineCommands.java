// SPDX-License-Identifier: Apache-2.0
package org.tactus.shell.internal.command;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.felix.service.command.Descriptor;
import org.apache.felix.service.command.Parameter;
import org.apache.felix.service.command.annotations.GogoCommand;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.tactus.api.Rational;
import org.tactus.engine.Containment;
import org.tactus.engine.Mode;
import org.tactus.engine.PipelineSpecification;
import org.tactus.engine.PipelineStatus;
import org.tactus.engine.Pipelines;
import org.tactus.engine.SwapReport;
import org.tactus.engine.SwapRequest;
import org.tactus.notation.Graph;
import org.tactus.shell.internal.text.Listing;

/** {@code pipeline:...} */
@Component(service = PipelineCommands.class)
@GogoCommand(
    scope = PipelineCommands.SCOPE,
    function = {
      "list", "show", "create", "edit", "start", "stop", "remove", "set", "swap", "contain", "stats"
    })
public final class PipelineCommands extends Commands {
  static final String SCOPE = "pipeline";

  private static final Map<String, String> FORMS =
      Map.ofEntries(
          Map.entry("list", ""),
          Map.entry("show", "[--expert] NAME"),
          Map.entry(
              "create",
              "NAME 'NOTATION' [--rate HZ] [--period FRAMES] [--clock NAME] [--strict|--lenient]"
                  + " [--workers N] [--freewheel]"),
          Map.entry("edit", "NAME 'NOTATION'"),
          Map.entry("start", "NAME"),
          Map.entry("stop", "NAME"),
          Map.entry("remove", "NAME"),
          Map.entry("set", "NAME NODE.PARAMETER VALUE"),
          Map.entry("swap", "NAME NODE TYPE[@VERSION] [--tail] [--probation MILLISECONDS]"),
          Map.entry("contain", "NAME NODE none|warn|bypass|quarantine|deferred|isolated"),
          Map.entry("stats", "[NAME]"));

  private static final String NOT_GIVEN = "";

  @Reference(
      cardinality = ReferenceCardinality.OPTIONAL,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  volatile Pipelines pipelines;

  /** Called by Declarative Services. */
  public PipelineCommands() {
    super(SCOPE, FORMS);
  }

  /** Every pipeline. */
  @Descriptor("lists the pipelines: state, rate, period, clock, load, late cycles, notation")
  public List<PipelineStatus> list() throws Refusal {
    return new Listing<>(PipelineStatus.class, pipelines().list());
  }

  /** One pipeline. */
  @Descriptor("shows a pipeline: its notation, how it runs, its nodes, parameters and meters")
  public Object show(
      @Descriptor("shows the parameters for experts too")
          @Parameter(names = "--expert", presentValue = "true", absentValue = "false")
          boolean expert,
      @Descriptor("NAME: the pipeline") String name)
      throws Refusal {
    PipelineStatus status = status(word(name));
    return expert ? new ExpertStatus(status) : status;
  }

  /** Makes a pipeline. */
  @Descriptor("makes a pipeline from its notation and stores it; pipeline:start starts it")
  public void create(
      @Descriptor("HZ: frames a second, as 48000 or 30000/1001; negotiated unless given")
          @Parameter(names = "--rate", absentValue = NOT_GIVEN)
          String rate,
      @Descriptor("FRAMES: frames a cycle, 16 to 8192; negotiated unless given")
          @Parameter(names = "--period", absentValue = NOT_GIVEN)
          String period,
      @Descriptor("NAME: the node or device type that starts the cycles; chosen unless given")
          @Parameter(names = "--clock", absentValue = NOT_GIVEN)
          String clock,
      @Descriptor("refuses to run where a policy does not take, is silent until warm")
          @Parameter(names = "--strict", presentValue = "true", absentValue = "false")
          boolean strict,
      @Descriptor("runs and shows what does not take; the default")
          @Parameter(names = "--lenient", presentValue = "true", absentValue = "false")
          boolean lenient,
      @Descriptor("N: threads for parallel branches beside the cycle's; chosen unless given")
          @Parameter(names = "--workers", absentValue = NOT_GIVEN)
          String workers,
      @Descriptor("runs as fast as it can")
          @Parameter(names = "--freewheel", presentValue = "true", absentValue = "false")
          boolean freewheel,
      @Descriptor("NAME: letters, digits, _, . and -") String name,
      @Descriptor("NOTATION: as in 'file(\"a.wav\") -> gain(db=-6) -> alsa(\"default\")'")
          String notation)
      throws Refusal {
    if (strict && lenient) {
      throw new Refusal("--strict and --lenient exclude each other: give one of them.");
    }
    PipelineSpecification specification =
        new PipelineSpecification(
            word(name),
            graph(word(notation)),
            NOT_GIVEN.equals(rate) ? null : rate(word(rate)),
            NOT_GIVEN.equals(period) ? 0 : number("--period", word(period), "frames, as in 64"),
            NOT_GIVEN.equals(clock) ? null : word(clock),
            strict ? Mode.STRICT : Mode.LENIENT,
            NOT_GIVEN.equals(workers)
                ? -1
                : number("--workers", word(workers), "threads, as in 0 or 2"),
            freewheel,
            null,
            false);
    Pipelines service = pipelines();
    Refusal.told(() -> service.create(specification));
  }

  /** Gives a pipeline another graph. */
  @Descriptor("gives a pipeline another notation, at a cycle's edge where it runs")
  public void edit(
      @Descriptor("NAME: the pipeline") String name,
      @Descriptor("NOTATION: all of the new one") String notation)
      throws Refusal {
    Graph graph = graph(word(notation));
    Pipelines service = pipelines();
    Refusal.told(() -> service.edit(word(name), graph));
  }

  /** Starts a pipeline. */
  @Descriptor("starts a pipeline, from now on with the instance too")
  public void start(@Descriptor("NAME: the pipeline") String name) throws Refusal {
    Pipelines service = pipelines();
    Refusal.told(() -> service.start(word(name)));
  }

  /** Stops a pipeline. */
  @Descriptor("stops a pipeline and closes its devices")
  public void stop(@Descriptor("NAME: the pipeline") String name) throws Refusal {
    Pipelines service = pipelines();
    Refusal.told(() -> service.stop(word(name)));
  }

  /** Forgets a pipeline. */
  @Descriptor("stops and forgets a pipeline")
  public void remove(@Descriptor("NAME: the pipeline") String name) throws Refusal {
    Pipelines service = pipelines();
    Refusal.told(() -> service.remove(word(name)));
  }

  /** Sets a parameter. */
  @Descriptor("sets a parameter, smoothed, and stores it in the notation")
  public void set(
      @Descriptor("NAME: the pipeline") String name,
      @Descriptor("NODE.PARAMETER: as in eq.f") String typed,
      @Descriptor("VALUE: a number in the parameter's unit, or a label") String value)
      throws Refusal {
    String parameter = word(typed);
    int dot = parameter.lastIndexOf('.');
    if (dot <= 0 || dot == parameter.length() - 1) {
      throw new Refusal(
          "'" + parameter + "' names no parameter: write NODE.PARAMETER, as in eq.f.");
    }
    Pipelines service = pipelines();
    Refusal.told(() ->
        service.set(
            word(name), parameter.substring(0, dot), parameter.substring(dot + 1), word(value)));
  }

  /** Sets a parameter. */
  @Descriptor("the same, written NODE.PARAMETER=VALUE")
  public void set(
      @Descriptor("NAME: the pipeline") String name,
      @Descriptor("NODE.PARAMETER=VALUE: as in eq.f=440") String typed)
      throws Refusal {
    String assignment = word(typed);
    int equals = assignment.indexOf('=');
    if (equals < 0) {
      throw new Refusal(
          "'" + assignment + "' says no value: write NODE.PARAMETER=VALUE, as in eq.f=440.");
    }
    set(name, assignment.substring(0, equals), assignment.substring(equals + 1));
  }

  /** Replaces the code of a node. */
  @Descriptor("replaces the code of a node that runs, unheard, and takes it back if it misbehaves")
  public SwapReport swap(
      @Descriptor("lets the old code ring out and hands no state over")
          @Parameter(names = "--tail", presentValue = "true", absentValue = "false")
          boolean tail,
      @Descriptor("MILLISECONDS: how long the old code stays ready; as configured unless given")
          @Parameter(names = "--probation", absentValue = NOT_GIVEN)
          String probation,
      @Descriptor("NAME: the pipeline") String name,
      @Descriptor("NODE: the node") String node,
      @Descriptor("TYPE[@VERSION]: as processor:list shows it; the newest unless said") String type)
      throws Refusal {
    SwapRequest request = SwapRequest.parse(word(type)).withTail(tail);
    if (!NOT_GIVEN.equals(probation)) {
      request =
          request.withProbation(
              Duration.ofMillis(number("--probation", word(probation), "milliseconds, as in 500")));
    }
    Pipelines service = pipelines();
    SwapRequest wanted = request;
    return Refusal.told(() -> service.swap(word(name), word(node), wanted));
  }

  /** Contains a node. */
  @Descriptor("contains a node, until told otherwise: from a warning to a process of its own")
  public void contain(
      @Descriptor("NAME: the pipeline") String name,
      @Descriptor("NODE: the node") String node,
      @Descriptor("RUNG: none, warn, bypass, quarantine, deferred or isolated") String rung)
      throws Refusal {
    Containment wanted = Refusal.told(() -> Containment.parse(word(rung)));
    Pipelines service = pipelines();
    Refusal.told(() -> service.contain(word(name), word(node), wanted));
  }

  /** How every pipeline keeps its time. */
  @Descriptor("shows how all pipelines keep their time")
  public List<PipelineStatistics> stats() throws Refusal {
    return new Listing<>(
        PipelineStatistics.class,
        pipelines().list().stream().map(PipelineStatistics::new).toList());
  }

  /** How a pipeline keeps its time. */
  @Descriptor("shows how a pipeline keeps its time: cycles, lateness, every node's time, xruns")
  public PipelineStatistics stats(@Descriptor("NAME: the pipeline") String name) throws Refusal {
    return new PipelineStatistics(status(word(name)));
  }

  private Pipelines pipelines() throws Refusal {
    return present(pipelines, "org.tactus.engine");
  }

  private PipelineStatus status(String name) throws Refusal {
    return status(pipelines(), name);
  }

  static PipelineStatus status(Pipelines pipelines, String name) throws Refusal {
    return pipelines
        .status(name)
        .orElseThrow(() ->
            new Refusal(
                pipelines.list().isEmpty()
                    ? "There is no pipeline '" + name + "': make one with pipeline:create."
                    : "There is no pipeline '"
                        + name
                        + "': take one of "
                        + pipelines.list().stream()
                            .map(PipelineStatus::name)
                            .collect(Collectors.joining(", "))
                        + "."));
  }

  private static Graph graph(String notation) throws Refusal {
    return Refusal.told(() -> Graph.parse(notation));
  }

  private static Rational rate(String text) throws Refusal {
    try {
      return Rational.parse(text);
    } catch (IllegalArgumentException _) {
      throw new Refusal("--rate '" + text + "' is no rate: write 48000 or 30000/1001.");
    }
  }

  private static int number(String option, String text, String example) throws Refusal {
    try {
      int number = Integer.parseInt(text);
      if (number >= 0) {
        return number;
      }
    } catch (NumberFormatException _) {
      // The same sentence as for a negative number
    }
    throw new Refusal(option + " '" + text + "' is no number of " + example + ".");
  }
}
