// SPDX-License-Identifier: Apache-2.0
package org.tactus.doctor.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.tactus.doctor.Finding;
import org.tactus.doctor.Severity;
import org.tactus.machine.internal.KernelFiles;
import org.tactus.machine.internal.MachineTree;
import org.tactus.machine.internal.RecordingLogger;
import org.tactus.topology.internal.TestPlanners;

class MachineChecksTest {
  private static final String CPUS = "/sys/devices/system/cpu";
  private static final String THP = "/sys/kernel/mm/transparent_hugepage";

  @TempDir static Path healthy;
  private static MachineTree machine;

  @TempDir Path root;

  @BeforeAll
  static void craft() {
    machine = HealthyMachine.in(healthy).keep();
  }

  @AfterEach
  void heal() {
    machine.undo();
  }

  /** One thing wrong with a healthy machine. */
  record Ill(String id, Severity severity, String seen, String remedy, Consumer<MachineTree> how) {
    @Override
    public String toString() {
      return id + ": " + seen;
    }
  }

  @Test
  void aHealthyMachineHasNothingButOk() {
    List<Finding> findings = examine(machine);
    assertEquals(List.of(), findings.stream().filter(f -> f.severity() != Severity.OK).toList());
    Set<String> ids = new HashSet<>();
    findings.forEach(finding -> assertTrue(ids.add(finding.id()), finding.id()));
  }

  @ParameterizedTest
  @MethodSource("ills")
  void oneIllIsNamedWithItsCostAndRemedy(Ill ill) {
    ill.how().accept(machine);
    List<Finding> findings = examine(machine);
    Finding finding =
        findings.stream().filter(f -> f.id().equals(ill.id())).findFirst().orElseThrow();
    assertEquals(ill.severity(), finding.severity(), finding::toString);
    assertTrue(finding.seen().contains(ill.seen()), finding::toString);
    if (ill.severity() != Severity.OK) {
      assertTrue(finding.remedy().contains(ill.remedy()), finding::toString);
      assertFalse(finding.cost().isEmpty());
    }
  }

  /** Every check of a healthy machine has an ill that it sees. */
  @Test
  void everyCheckIsCovered() {
    Set<String> covered = new HashSet<>();
    ills().filter(ill -> ill.severity() != Severity.OK).forEach(ill -> covered.add(ill.id()));
    List<String> missing =
        examine(machine).stream().map(Finding::id).filter(id -> !covered.contains(id)).toList();
    assertEquals(List.of(), missing);
  }

  @Test
  void aMachineWhereNothingCanBeReadIsDescribedAndNotThrown() {
    MachineTree tree = new MachineTree(root).online("0-3");
    for (int cpu = 0; cpu < 4; cpu++) {
      tree.cpu(cpu, 0, cpu, "" + cpu, "" + cpu, "");
    }
    for (Finding finding : examine(tree)) {
      assertFalse(finding.seen().isBlank(), finding::toString);
      if (finding.severity() != Severity.OK) {
        assertFalse(finding.remedy().isBlank(), finding::toString);
      }
    }
  }

  @Test
  void theRunningMachineIsDescribed() {
    RecordingLogger log = new RecordingLogger();
    KernelFiles files = KernelFiles.ofMachine();
    for (Finding finding : new MachineChecks(files, TestPlanners.of(files, log)).examine()) {
      assertFalse(finding.seen().isBlank(), finding::toString);
    }
  }

