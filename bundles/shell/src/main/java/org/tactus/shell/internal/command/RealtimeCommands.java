// SPDX-License-Identifier: Apache-2.0
package org.tactus.shell.internal.command;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.felix.service.command.Descriptor;
import org.apache.felix.service.command.Parameter;
import org.apache.felix.service.command.annotations.GogoCommand;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.tactus.engine.PipelineStatus;
import org.tactus.engine.Pipelines;
import org.tactus.machine.Machine;
import org.tactus.policy.JvmThreads;
import org.tactus.policy.LockedArena;
import org.tactus.policy.MemoryPolicy;
import org.tactus.policy.PolicyResult;
import org.tactus.realtime.RealtimeThread;
import org.tactus.realtime.RealtimeThreads;
import org.tactus.shell.internal.text.Listing;
import org.tactus.topology.CpuPlanner;

/** {@code rt:...} */
@Component(service = RealtimeCommands.class)
@GogoCommand(
    scope = RealtimeCommands.SCOPE,
    function = {"threads", "topology", "policy", "latency", "ledger", "xruns", "investigate"})
public final class RealtimeCommands extends Commands {
  static final String SCOPE = "rt";

  /** Long enough to see something rare, short enough to be forgotten. */
  private static final Duration INVESTIGATION = Duration.ofMinutes(10);

  private static final String LAST_XRUNS = "20";

  private static final Map<String, String> FORMS =
      Map.of(
          "threads", "[--realtime]",
          "topology", "",
          "policy", "",
          "latency", "[NAME]",
          "ledger", "[PIPELINE]",
          "xruns", "[PIPELINE] [--last N]",
          "investigate", "PIPELINE on|off|SECONDSs|MINUTESm");

