// SPDX-License-Identifier: Apache-2.0
package org.tactus.policy.internal;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.log.Logger;
import org.osgi.service.log.LoggerFactory;
import org.osgi.service.metatype.annotations.Designate;
import org.tactus.linux.CpuSet;
import org.tactus.linux.LinuxException;
import org.tactus.linux.Scheduler;
import org.tactus.linux.Task;
import org.tactus.linux.ThreadScheduling;
import org.tactus.linux.Threads;
import org.tactus.policy.PolicyResult;
import org.tactus.policy.Role;
import org.tactus.policy.RoleSettings;
import org.tactus.policy.SchedulingPolicy;

/** Applies roles to threads and remembers who has which. */
@Component(
    service = {SchedulingPolicy.class, GovernedThreads.class},
    configurationPid = SchedulingComponent.PID)
@Designate(ocd = SchedulingConfiguration.class)
public final class SchedulingComponent implements SchedulingPolicy, GovernedThreads {
  static final String PID = "org.tactus.policy.scheduling";

  private record Governed(long startTicks, Role role, CpuSet cpus, List<PolicyResult> results) {}

  private final Logger logger;
  private final Map<Integer, Governed> governed = new HashMap<>();
  private Map<Role, RoleSettings> table;

  /** Called by Declarative Services. */
  @Activate
  public SchedulingComponent(
      @Reference(service = LoggerFactory.class) Logger logger,
      SchedulingConfiguration configuration,
      Map<String, Object> properties) {
    this.logger = logger;
    ConfigurationKeys.refuseUnknown(logger, SchedulingConfiguration.class, PID, properties);
    table =
        Defaults.readOrDefault(
            logger, PID, SchedulingConfiguration.class, configuration, RoleTable::of);
  }

  /** Gives all threads that have a role the new settings; a bad configuration changes nothing. */
  @Modified
  synchronized void modified(
      SchedulingConfiguration configuration, Map<String, Object> properties) {
    ConfigurationKeys.refuseUnknown(logger, SchedulingConfiguration.class, PID, properties);
    try {
      table = RoleTable.of(configuration);
    } catch (RuntimeException e) {
      logger.error("Configuration {} stays as it was: {}", PID, e.getMessage());
      return;
    }
    forgetTheDead();
    for (int tid : List.copyOf(governed.keySet())) {
      Governed thread = governed.get(tid);
      apply(tid, thread.role, thread.cpus);
    }
  }

  private void forgetTheDead() {
    governed
        .entrySet()
        .removeIf(entry ->
            Task.find(entry.getKey())
                .filter(task -> task.startTicks() == entry.getValue().startTicks)
                .isEmpty());
  }

  @Override
  public List<PolicyResult> apply(Role role, CpuSet cpus) {
    int tid = Threads.currentTid();
    List<PolicyResult> slack = isBounded(role) ? List.of(tightenTimerSlack()) : List.of();
    synchronized (this) {
      List<PolicyResult> results = new ArrayList<>(apply(tid, role, cpus));
      results.addAll(slack);
      Governed thread = governed.get(tid);
      List<PolicyResult> all = List.copyOf(results);
      governed.put(tid, new Governed(thread.startTicks, role, cpus, all));
      return all;
    }
  }

  private static boolean isBounded(Role role) {
    return role != Role.CONTROL && role != Role.HOUSEKEEPING;
  }

  private static PolicyResult tightenTimerSlack() {
    String name = Threads.name() + " timer slack";
    Threads.setTimerSlack(1);
    long slack = Threads.timerSlack();
    return slack <= 1
        ? PolicyResult.applied(name, "at most 1 ns", slack + " ns")
        : PolicyResult.failed(
            name,
            "at most 1 ns",
            slack + " ns",
            "The kernel keeps a timer slack of " + slack + " ns; use a kernel of 2.6.28 or later");
  }

  @Override
  public synchronized List<PolicyResult> apply(int tid, Role role, CpuSet cpus) {
    Optional<Task> task = Task.find(tid);
    if (task.isEmpty()) {
      return List.of(
          PolicyResult.failed(
              "thread " + tid,
              role.name(),
              "no such thread",
              "Name a thread of this process that is alive"));
    }
    RoleSettings settings = table.get(role);
    CpuSet wanted = cpus.isEmpty() ? settings.cpus() : cpus;
    List<PolicyResult> results = new ArrayList<>();
    if (settings.scheduling().scheduler() == Scheduler.DEADLINE) {
      results.add(applyDeadline(tid, task.get().name(), role, settings.scheduling(), wanted));
    } else {
      leaveDeadline(tid);
      results.add(applyCpus(tid, task.get().name(), wanted));
      results.add(applyScheduling(tid, task.get().name(), settings.scheduling()));
    }
    List<PolicyResult> all = List.copyOf(results);
    governed.put(tid, new Governed(task.get().startTicks(), role, cpus, all));
    return all;
  }

