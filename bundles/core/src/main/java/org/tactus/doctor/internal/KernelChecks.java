// SPDX-License-Identifier: Apache-2.0
package org.tactus.doctor.internal;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.tactus.doctor.Finding;
import org.tactus.doctor.Severity;
import org.tactus.linux.CpuSet;
import org.tactus.machine.internal.KernelFiles.Reading;
import org.tactus.topology.Cpu;

/** The kernel: how it preempts, what it was booted with and whether that took effect. */
final class KernelChecks {
  private static final String CPUS = "/sys/devices/system/cpu";

  /** Always on, and costs nothing. */
  private static final String FREE_MITIGATION = "Mitigation: PTE Inversion";

  private static final String MOUNT_DEBUGFS =
      "Read it as root after 'mount -t debugfs debugfs /sys/kernel/debug'.";

  private final Host host;

  private KernelChecks(Host host) {
    this.host = host;
  }

  static List<Finding> of(Host host) {
    KernelChecks checks = new KernelChecks(host);
    return List.of(
        checks.preemption(),
        checks.realTime(),
        checks.isolcpus(),
        checks.nohzFull(),
        checks.rcuCallbacks(),
        checks.expeditedRcu(),
        checks.threadedInterrupts(),
        checks.mitigations(),
        checks.debugging(),
        checks.tracing(),
        checks.watchdog(),
        checks.workqueues(),
        checks.audit(),
        checks.splitLocks());
  }

  private Finding preemption() {
    HostCheck check =
        new HostCheck(
            "kernel.preemption",
            "Kernel preemption",
            "A system call of any other thread can keep the cycle waiting for milliseconds.");
    if (host.isRealTimeKernel()) {
      return check.ok("PREEMPT_RT");
    }
    Reading debug = host.read("/sys/kernel/debug/sched/preempt");
    Optional<String> model = debug.value().map(KernelChecks::inParentheses);
    String source = debug.path();
    if (model.isEmpty()) {
      model = host.parameter("preempt");
      source = "boot parameter preempt=; " + debug.problem();
    }
    if (model.isEmpty() && host.knowsOptions()) {
      model = Optional.of(builtInModel());
      source = "the kernel's build options; " + debug.problem();
    }
    if (model.isEmpty()) {
      return check.unread(debug, MOUNT_DEBUGFS);
    }
    String seen = model.get() + " (" + source + ")";
    boolean dynamic =
        host.has("PREEMPT_DYNAMIC")
            || host.read("/proc/version").value().orElse("").contains("PREEMPT_DYNAMIC");
    String remedy =
        dynamic
            ? "Boot with preempt=full, or at once: echo full > /sys/kernel/debug/sched/preempt"
            : "Install a kernel built with PREEMPT_DYNAMIC or PREEMPT_RT (Debian:"
                + " linux-image-rt-amd64).";
    return switch (model.get()) {
      case "full" -> check.ok(seen);
      case "lazy" -> check.ok(seen + "; real-time threads preempt at once");
      default -> check.warn(seen, remedy);
    };
  }

  private String builtInModel() {
    if (host.has("PREEMPT_NONE")) {
      return "none";
    }
    if (host.has("PREEMPT_VOLUNTARY")) {
      return "voluntary";
    }
    return host.has("PREEMPT_LAZY") ? "lazy" : host.has("PREEMPT") ? "full" : "none";
  }

  private static String inParentheses(String list) {
    int open = list.indexOf('(');
    int close = list.indexOf(')', open + 1);
    return open >= 0 && close > open ? list.substring(open + 1, close) : list;
  }

  private Finding realTime() {
    HostCheck check =
        new HostCheck(
            "kernel.realtime",
            "PREEMPT_RT",
            "Without it spinning locks and interrupt handlers of the kernel are not preempted: tens"
                + " to hundreds of microseconds at times.");
    return host.isRealTimeKernel()
        ? check.ok("yes")
        : check.info(
            "no: " + host.read("/proc/version").seen().replaceAll(".*(#\\d.*)", "$1"),
            "Install a PREEMPT_RT kernel (Debian: apt install linux-image-rt-amd64) for periods"
                + " below 1 ms.");
  }