  @Reference(
      cardinality = ReferenceCardinality.OPTIONAL,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  volatile RealtimeThreads threads;

  @Reference(
      cardinality = ReferenceCardinality.OPTIONAL,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  volatile CpuPlanner planner;

  @Reference(
      cardinality = ReferenceCardinality.OPTIONAL,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  volatile MemoryPolicy memory;

  @Reference(
      cardinality = ReferenceCardinality.OPTIONAL,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  volatile JvmThreads jvmThreads;

  @Reference(
      cardinality = ReferenceCardinality.OPTIONAL,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  volatile Machine machine;

  @Reference(
      cardinality = ReferenceCardinality.OPTIONAL,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  volatile Pipelines pipelines;

  /** Called by Declarative Services. */
  public RealtimeCommands() {
    super(SCOPE, FORMS);
  }

  /** The threads of this process. */
  @Descriptor("shows the threads with a role, then the JVM's: scheduler, CPUs, faults, waiting")
  public List<ThreadRow> threads(
      @Descriptor("leaves the JVM's out")
          @Parameter(names = "--realtime", presentValue = "true", absentValue = "false")
          boolean realtime)
      throws Refusal {
    List<RealtimeThread> known = present(threads, "org.tactus.realtime").threads();
    List<ThreadRow> rows = new ArrayList<>(ThreadReader.withRole(known));
    if (!realtime) {
      rows.addAll(ThreadReader.withoutRole(known));
    }
    return new Listing<>(ThreadRow.class, rows);
  }

  /** The CPUs. */
  @Descriptor("shows the CPUs, what they are for and why, and what pipelines hold")
  public TopologyReport topology() throws Refusal {
    CpuPlanner service = present(planner, "org.tactus.core");
    return new TopologyReport(service.topology(), service.plan(), service.reservations());
  }

  /** What was asked of the machine. */
  @Descriptor("shows everything asked of the machine, what took effect, and how to mend the rest")
  public List<PolicyResult> policy() throws Refusal {
    List<PolicyResult> results = new ArrayList<>();
    MemoryPolicy locked = present(memory, "org.tactus.core");
    results.addAll(locked.processResults());
    for (LockedArena arena : locked.arenas()) {
      results.addAll(arena.policy());
    }
    results.addAll(present(planner, "org.tactus.core").policy());
    results.addAll(present(machine, "org.tactus.core").results());
    results.addAll(present(jvmThreads, "org.tactus.core").results());
    RealtimeThreads realtime = threads;
    if (realtime != null) {
      realtime.threads().forEach(thread -> results.addAll(thread.policy()));
    }
    Pipelines engine = pipelines;
    if (engine != null) {
      addOfPipelines(results, engine.list());
    }
    return new Listing<>(PolicyResult.class, results);
  }

  /**
   * What pipelines asked when they started has been read back anew above, where it is still there.
   */
  private static void addOfPipelines(List<PolicyResult> results, List<PipelineStatus> statuses) {
    Set<String> names = results.stream().map(PolicyResult::name).collect(Collectors.toSet());
    for (PipelineStatus status : statuses) {
      for (PolicyResult result : status.policy()) {
        if (names.add(result.name())) {
          results.add(result);
        }
      }
    }
  }

  /** The latency of every pipeline. */
  @Descriptor("shows the latency of all pipelines")
  public List<PipelineLatency> latency() throws Refusal {
    return new Listing<>(
        PipelineLatency.class,
        present(pipelines, "org.tactus.engine").list().stream().map(PipelineLatency::of).toList());
  }

  /** The latency of a pipeline. */
  @Descriptor("shows the latency of a pipeline, node by node, and how late its cycles begin")
  public PipelineLatency latency(@Descriptor("NAME: the pipeline") String name) throws Refusal {
    return PipelineLatency.of(
        PipelineCommands.status(present(pipelines, "org.tactus.engine"), word(name)));
  }

  /** What the nodes of every pipeline cost. */
  @Descriptor("shows what every node costs: time, allocation, misses, blocks a second")
  public List<PipelineLedger> ledger() throws Refusal {
    return new Listing<>(
        PipelineLedger.class,
        present(pipelines, "org.tactus.engine").list().stream().map(PipelineLedger::of).toList());
  }

  /** What the nodes of a pipeline cost. */
  @Descriptor("shows what the nodes of a pipeline cost")
  public PipelineLedger ledger(@Descriptor("PIPELINE: its name") String name) throws Refusal {
    return PipelineLedger.of(
        PipelineCommands.status(present(pipelines, "org.tactus.engine"), word(name)));
  }

  /** The late cycles of every pipeline. */
  @Descriptor("lists late cycles with their causes, and how many had which")
  public List<PipelineXruns> xruns(
      @Descriptor("N: so many of each pipeline, 20 unless given")
          @Parameter(names = "--last", absentValue = LAST_XRUNS)
          String last)
      throws Refusal {
    int shown = last(word(last));
    return new Listing<>(
        PipelineXruns.class,
        present(pipelines, "org.tactus.engine").list().stream()
            .map(status -> PipelineXruns.of(status, shown))
            .toList());
  }

  /** The late cycles of a pipeline. */
  @Descriptor("lists the late cycles of a pipeline with their causes, and how many had which")
  public PipelineXruns xruns(
      @Descriptor("N: so many, 20 unless given")
          @Parameter(names = "--last", absentValue = LAST_XRUNS)
          String last,
      @Descriptor("PIPELINE: its name") String name)
      throws Refusal {
    return PipelineXruns.of(
        PipelineCommands.status(present(pipelines, "org.tactus.engine"), word(name)),
        last(word(last)));
  }

  private static int last(String text) throws Refusal {
    if (!text.matches("[0-9]{1,6}")) {
      throw new Refusal("--last '" + text + "' is no number of xruns, as in 20.");
    }
    return Integer.parseInt(text);
  }

  /** Counts what costs a system call. */
  @Descriptor("counts page faults and context switches for each node, which rt:ledger shows")
  public void investigate(
      @Descriptor("PIPELINE: its name") String name,
      @Descriptor("DURATION: on (10 min), off, or as in 30s or 2m") String duration)
      throws Refusal {
    Pipelines service = present(pipelines, "org.tactus.engine");
    Duration span = duration(word(duration));
    Refusal.told(() -> service.investigate(word(name), span));
  }

  private static Duration duration(String text) throws Refusal {
    if (text.equals("on")) {
      return INVESTIGATION;
    }
    if (text.equals("off")) {
      return Duration.ZERO;
    }
    if (text.matches("[0-9]{1,6}[sm]")) {
      long number = Long.parseLong(text.substring(0, text.length() - 1));
      return text.endsWith("s") ? Duration.ofSeconds(number) : Duration.ofMinutes(number);
    }
    throw new Refusal("'" + text + "' is no duration: write on, off, or as in 30s or 2m.");
  }
}
