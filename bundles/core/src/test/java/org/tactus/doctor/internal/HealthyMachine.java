// SPDX-License-Identifier: Apache-2.0
package org.tactus.doctor.internal;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;
import org.tactus.machine.internal.MachineTree;

/** A machine that the doctor has nothing to say about: eight cores, CPUs 6 and 7 isolated. */
final class HealthyMachine {
  private static final String CPUS = "/sys/devices/system/cpu";
  private static final String THP = "/sys/kernel/mm/transparent_hugepage";

  private HealthyMachine() {}

  static MachineTree in(Path root) {
    MachineTree tree = MachineTree.isolatedCores(root);
    tree.file(
        "/proc/cmdline",
        "ro isolcpus=domain,managed_irq,6-7 nohz_full=6-7 rcu_nocbs=6-7 threadirqs"
            + " mitigations=off -- preempt=none");
    tree.file("/proc/version", "Linux version 6.12.1-rt4 (x@y) #1 SMP PREEMPT_RT Debian 6.12.1");
    tree.file("/proc/sys/kernel/osrelease", "6.12.1-rt4");
    tree.file("/sys/kernel/realtime", "1");
    process(tree, 90, "rcuop/6");
    process(tree, 91, "rcuop/7");
    process(tree, 92, "irq/16-snd");
    options(tree, "CONFIG_HZ=1000", "CONFIG_HIGH_RES_TIMERS=y", "CONFIG_NO_HZ_FULL=y");
    tree.file("/sys/kernel/rcu_expedited", "0");
    tree.file("/sys/kernel/tracing/current_tracer", "nop");
    tree.file("/proc/sys/kernel/nmi_watchdog", "0");
    tree.file("/proc/sys/kernel/soft_watchdog", "1");
    tree.file("/proc/sys/kernel/watchdog_cpumask", "0-5");
    tree.file("/sys/devices/virtual/workqueue/cpumask", "3f");
    tree.file(CPUS + "/vulnerabilities/meltdown", "Not affected");
    tree.file("/sys/kernel/debug/sched/fair_server/cpu6/runtime", "0");
    tree.file("/proc/sys/kernel/sched_rt_runtime_us", "950000");
    tree.file("/proc/sys/kernel/sched_rt_period_us", "1000000");
    tree.file("/sys/devices/system/clocksource/clocksource0/current_clocksource", "tsc");
    tree.file(
        "/sys/devices/system/clocksource/clocksource0/available_clocksource", "tsc hpet acpi_pm");
    tree.file(
        "/proc/timer_list",
        "cpu: 0\n  .resolution: 1 nsecs\nactive timers:\n  .hres_active    : 1\n");
    tree.file("/proc/sys/kernel/timer_migration", "0");
    tree.file("/proc/sys/vm/stat_interval", "120");
    tree.file(CPUS + "/cpufreq/policy0/scaling_governor", "performance");
    tree.file(CPUS + "/intel_pstate/no_turbo", "1");
    tree.file(CPUS + "/cpu6/cpuidle/state1/latency", "130");
    tree.file(CPUS + "/cpu6/cpuidle/state1/name", "C6");
    tree.file(CPUS + "/cpuidle/current_driver", "intel_idle");
    tree.file("/dev/cpu_dma_latency", "");
    tree.file("/proc/cpuinfo", "processor\t: 0\nflags\t\t: fpu vme tsc");
    tree.file(
        "/proc/self/status", "Name:\tjava\nCapEff:\t000001ffffffffff\nCpus_allowed_list:\t0-5");
    tree.file(
        "/proc/interrupts",
        "  CPU0 CPU1 CPU2 CPU3 CPU4 CPU5 CPU6 CPU7\n"
            + " 16: 9 0 0 0 0 0 4 0 IR-IO-APIC 16-fasteoi snd\n");
    tree.file("/proc/irq/16/effective_affinity_list", "0");
    tree.file("/proc/irq/default_smp_affinity", "3f");
    tree.file("/proc/sys/vm/compact_unevictable_allowed", "0");
    tree.file("/proc/sys/vm/compaction_proactiveness", "0");
    tree.file(THP + "/enabled", "always [madvise] never");
    tree.file(THP + "/defrag", "always defer [defer+madvise] madvise never");
    tree.file(THP + "/khugepaged/defrag", "0");
    tree.file("/sys/kernel/mm/ksm/run", "0");
    tree.file("/proc/swaps", "Filename\tType\tSize\tUsed\tPriority");
    tree.file("/proc/sys/vm/swappiness", "60");
    tree.file("/proc/sys/kernel/numa_balancing", "0");
    tree.file("/proc/sys/vm/zone_reclaim_mode", "0");
    tree.file("/sys/kernel/mm/hugepages/hugepages-2048kB/free_hugepages", "32");
    tree.file("/sys/kernel/mm/hugepages/hugepages-2048kB/nr_hugepages", "32");
    tree.file("/proc/meminfo", "MemTotal:       16000000 kB\nMemAvailable:    8000000 kB");
    tree.file("/proc/pressure/cpu", "some avg10=1.50 avg60=0.00 avg300=0.00 total=0");
    tree.file("/proc/pressure/memory", "some avg10=0.00 avg60=0.00 avg300=0.00 total=0");
    return tree.file("/proc/stat", "cpu  1 1 1 1 1 1 1 0 0 0\ncpu6 100 0 100 9000 0 0 0 0 0 0");
  }

  static void process(MachineTree tree, int pid, String name) {
    tree.file("/proc/" + pid + "/comm", name);
  }

  static void options(MachineTree tree, String... lines) {
    try {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      try (GZIPOutputStream compressed = new GZIPOutputStream(bytes)) {
        compressed.write(String.join("\n", lines).getBytes(StandardCharsets.UTF_8));
      }
      tree.file("/proc/config.gz", bytes.toByteArray());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
