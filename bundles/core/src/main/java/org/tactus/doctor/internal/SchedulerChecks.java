// SPDX-License-Identifier: Apache-2.0
package org.tactus.doctor.internal;

import java.util.List;
import java.util.Optional;
import org.tactus.doctor.Finding;
import org.tactus.machine.internal.KernelFiles.Reading;

/** Bounds that the kernel puts on real-time threads. */
final class SchedulerChecks {
  private static final String FAIR_SERVER = "/sys/kernel/debug/sched/fair_server";

  private final Host host;
  private final double dutyLimit;

  private SchedulerChecks(Host host, double dutyLimit) {
    this.host = host;
    this.dutyLimit = dutyLimit;
  }

  static List<Finding> of(Host host, double dutyLimit) {
    SchedulerChecks checks = new SchedulerChecks(host, dutyLimit);
    return List.of(
        checks.throttling(), checks.groupBudget(), checks.fairServer(), checks.extension());
  }

  private Finding throttling() {
    HostCheck check =
        new HostCheck(
            "sched.throttling",
            "Real-time throttling",
            "Real-time threads that use up their share of a period stop until the next.");
    Reading runtime = host.read("/proc/sys/kernel/sched_rt_runtime_us");
    if (runtime.number().isEmpty()) {
      return check.unread(runtime, "Read it as root: cat " + runtime.path());
    }
    long micros = runtime.number().getAsLong();
    long period = host.read("/proc/sys/kernel/sched_rt_period_us").number().orElse(1_000_000);
    if (micros < 0) {
      return check.ok("off");
    }
    String seen = micros + " of each " + period + " µs";
    return micros >= dutyLimit * period
        ? check.ok(seen)
        : check.fail(
            seen + ", less than the duty limit " + dutyLimit,
            "sysctl kernel.sched_rt_runtime_us=950000 kernel.sched_rt_period_us=1000000");
  }

  private Finding groupBudget() {
    HostCheck check =
        new HostCheck(
            "sched.group",
            "Real-time budget of the control group",
            "SCHED_FIFO is refused in a control group without a real-time budget.");
    for (String line : host.files().lines("/proc/self/cgroup")) {
      String[] fields = line.split(":", 3);
      if (fields.length == 3 && List.of(fields[1].split(",")).contains("cpu")) {
        String group = fields[2].equals("/") ? "" : fields[2];
        Reading budget = host.read("/sys/fs/cgroup/" + fields[1] + group + "/cpu.rt_runtime_us");
        if (budget.isRead()) {
          long micros = budget.number().orElse(0);
          return micros == 0
              ? check.fail(budget.path() + " is 0", "echo 950000 > " + budget.path())
              : check.ok(budget.path() + " is " + micros);
        }
      }
    }
    if (!host.knowsOptions()) {
      return check.ok("no group of version 1 limits it");
    }
    Optional<String> group =
        host.files().lines("/proc/self/cgroup").stream()
            .filter(line -> line.startsWith("0::/") && line.length() > 4)
            .findFirst();
    boolean off =
        host.parameter("rt_group_sched").filter("0"::equals).isPresent()
            || host.has("RT_GROUP_SCHED_DEFAULT_DISABLED");
    return host.has("RT_GROUP_SCHED") && group.isPresent() && !off
        ? check.warn(
            "the kernel has RT group scheduling, and this group of version 2 has no budget to set",
            "Boot with rt_group_sched=0, or run Tactus in the root control group.")
        : check.ok("no group limits it");
  }

  private Finding fairServer() {
    HostCheck check =
        new HostCheck(
            "sched.fair_server",
            "Fair server",
            "A real-time thread that never sleeps loses 50 ms of each second to ordinary threads"
                + " that wait on its CPU.");
    int cpu = host.cycleCpu();
    Reading runtime = host.read(FAIR_SERVER + "/cpu" + cpu + "/runtime");
    if (runtime.number().isPresent()) {
      long nanos = runtime.number().getAsLong();
      return nanos == 0
          ? check.ok("off on CPU " + cpu)
          : check.info(
              nanos / 1_000_000 + " ms on CPU " + cpu,
              "Only for a cycle that spins for ever: echo 0 > " + runtime.path());
    }
    if (!host.isAtLeast(6, 12)) {
      return check.ok("kernel " + host.release() + " has none");
    }
    return check.info(
        "kernel " + host.release() + " has one; " + runtime.problem(),
        "To read it as root: mount -t debugfs debugfs /sys/kernel/debug");
  }

  private Finding extension() {
    HostCheck check =
        new HostCheck(
            "sched.extension",
            "Scheduler extension",
            "A scheduler loaded as a BPF program decides when ordinary threads run.");
    String state = host.read("/sys/kernel/sched_ext/state").value().orElse("none");
    return state.equals("enabled")
        ? check.info(
            "enabled: " + host.read("/sys/kernel/sched_ext/root/ops").seen(),
            "systemctl stop scx, or end the program that loaded it")
        : check.ok(state);
  }
}
