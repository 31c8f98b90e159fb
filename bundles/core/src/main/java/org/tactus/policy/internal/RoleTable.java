// SPDX-License-Identifier: Apache-2.0
package org.tactus.policy.internal;

import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import org.tactus.linux.CpuSet;
import org.tactus.linux.Scheduler;
import org.tactus.linux.ThreadScheduling;
import org.tactus.policy.Role;
import org.tactus.policy.RoleSettings;

/** Reads the settings of all roles from a configuration. */
final class RoleTable {
  private RoleTable() {}

  /** Throws IllegalArgumentException with one sentence for a value that makes no sense. */
  static Map<Role, RoleSettings> of(SchedulingConfiguration c) {
    Map<Role, RoleSettings> table = new EnumMap<>(Role.class);
    for (Role role : Role.values()) {
      table.put(
          role,
          switch (role) {
            case WATCHDOG ->
                settings(
                    role, c.watchdog_scheduler(), c.watchdog_priority(), c.watchdog_cpus(), "");
            case DEVICE ->
                settings(role, c.device_scheduler(), c.device_priority(), c.device_cpus(), "");
            case CYCLE ->
                settings(
                    role,
                    c.cycle_scheduler(),
                    c.cycle_priority(),
                    c.cycle_cpus(),
                    c.cycle_deadline());
            case WORKER ->
                settings(
                    role,
                    c.worker_scheduler(),
                    c.worker_priority(),
                    c.worker_cpus(),
                    c.worker_deadline());
            case EVENT ->
                settings(role, c.event_scheduler(), c.event_priority(), c.event_cpus(), "");
            case CONTROL ->
                settings(role, c.control_scheduler(), c.control_priority(), c.control_cpus(), "");
            case HOUSEKEEPING ->
                settings(
                    role,
                    c.housekeeping_scheduler(),
                    c.housekeeping_priority(),
                    c.housekeeping_cpus(),
                    "");
          });
    }
    return table;
  }

  private static RoleSettings settings(
      Role role, Scheduler scheduler, int priority, String cpus, String deadline) {
    String name = role.name().toLowerCase(Locale.ROOT);
    ThreadScheduling scheduling =
        switch (scheduler) {
          case FIFO -> ThreadScheduling.fifo(priority(name, priority));
          case RR -> ThreadScheduling.roundRobin(priority(name, priority));
          case DEADLINE -> deadline(name, deadline);
          case OTHER -> ThreadScheduling.other();
          case BATCH, IDLE, EXT ->
              throw new IllegalArgumentException(
                  name
                      + ".scheduler is "
                      + scheduler
                      + ", which keeps a thread that a safepoint waits for from running; choose"
                      + " FIFO, RR, DEADLINE or OTHER");
        };
    // A thread started from a bounded one must not compete with it by inheritance.
    if (scheduling.scheduler().isRealTime() && role != Role.CONTROL && role != Role.HOUSEKEEPING) {
      scheduling = scheduling.withResetOnFork();
    }
    try {
      return new RoleSettings(scheduling, CpuSet.parse(cpus));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(name + ".cpus: " + e.getMessage(), e);
    }
  }

  private static int priority(String name, int priority) {
    if (priority < 1 || priority > 98) {
      throw new IllegalArgumentException(
          name
              + ".priority is "
              + priority
              + "; choose 1 to 98, 99 belongs to the kernel's own threads");
    }
    return priority;
  }

  private static ThreadScheduling deadline(String name, String text) {
    String[] parts = text.strip().split("/", -1);
    if (parts.length == 3) {
      try {
        long runtime = Long.parseLong(parts[0].strip());
        long deadline = Long.parseLong(parts[1].strip());
        long period = Long.parseLong(parts[2].strip());
        if (runtime > 0 && runtime <= deadline && deadline <= period && period <= 4_000_000) {
          return ThreadScheduling.deadline(runtime * 1000, deadline * 1000, period * 1000);
        }
      } catch (NumberFormatException _) {
        // The sentence below covers this as well.
      }
    }
    throw new IllegalArgumentException(
        name
            + ".scheduler is DEADLINE but "
            + name
            + ".deadline is '"
            + text
            + "'; write runtime/deadline/period in microseconds in ascending order, as in"
            + " 300/600/666 (cycle and worker only)");
  }
}