  private Finding isolcpus() {
    HostCheck check =
        new HostCheck(
            "boot.isolcpus",
            "CPU isolation",
            "The kernel's load balancer puts other threads on the cycle's CPU.");
    Optional<String> asked = host.parameter("isolcpus");
    CpuSet isolated = host.topology().isolated();
    if (asked.isEmpty()) {
      if (!isolated.isEmpty()) {
        return check.ok("CPUs " + isolated + " are isolated");
      }
      if (host.topology().allowed().size() < 4) {
        return check.info(
            "no CPU is isolated, and with "
                + host.topology().allowed().size()
                + " CPUs the JVM needs them all",
            "Use a machine with 4 or more CPUs to isolate some.");
      }
      return check.info("no CPU is isolated", isolationParameters());
    }
    return took(check, "isolcpus", asked.get(), isolated, CPUS + "/isolated");
  }

  /** The parameters that give the planned CPUs to real-time work alone. */
  private String isolationParameters() {
    Cpu cycle = host.topology().cpu(host.cycleCpu()).orElseThrow();
    CpuSet isolate =
        host.plan().workers().stream()
            .filter(cpu -> cpu != cycle.id())
            .min(
                Comparator.comparing((Integer cpu) -> !cycle.l2().contains(cpu))
                    .thenComparing(cpu -> !cycle.l3().contains(cpu)))
            .map(worker -> CpuSet.of(cycle.id(), worker))
            .orElse(CpuSet.of(cycle.id()));
    CpuSet cores = host.topology().coresOf(isolate);
    CpuSet rest = host.topology().online().minus(cores);
    return "Boot with isolcpus=domain,managed_irq,%s nohz_full=%s rcu_nocbs=%s irqaffinity=%s"
        .formatted(cores, cores, cores, rest);
  }

  private Finding took(
      HostCheck check, String parameter, String asked, CpuSet effective, String file) {
    Optional<CpuSet> wanted = cpus(asked);
    if (wanted.isEmpty()) {
      return check.info(
          parameter + "=" + asked + "; in effect: " + named(effective),
          "Compare with " + file + " yourself.");
    }
    CpuSet missing = wanted.get().intersection(host.topology().online()).minus(effective);
    return missing.isEmpty()
        ? check.ok(parameter + "=" + asked + " took effect: " + named(effective))
        : check.warn(
            parameter + "=" + asked + ", but in effect: " + named(effective),
            "CPU "
                + missing
                + " was left out: look for '"
                + parameter
                + "' in dmesg; the kernel may lack the option or have kept a CPU for itself.");
  }

  private static String named(CpuSet cpus) {
    return cpus.isEmpty() ? "none" : "CPUs " + cpus;
  }

  /** The CPUs of a parameter such as {@code domain,managed_irq,2-3}; empty for other forms. */
  private static Optional<CpuSet> cpus(String value) {
    List<String> parts = new ArrayList<>();
    for (String part : value.split(",")) {
      if (part.matches("\\d{1,4}(-\\d{1,4})?")) {
        parts.add(part);
      } else if (!part.matches("domain|managed_irq|nohz")) {
        return Optional.empty();
      }
    }
    return Optional.of(CpuSet.parse(String.join(",", parts)));
  }

  private Finding nohzFull() {
    HostCheck check =
        new HostCheck(
            "boot.nohz_full",
            "Tick on real-time CPUs",
            "The scheduler's tick interrupts the cycle 100 to 1000 times a second for a few"
                + " microseconds.");
    Optional<String> asked = host.parameter("nohz_full");
    CpuSet tickless = host.topology().nohzFull();
    if (asked.isPresent()) {
      return took(check, "nohz_full", asked.get(), tickless, CPUS + "/nohz_full");
    }
    if (!tickless.isEmpty()) {
      return check.ok("CPUs " + tickless + " are tickless");
    }
    if (host.knowsOptions() && !host.has("NO_HZ_FULL")) {
      return check.info(
          "the kernel is built without CONFIG_NO_HZ_FULL",
          "Use a kernel built with CONFIG_NO_HZ_FULL=y if a few microseconds matter.");
    }
    return check.info("no CPU is tickless", isolationParameters());
  }

