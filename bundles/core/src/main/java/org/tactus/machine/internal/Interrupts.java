// SPDX-License-Identifier: Apache-2.0
package org.tactus.machine.internal;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.log.Logger;
import org.osgi.service.log.LoggerFactory;
import org.osgi.service.metatype.annotations.Designate;
import org.tactus.api.RefusedException;
import org.tactus.linux.CpuSet;
import org.tactus.linux.Task;
import org.tactus.linux.ThreadScheduling;
import org.tactus.machine.internal.InterruptTable.Interrupt;
import org.tactus.policy.PolicyResult;
import org.tactus.topology.CpuPlanner;

/** Moves the interrupts of named devices to CPUs and gives their threads a priority. */
@Component(service = Interrupts.class, configurationPid = Interrupts.PID)
@Designate(ocd = InterruptsConfiguration.class)
public final class Interrupts {
  static final String PID = "org.tactus.machine.interrupts";

  private final KernelFiles files;
  private final CpuPlanner planner;
  private final MachineChanges changes;
  private final Logger logger;
  private final Map<String, String> refusals = new HashMap<>();
  private List<String> devices = List.of();
  private CpuSet cpus = CpuSet.none();
  private int priority;

  @Activate
  public Interrupts(
      InterruptsConfiguration configuration,
      Map<String, Object> properties,
      @Reference CpuPlanner planner,
      @Reference MachineChanges changes,
      @Reference(service = LoggerFactory.class) Logger logger) {
    this(KernelFiles.ofMachine(), planner, changes, logger);
    modified(configuration, properties);
  }

  Interrupts(KernelFiles files, CpuPlanner planner, MachineChanges changes, Logger logger) {
    this.files = files;
    this.planner = planner;
    this.changes = changes;
    this.logger = logger;
  }

  @Modified
  synchronized void modified(
      InterruptsConfiguration configuration, Map<String, Object> properties) {
    CpuSet wanted;
    try {
      ConfigurationKeys.check(PID, InterruptsConfiguration.class, properties);
      wanted = parse(configuration.cpus());
      if (configuration.priority() < 0 || configuration.priority() > 98) {
        throw new RefusedException(
            "priority = "
                + configuration.priority()
                + " in configuration "
                + PID
                + " is refused; give 1 to 98, or 0 to leave it as it is");
      }
    } catch (RefusedException e) {
      logger.error("{}; the former configuration stays", e.getMessage());
      return;
    }
    changes.restore(PID);
    devices = List.of(configuration.devices());
    cpus = wanted;
    priority = configuration.priority();
    apply();
  }

  private CpuSet parse(String list) throws RefusedException {
    CpuSet wanted;
    try {
      wanted = CpuSet.parse(list);
    } catch (IllegalArgumentException e) {
      throw new RefusedException(
          "cpus = " + list + " in configuration " + PID + " is refused: " + e.getMessage(), e);
    }
    CpuSet offline = wanted.minus(planner.topology().online());
    if (!offline.isEmpty()) {
      throw new RefusedException(
          "cpus = "
              + list
              + " in configuration "
              + PID
              + " names CPU "
              + offline.first()
              + ", which is not online; the online CPUs are "
              + planner.topology().online());
    }
    return wanted;
  }

  /** Applies the configuration to the interrupts that are there now. */
  synchronized List<PolicyResult> apply() {
    refusals.clear();
    for (Interrupt interrupt : configured()) {
      set(affinity(interrupt), target().toString());
      if (priority > 0) {
        for (Knob thread : threads(interrupt)) {
          set(thread, ThreadScheduling.fifo(priority).toString());
        }
      }
    }
    return results();
  }

  private void set(Knob knob, String value) {
    try {
      changes.set(knob, PID, value);
    } catch (IOException e) {
      refusals.put(knob.name(), e.getMessage());
    }
  }

  private CpuSet target() {
    return cpus.isEmpty() ? planner.plan().deviceIo() : cpus;
  }

  private List<Interrupt> configured() {
    return InterruptTable.read(files).stream()
        .filter(interrupt -> devices.stream().anyMatch(interrupt::isOf))
        .toList();
  }

  private Knob affinity(Interrupt interrupt) {
    return new Knob.FileKnob(files, "/proc/irq/" + interrupt.number() + "/smp_affinity_list");
  }

  private List<Knob> threads(Interrupt interrupt) {
    List<Knob> threads = new ArrayList<>();
    for (String pid : files.names("/proc")) {
      if (pid.matches("\\d+")
          && files
              .read("/proc/" + pid + "/comm")
              .seen()
              .startsWith("irq/" + interrupt.number() + "-")) {
        Task.findProcess(Long.parseLong(pid))
            .ifPresent(task -> threads.add(new Knob.ThreadKnob(task.tid(), task.startTicks())));
      }
    }
    return threads;
  }

  synchronized List<PolicyResult> results() {
    List<PolicyResult> results = new ArrayList<>();
    List<Interrupt> found = configured();
    for (String device : devices) {
      if (found.stream().noneMatch(interrupt -> interrupt.isOf(device))) {
        results.add(
            PolicyResult.failed(
                "interrupts of " + device,
                "CPUs " + target(),
                "no such interrupt",
                "Plug the device in, or name it as the last column of /proc/interrupts does"));
      }
    }
    for (Interrupt interrupt : found) {
      results.add(affinityResult(interrupt));
      if (priority > 0) {
        results.addAll(priorityResults(interrupt));
      }
    }
    return results;
  }

  private PolicyResult affinityResult(Interrupt interrupt) {
    String name = interrupt + " affinity";
    String requested = "CPUs " + target();
    CpuSet effective = InterruptTable.cpus(files, interrupt.number());
    if (!effective.isEmpty() && target().containsAll(effective)) {
      return PolicyResult.applied(name, requested, "CPUs " + effective);
    }
    Knob affinity = affinity(interrupt);
    if (affinity.read().filter(target().toString()::equals).isPresent()) {
      // Many interrupt controllers can move an interrupt only while it is being served.
      return PolicyResult.applied(
          name, requested, "CPUs " + target() + " from its next interrupt on");
    }
    String refusal = refusals.get(affinity.name());
    return PolicyResult.failed(
        name,
        requested,
        "CPUs " + effective,
        refusal == null
            ? "Something has moved it: stop irqbalance, or forbid it this interrupt with --banirq="
                + interrupt.number()
            : "The kernel refused ("
                + refusal
                + "): start Tactus as root; an interrupt that the kernel manages itself moves only"
                + " with the boot parameter isolcpus=managed_irq,"
                + planner.topology().online().minus(target()));
  }

  private List<PolicyResult> priorityResults(Interrupt interrupt) {
    String requested = ThreadScheduling.fifo(priority).toString();
    List<Knob> threads = threads(interrupt);
    if (threads.isEmpty()) {
      return List.of(
          PolicyResult.failed(
              interrupt + " thread",
              requested,
              "it has no thread",
              "Boot with the parameter threadirqs, or use a PREEMPT_RT kernel"));
    }
    List<PolicyResult> results = new ArrayList<>();
    for (Knob thread : threads) {
      Optional<String> effective = thread.read();
      String name = interrupt + " " + thread.name();
      results.add(
          effective.filter(requested::equals).isPresent()
              ? PolicyResult.applied(name, requested, requested)
              : PolicyResult.failed(
                  name,
                  requested,
                  effective.orElse("it has ended"),
                  refusals.getOrDefault(thread.name(), "Another program has changed it")
                      + "; give Tactus CAP_SYS_NICE, or start it as root"));
    }
    return results;
  }

  @Deactivate
  void close() {
    changes.restore(PID);
  }
}