  static Stream<Ill> ills() {
    List<Ill> ills = new ArrayList<>();
    ills.add(
        fail(
            "rights.scheduling",
            "rtprio limit 0",
            "@audio - rtprio 95",
            t -> limits(t, "0", "8388608")));
    ills.add(
        warn("rights.scheduling", "rtprio limit 20", "LimitRTPRIO", t -> limits(t, "20", "1")));
    ills.add(ok("rights.scheduling", "rtprio limit 95", t -> limits(t, "95", "unlimited")));
    ills.add(
        fail(
            "rights.memory_lock",
            "8192 KiB",
            "memlock unlimited",
            t -> limits(t, "95", "8388608")));
    ills.add(ok("rights.memory_lock", "unlimited", t -> limits(t, "95", "unlimited")));
    ills.add(
        warn(
            "rights.rttime",
            "200000 µs",
            "LimitRTTIME",
            t -> t.file("/proc/self/limits", "Max realtime timeout      200000   200000    us")));
    ills.add(
        fail(
            "sched.throttling",
            "500000 of each 1000000",
            "sched_rt_runtime_us=950000",
            t -> t.file("/proc/sys/kernel/sched_rt_runtime_us", "500000")));
    ills.add(
        ok("sched.throttling", "off", t -> t.file("/proc/sys/kernel/sched_rt_runtime_us", "-1")));
    ills.add(
        fail(
            "sched.group",
            "cpu.rt_runtime_us is 0",
            "echo 950000 > /sys/fs/cgroup/cpu/rt/cpu.rt_runtime_us",
            t ->
                t.file("/proc/self/cgroup", "1:cpu:/rt")
                    .file("/sys/fs/cgroup/cpu/rt/cpu.rt_runtime_us", "0")));
    ills.add(
        warn(
            "sched.group",
            "no budget to set",
            "rt_group_sched=0",
            t -> {
              HealthyMachine.options(t, "CONFIG_RT_GROUP_SCHED=y");
              t.file("/proc/self/cgroup", "0::/user.slice");
            }));
    ills.add(
        info(
            "sched.fair_server",
            "50 ms on CPU 6",
            "echo 0 > /sys/kernel/debug/sched/fair_server/cpu6/runtime",
            t -> t.file("/sys/kernel/debug/sched/fair_server/cpu6/runtime", "50000000")));
    ills.add(
        info(
            "sched.extension",
            "enabled",
            "scx",
            t -> t.file("/sys/kernel/sched_ext/state", "enabled")));
    ills.add(
        warn(
            "kernel.preemption",
            "voluntary",
            "preempt=full",
            t -> model(t, "none (voluntary) full")));
    ills.add(ok("kernel.preemption", "full", t -> model(t, "none voluntary (full)")));
    ills.add(
        warn(
            "kernel.preemption",
            "none (the kernel's build options",
            "preempt=full",
            t -> {
              notRealTime(t);
              HealthyMachine.options(t, "CONFIG_PREEMPT_NONE=y", "CONFIG_PREEMPT_DYNAMIC=y");
            }));
    ills.add(
        info(
            "kernel.realtime",
            "PREEMPT_DYNAMIC",
            "linux-image-rt",
            MachineChecksTest::notRealTime));
    ills.add(
        warn(
            "boot.isolcpus",
            "in effect: CPUs 6",
            "CPU 7 was left out",
            t -> t.isolated("6").affinity("0-5,7")));
    ills.add(
        info(
            "boot.isolcpus",
            "no CPU is isolated",
            "isolcpus=domain,managed_irq,2-3 nohz_full=2-3 rcu_nocbs=2-3 irqaffinity=0-1,4-7",
            t -> t.isolated("").nohzFull("").affinity("0-7").file("/proc/cmdline", "ro")));
    ills.add(
        warn("boot.nohz_full", "in effect: none", "CPU 6-7 was left out", t -> t.nohzFull("")));
    ills.add(
        warn(
            "boot.rcu_nocbs",
            "in effect: CPUs 6",
            "CPU 7",
            t -> HealthyMachine.process(t, 91, "bash")));
    ills.add(
        warn(
            "boot.rcu_nocbs",
            "callbacks of CPU 6 run on it",
            "rcu_nocbs=6",
            t -> t.nohzFull("").file("/proc/cmdline", "isolcpus=6-7")));
    ills.add(
        warn(
            "kernel.rcu_expedited",
            "is 1",
            "echo 0 > /sys/kernel/rcu_expedited",
            t -> t.file("/sys/kernel/rcu_expedited", "1")));
    ills.add(
        warn(
            "boot.threadirqs",
            "no thread irq/N",
            "CONFIG_IRQ_FORCED_THREADING",
            t -> {
              notRealTime(t);
              HealthyMachine.process(t, 92, "bash");
            }));
    ills.add(
        warn(
            "boot.mitigations",
            "1 active: meltdown",
            "did not switch these off",
            t -> t.file(CPUS + "/vulnerabilities/meltdown", "Mitigation: PTI")));
    ills.add(
        warn(
            "kernel.debug",
            "CONFIG_PROVE_LOCKING",
            "without these",
            t -> HealthyMachine.options(t, "CONFIG_PROVE_LOCKING=y")));
    ills.add(
        warn(
            "kernel.tracing",
            "function",
            "echo nop",
            t -> t.file("/sys/kernel/tracing/current_tracer", "function")));
    ills.add(
        warn(
            "kernel.watchdog",
            "NMI on",
            "kernel.watchdog_cpumask=0-5,7",
            t ->
                t.file("/proc/sys/kernel/nmi_watchdog", "1")
                    .file("/proc/sys/kernel/watchdog_cpumask", "0-7")));
    ills.add(
        info(
            "kernel.workqueues",
            "CPUs 0-7",
            "echo bf > /sys/devices/virtual/workqueue/cpumask",
            t -> t.file("/sys/devices/virtual/workqueue/cpumask", "ff")));
    ills.add(
        info("kernel.audit", "auditd", "audit=0", t -> HealthyMachine.process(t, 93, "auditd")));
    ills.add(
        info(
            "kernel.split_lock",
            "is 1",
            "split_lock_mitigate=0",
            t -> t.file("/proc/sys/kernel/split_lock_mitigate", "1")));
    ills.add(info("cpu.count", "allowed 0-2", "4 or more", t -> t.affinity("0-2")));
    ills.add(info("cpu.granted", "CPUs 0-2 of 0-7", "AllowedCPUs=0-7", t -> t.affinity("0-2")));
    ills.add(info("cpu.granted", "CPUs 8 are offline", "cpu8/online", t -> t.present("0-8")));
    ills.add(
        warn(
            "cpu.smt",
            "CPU 6 shares its core with CPU 5",
            "echo 0 > /sys/devices/system/cpu/cpu5/online",
            t -> t.file(CPUS + "/cpu6/topology/core_cpus_list", "5-6")));
    ills.add(warn("cpu.sleep", "C6 takes 130 µs", "udev", t -> t.delete("/dev/cpu_dma_latency")));
    ills.add(
        warn(
            "cpu.governor",
            "powersave",
            "cpupower frequency-set -g performance",
            t -> t.file(CPUS + "/cpufreq/policy0/scaling_governor", "powersave")));
    ills.add(
        info("cpu.turbo", "on", "no_turbo", t -> t.file(CPUS + "/intel_pstate/no_turbo", "0")));
    ills.add(
        warn(
            "cpu.heat",
            "3 events",
            "cooling",
            t -> t.file(CPUS + "/cpu6/thermal_throttle/core_throttle_count", "3")));
    ills.add(
        info(
            "cpu.virtual",
            "virtual machine",
            "vcpupin",
            t -> t.file("/proc/cpuinfo", "flags\t\t: fpu hypervisor tsc")));
    ills.add(
        warn(
            "cpu.quota",
            "cpu.max is 50000 100000",
            "CPUQuota",
            t ->
                t.file("/proc/self/cgroup", "0::/s/t")
                    .file("/sys/fs/cgroup/s/t/cpu.max", "max 100000")
                    .file("/sys/fs/cgroup/s/cpu.max", "50000 100000")));
    ills.add(
        warn(
            "cpu.quota",
            "cpu.cfs_quota_us is 20000",
            "cpuset",
            t ->
                t.file("/proc/self/cgroup", "2:cpu:/s")
                    .file("/sys/fs/cgroup/cpu/s/cpu.cfs_quota_us", "20000")));
    ills.add(
        info(
            "cpu.pressure",
            "35.0 %",
            "ps aux",
            t -> t.file("/proc/pressure/cpu", "some avg10=35.00 avg60=0.00 avg300=0 total=0")));
    ills.add(
        warn(
            "time.clocksource",
            "hpet of tsc hpet",
            "echo tsc >",
            t ->
                t.file(
                    "/sys/devices/system/clocksource/clocksource0/current_clocksource", "hpet")));
    ills.add(
        fail(
            "time.resolution",
            "4000000 ns, high resolution not active",
            "highres=off",
            t ->
                t.file("/proc/timer_list", "  .resolution: 4000000 nsecs\n  .hres_active    : 0")));
    ills.add(
        info("time.hz", "100 Hz", "CONFIG_HZ=", t -> HealthyMachine.options(t, "CONFIG_HZ=100")));
    ills.add(
        info(
            "time.migration",
            "is 1",
            "timer_migration=0",
            t -> t.file("/proc/sys/kernel/timer_migration", "1")));
    ills.add(
        info(
            "time.vmstat",
            "every 1 s",
            "stat_interval",
            t -> t.file("/proc/sys/vm/stat_interval", "1")));
    ills.add(
        warn(
            "irq.balance",
            "runs",
            "IRQBALANCE_BANNED_CPULIST=6",
            t -> HealthyMachine.process(t, 94, "irqbalance")));
    ills.add(
        warn(
            "irq.cycle",
            "CPU 6: IRQ 16 (snd) 4 times",
            "for i in 16; do echo 0-5,7 >",
            t -> t.file("/proc/irq/16/effective_affinity_list", "6")));
    ills.add(
        info(
            "irq.cycle",
            "CPU 6: IRQ 16 (snd) 4 times",
            "for i in 16",
            t ->
                t.file("/proc/irq/16/effective_affinity_list", "6")
                    .file("/proc/uptime", "90.41 700.00")));
    ills.add(
        ok(
            "boot.mitigations",
            "none active",
            t -> t.file(CPUS + "/vulnerabilities/l1tf", "Mitigation: PTE Inversion")));
    ills.add(
        info(
            "irq.default",
            "CPUs 0-7",
            "irqaffinity=0-5,7, or at once: echo bf >",
            t -> t.file("/proc/irq/default_smp_affinity", "ffffffff,ffffffff")));
    ills.add(
        warn(
            "memory.compaction_locked",
            "is 1",
            "sysctl vm.compact_unevictable_allowed=0",
            t -> t.file("/proc/sys/vm/compact_unevictable_allowed", "1")));
    ills.add(
        info(
            "memory.compaction",
            "is 20",
            "compaction_proactiveness=0",
            t -> t.file("/proc/sys/vm/compaction_proactiveness", "20")));
    ills.add(
        warn(
            "memory.thp",
            "is always",
            "echo madvise >",
            t -> t.file(THP + "/enabled", "[always] madvise never")));
    ills.add(
        warn(
            "memory.thp_defrag",
            "is always",
            "defer+madvise",
            t -> t.file(THP + "/defrag", "[always] defer madvise never")));
    ills.add(
        info(
            "memory.khugepaged", "is 1", "echo 0 >", t -> t.file(THP + "/khugepaged/defrag", "1")));
    ills.add(warn("memory.ksm", "is 1", "echo 2 >", t -> t.file("/sys/kernel/mm/ksm/run", "1")));
    ills.add(info("memory.swap", "/dev/sda2", "swapoff", MachineChecksTest::swap));
    ills.add(info("memory.swappiness", "60", "vm.swappiness=10", MachineChecksTest::swap));
    ills.add(
        info(
            "memory.numa_balancing",
            "is 1",
            "numa_balancing=0",
            t -> t.file("/proc/sys/kernel/numa_balancing", "1")));
    ills.add(
        warn(
            "memory.zone_reclaim",
            "is 1",
            "zone_reclaim_mode=0",
            t -> t.file("/proc/sys/vm/zone_reclaim_mode", "1")));
    ills.add(
        info(
            "memory.hugepages",
            "0 of 32",
            "vm.nr_hugepages",
            t -> t.file("/sys/kernel/mm/hugepages/hugepages-2048kB/free_hugepages", "0")));
    ills.add(
        warn(
            "memory.available",
            "97 MiB of 15625 MiB",
            "ps aux",
            t -> t.file("/proc/meminfo", "MemTotal: 16000000 kB\nMemAvailable: 100000 kB")));
    ills.add(
        warn(
            "memory.pressure",
            "12.5 %",
            "ps aux",
            t -> t.file("/proc/pressure/memory", "some avg10=12.50 avg60=0.00 avg300=0 total=0")));
    return ills.stream();
  }