  private Finding rcuCallbacks() {
    HostCheck check =
        new HostCheck(
            "boot.rcu_nocbs",
            "RCU callbacks on real-time CPUs",
            "The kernel frees memory in batches on the cycle's CPU, tens of microseconds at a"
                + " time.");
    // The kernel starts these threads for every CPU as soon as one is to be offloaded.
    CpuSet threads =
        CpuSet.of(
            host.processes().stream()
                .filter(name -> name.matches("rcuo[a-z]/\\d{1,4}"))
                .mapToInt(name -> Integer.parseInt(name.substring(name.indexOf('/') + 1)))
                .toArray());
    Optional<String> asked = host.parameter("rcu_nocbs");
    if (asked.isPresent()) {
      CpuSet wanted = cpus(asked.get()).orElse(host.topology().online());
      CpuSet offloaded = threads.intersection(wanted.plus(host.topology().nohzFull()));
      return took(check, "rcu_nocbs", asked.get(), offloaded, "the threads rcuop/N");
    }
    int cycle = host.cycleCpu();
    boolean all = host.has("RCU_NOCB_CPU_DEFAULT_ALL");
    if (threads.contains(cycle) && (all || host.topology().nohzFull().contains(cycle))) {
      return check.ok("callbacks of CPU " + cycle + " run elsewhere");
    }
    boolean isolated = host.topology().isolated().contains(cycle);
    return check.of(
        isolated ? Severity.WARN : Severity.INFO,
        "callbacks of CPU " + cycle + " run on it",
        "Boot with rcu_nocbs=" + host.topology().coresOf(CpuSet.of(cycle)));
  }

  private Finding expeditedRcu() {
    HostCheck check =
        new HostCheck(
            "kernel.rcu_expedited",
            "Expedited RCU",
            "Each grace period interrupts every CPU, the cycle's too.");
    return check.wants(
        host.read("/sys/kernel/rcu_expedited"),
        List.of("0"),
        Severity.WARN,
        "echo 0 > /sys/kernel/rcu_expedited");
  }

  private Finding threadedInterrupts() {
    HostCheck check =
        new HostCheck(
            "boot.threadirqs",
            "Threaded interrupts",
            "Handlers of interrupts run ahead of the cycle and have no priority of their own.");
    long threads = host.processes().stream().filter(name -> name.startsWith("irq/")).count();
    boolean asked = host.parameter("threadirqs").isPresent();
    if (host.isRealTimeKernel()) {
      return check.ok("a PREEMPT_RT kernel threads them; " + threads + " threads");
    }
    if (asked && threads == 0) {
      return check.warn(
          "threadirqs, but no thread irq/N is there",
          "Use a kernel built with CONFIG_IRQ_FORCED_THREADING=y.");
    }
    return asked
        ? check.ok("threadirqs took effect: " + threads + " threads")
        : check.info(
            "not forced; drivers themselves thread " + threads,
            "Boot with threadirqs, and name the sound card in org.tactus.machine.interrupts.");
  }

  private Finding mitigations() {
    HostCheck check =
        new HostCheck(
            "boot.mitigations",
            "Mitigations of processor flaws",
            "System calls and interrupts cost up to a few microseconds more.");
    List<String> active = new ArrayList<>();
    for (String flaw : host.files().names(CPUS + "/vulnerabilities")) {
      String state = host.read(CPUS + "/vulnerabilities/" + flaw).seen();
      if (state.startsWith("Mitigation") && !state.equals(FREE_MITIGATION)) {
        active.add(flaw);
      }
    }
    String asked = host.parameter("mitigations").map(value -> "mitigations=" + value).orElse("");
    String seen =
        (asked.isEmpty() ? "" : asked + "; ")
            + (active.isEmpty()
                ? "none active"
                : active.size() + " active: " + String.join(", ", active));
    if (active.isEmpty()) {
      return check.ok(seen);
    }
    return asked.equals("mitigations=off")
        ? check.warn(seen, "mitigations=off did not switch these off; see dmesg.")
        : check.info(
            seen, "Only on a machine that runs nobody else's code: boot with mitigations=off");
  }