  /** The kernel refuses a new affinity to a deadline thread. */
  private static void leaveDeadline(int tid) {
    if (Threads.scheduling(tid).scheduler() == Scheduler.DEADLINE) {
      Threads.setScheduling(tid, ThreadScheduling.other());
    }
  }

  private static PolicyResult applyCpus(int tid, String thread, CpuSet wanted) {
    String name = thread + " cpus";
    if (wanted.isEmpty()) {
      return PolicyResult.applied(name, "any", Threads.affinity(tid).toString());
    }
    String remedy = "";
    try {
      Threads.setAffinity(tid, wanted);
    } catch (LinuxException e) {
      remedy = " (" + e.getMessage() + ")";
    }
    CpuSet effective = Threads.affinity(tid);
    return effective.equals(wanted)
        ? PolicyResult.applied(name, wanted.toString(), effective.toString())
        : PolicyResult.failed(
            name,
            wanted.toString(),
            effective.toString(),
            Remedies.affinity(wanted, effective) + remedy);
  }

  private static PolicyResult applyScheduling(int tid, String thread, ThreadScheduling wanted) {
    String name = thread + " scheduler";
    String remedy = "Another program changed the thread meanwhile; find it and stop it";
    try {
      Threads.setScheduling(tid, wanted);
    } catch (LinuxException e) {
      remedy = Remedies.scheduling(wanted, e);
    }
    ThreadScheduling effective = Threads.scheduling(tid);
    boolean same = isAsWanted(effective, wanted);
    return same
        ? PolicyResult.applied(name, wanted.toString(), effective.toString())
        : PolicyResult.failed(name, wanted.toString(), effective.toString(), remedy);
  }

  /** A time-shared thread keeps its nice value, and without rights its reset-on-fork flag. */
  private static boolean isAsWanted(ThreadScheduling effective, ThreadScheduling wanted) {
    return effective.scheduler() == wanted.scheduler()
        && effective.priority() == wanted.priority()
        && (effective.resetOnFork() || !wanted.resetOnFork())
        && effective.runtimeNanos() == wanted.runtimeNanos()
        && effective.deadlineNanos() == wanted.deadlineNanos()
        && effective.periodNanos() == wanted.periodNanos();
  }

  private static PolicyResult applyDeadline(
      int tid, String thread, Role role, ThreadScheduling wanted, CpuSet cpus) {
    String name = thread + " scheduler";
    Optional<CpuSet> exclusive = ExclusiveCpuset.of(tid);
    boolean createsNone = role == Role.CYCLE || role == Role.WORKER;
    boolean fits = exclusive.isPresent() && (cpus.isEmpty() || cpus.equals(exclusive.get()));
    if (!createsNone || !fits) {
      return PolicyResult.failed(
          name,
          wanted.toString(),
          Threads.scheduling(tid).toString(),
          "SCHED_DEADLINE is for cycle and worker threads in an exclusive cpuset, which create no"
              + " threads: put the process into one (cpuset.cpus.partition=root, or"
              + " cpuset.cpu_exclusive=1 in cgroup v1) and name no other CPUs than its own");
    }
    return applyScheduling(tid, thread, wanted);
  }

  @Override
  public synchronized List<PolicyResult> results(int tid) {
    Governed thread = governed.get(tid);
    return thread == null ? List.of() : thread.results;
  }

  @Override
  public synchronized void forget(int tid) {
    governed.remove(tid);
  }

  @Override
  public synchronized RoleSettings settings(Role role) {
    return table.get(role);
  }

  @Override
  public synchronized boolean unlessGoverned(int tid, Runnable change) {
    forgetIfReplaced(tid);
    if (governed.containsKey(tid)) {
      return false;
    }
    change.run();
    return true;
  }

  /** The kernel gives the number of a thread that ended to a new one. */
  private void forgetIfReplaced(int tid) {
    Governed thread = governed.get(tid);
    if (thread != null
        && Task.find(tid).filter(t -> t.startTicks() == thread.startTicks).isEmpty()) {
      governed.remove(tid);
    }
  }
}