  private static Ill ok(String id, String seen, Consumer<MachineTree> how) {
    return new Ill(id, Severity.OK, seen, "", how);
  }

  private static Ill info(String id, String seen, String remedy, Consumer<MachineTree> how) {
    return new Ill(id, Severity.INFO, seen, remedy, how);
  }

  private static Ill warn(String id, String seen, String remedy, Consumer<MachineTree> how) {
    return new Ill(id, Severity.WARN, seen, remedy, how);
  }

  private static Ill fail(String id, String seen, String remedy, Consumer<MachineTree> how) {
    return new Ill(id, Severity.FAIL, seen, remedy, how);
  }

  private static void limits(MachineTree tree, String priority, String memory) {
    tree.file(
        "/proc/self/limits",
        "Limit                     Soft Limit           Hard Limit           Units     \n"
            + "Max locked memory         "
            + memory
            + "              8388608              bytes     \n"
            + "Max realtime priority     "
            + priority
            + "                    0                    \n");
    tree.file(
        "/proc/self/status", "Name:\tjava\nCapEff:\t0000000000000000\nCpus_allowed_list:\t0-5");
  }

  private static void notRealTime(MachineTree tree) {
    tree.file("/proc/version", "Linux version 6.12.1 (x@y) #1 SMP PREEMPT_DYNAMIC Debian");
    tree.delete("/sys/kernel/realtime");
  }

  private static void model(MachineTree tree, String models) {
    notRealTime(tree);
    tree.file("/sys/kernel/debug/sched/preempt", models);
  }

  private static void swap(MachineTree tree) {
    tree.file("/proc/swaps", "Filename\tType\tSize\n/dev/sda2   partition 100 0 -2");
  }

  private static List<Finding> examine(MachineTree tree) {
    return new MachineChecks(tree.files(), TestPlanners.of(tree, new RecordingLogger())).examine();
  }
}
