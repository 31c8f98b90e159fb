// SPDX-License-Identifier: Apache-2.0
package org.tactus.doctor.internal;

import java.util.ArrayList;
import java.util.List;
import org.tactus.doctor.Finding;
import org.tactus.doctor.Severity;
import org.tactus.linux.CpuSet;
import org.tactus.machine.internal.InterruptTable;
import org.tactus.machine.internal.InterruptTable.Interrupt;
import org.tactus.machine.internal.KernelFiles.Reading;

/** Interrupts that land on the CPU planned for the cycle. */
final class InterruptChecks {
  private static final int NAMED = 4;

  /** Fewer interrupts than this, on average since boot, are not worth a warning. */
  private static final double SELDOM_PER_SECOND = 0.1;

  private final Host host;

  private InterruptChecks(Host host) {
    this.host = host;
  }

  static List<Finding> of(Host host) {
    InterruptChecks checks = new InterruptChecks(host);
    return List.of(checks.balancer(), checks.onCycleCpu(), checks.future());
  }

  private Finding balancer() {
    HostCheck check =
        new HostCheck(
            "irq.balance",
            "irqbalance",
            "It moves interrupts to the cycle's CPU when others are busy.");
    return host.runs("irqbalance")
        ? check.warn(
            "irqbalance runs",
            "systemctl disable --now irqbalance, or IRQBALANCE_BANNED_CPULIST="
                + host.cycleCpu()
                + " in /etc/default/irqbalance")
        : check.ok("irqbalance does not run");
  }

  private Finding onCycleCpu() {
    int cpu = host.cycleCpu();
    HostCheck check =
        new HostCheck(
            "irq.cycle",
            "Interrupts on the cycle's CPU",
            "Each one delays the cycle by 2 to 50 microseconds.");
    if (host.topology().online().size() == 1) {
      return check.info("there is one CPU, so all of them", "Use a machine with more CPUs.");
    }
    int column = InterruptTable.columns(host.files()).indexOf(cpu);
    List<Interrupt> here = new ArrayList<>();
    for (Interrupt interrupt : InterruptTable.read(host.files())) {
      boolean served = column >= 0 && interrupt.counts().get(column) > 0;
      if (served && InterruptTable.cpus(host.files(), interrupt.number()).contains(cpu)) {
        here.add(interrupt);
      }
    }
    if (here.isEmpty()) {
      return check.ok("none of a device on CPU " + cpu);
    }
    here.sort((a, b) -> Long.compare(b.counts().get(column), a.counts().get(column)));
    List<String> names =
        here.stream()
            .limit(NAMED)
            .map(interrupt -> interrupt + " " + interrupt.counts().get(column) + " times")
            .toList();
    String more = here.size() > NAMED ? " and " + (here.size() - NAMED) + " more" : "";
    double perSecond =
        here.stream().mapToLong(interrupt -> interrupt.counts().get(column)).sum() / uptime();
    return check.of(
        perSecond < SELDOM_PER_SECOND ? Severity.INFO : Severity.WARN,
        "CPU " + cpu + ": " + String.join(", ", names) + more,
        "for i in %s; do echo %s > /proc/irq/$i/smp_affinity_list; done"
            .formatted(
                String.join(" ", here.stream().map(one -> Integer.toString(one.number())).toList()),
                host.others()));
  }

  /** Seconds since boot, at least one. */
  private double uptime() {
    String text = host.read("/proc/uptime").value().orElse("1");
    return Math.max(1, Double.parseDouble(text.split(" ")[0]));
  }

  private Finding future() {
    HostCheck check =
        new HostCheck(
            "irq.default",
            "Interrupts of new devices",
            "A device that is plugged in may interrupt the cycle's CPU.");
    Reading reading = host.read("/proc/irq/default_smp_affinity");
    if (!reading.isRead()) {
      return check.unread(reading, "Read it as root: cat " + reading.path());
    }
    CpuSet cpus = Host.mask(reading.text()).intersection(host.topology().online());
    return cpus.contains(host.cycleCpu()) && host.topology().online().size() > 1
        ? check.info(
            "go to CPUs " + cpus,
            "Boot with irqaffinity=%s, or at once: echo %s > %s"
                .formatted(host.others(), Host.mask(host.others()), reading.path()))
        : check.ok("go to CPUs " + cpus);
  }
}