  private Finding debugging() {
    HostCheck check =
        new HostCheck(
            "kernel.debug",
            "Debugging in the kernel",
            "Its checks make every lock or memory access of the kernel several times slower.");
    if (!host.knowsOptions()) {
      return check.info(
          "the kernel's build options could not be read from /proc/config.gz or /boot/config-"
              + host.release(),
          "modprobe configs");
    }
    List<String> slow = new ArrayList<>();
    for (String option :
        List.of(
            "PROVE_LOCKING",
            "KASAN",
            "KCSAN",
            "UBSAN_TRAP",
            "DEBUG_PREEMPT",
            "LOCK_STAT",
            "DEBUG_KMEMLEAK",
            "DEBUG_PAGEALLOC_ENABLE_DEFAULT",
            "SLUB_DEBUG_ON")) {
      if (host.has(option)) {
        slow.add("CONFIG_" + option);
      }
    }
    return slow.isEmpty()
        ? check.ok("none that costs time")
        : check.warn(String.join(", ", slow), "Use a kernel of the distribution without these.");
  }

  private Finding tracing() {
    HostCheck check =
        new HostCheck(
            "kernel.tracing",
            "Tracing",
            "A tracer slows every function of the kernel; some stop all CPUs.");
    Reading reading = host.read("/sys/kernel/tracing/current_tracer");
    if (reading.isAbsent()) {
      return check.unread(
          reading, "To read it as root: mount -t tracefs tracefs /sys/kernel/tracing");
    }
    return check.wants(
        reading, List.of("nop"), Severity.WARN, "echo nop > /sys/kernel/tracing/current_tracer");
  }

  private Finding watchdog() {
    HostCheck check =
        new HostCheck(
            "kernel.watchdog",
            "Lockup watchdogs",
            "The NMI watchdog's interrupts cannot be masked, and the soft one wakes a thread of"
                + " priority 99 on each CPU every few seconds: some microseconds.");
    boolean nmi = host.read("/proc/sys/kernel/nmi_watchdog").number().orElse(0) == 1;
    boolean soft = host.read("/proc/sys/kernel/soft_watchdog").number().orElse(0) == 1;
    CpuSet cpus = host.files().cpus("/proc/sys/kernel/watchdog_cpumask");
    boolean here = cpus.contains(host.cycleCpu());
    String seen =
        "NMI %s, soft %s, on CPUs %s".formatted(nmi ? "on" : "off", soft ? "on" : "off", cpus);
    if (!(nmi || soft) || !here) {
      return check.ok(seen);
    }
    String remedy = "sysctl kernel.nmi_watchdog=0 kernel.watchdog_cpumask=" + host.others();
    return nmi ? check.warn(seen, remedy) : check.info(seen, remedy);
  }

  private Finding workqueues() {
    HostCheck check =
        new HostCheck(
            "kernel.workqueues",
            "Kernel work on the cycle's CPU",
            "Unbound work of drivers and file systems runs on the cycle's CPU between cycles.");
    Reading reading = host.read("/sys/devices/virtual/workqueue/cpumask");
    if (!reading.isRead()) {
      return check.unread(reading, "Read it as root: cat " + reading.path());
    }
    CpuSet cpus = Host.mask(reading.text());
    if (!cpus.contains(host.cycleCpu()) || host.topology().online().size() == 1) {
      return check.ok("unbound work runs on CPUs " + cpus);
    }
    return check.info(
        "unbound work runs on CPUs " + cpus,
        "echo " + Host.mask(host.others()) + " > " + reading.path());
  }

  private Finding audit() {
    HostCheck check =
        new HostCheck(
            "kernel.audit",
            "Audit",
            "Every system call goes through the audit's rules: about a microsecond each.");
    boolean off = host.parameter("audit").filter(v -> v.equals("0") || v.equals("off")).isPresent();
    if (host.runs("auditd") && !off) {
      return check.info("auditd runs", "systemctl disable --now auditd, or boot with audit=0");
    }
    return check.ok(off ? "switched off at boot" : "auditd does not run");
  }

  private Finding splitLocks() {
    HostCheck check =
        new HostCheck(
            "kernel.split_lock",
            "Split locks",
            "A program that locks across a cache line is made to sleep for ten milliseconds.");
    Reading reading = host.read("/proc/sys/kernel/split_lock_mitigate");
    return check.wants(
        reading,
        List.of("0"),
        Severity.INFO,
        "If dmesg names a plugin's process with 'split lock': sysctl kernel.split_lock_mitigate=0");
  }
}
