// SPDX-License-Identifier: Apache-2.0
package org.tactus.doctor.internal;

import java.nio.file.Files;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Collectors;
import org.tactus.doctor.Finding;
import org.tactus.linux.CpuSet;
import org.tactus.machine.internal.KernelFiles.Reading;
import org.tactus.topology.Topology;

/** The processors: how many, how deep they sleep, how fast they run, who else has them. */
final class CpuChecks {
  private static final String CPUS = "/sys/devices/system/cpu";

  /** Wake-up times below this are not worth a remedy. */
  private static final long SHORT_SLEEP_MICROS = 5;

  /** Percent of the last ten seconds in which a task waited for a CPU. */
  private static final double PRESSURE = 10;

  private final Host host;

  private CpuChecks(Host host) {
    this.host = host;
  }

  static List<Finding> of(Host host) {
    CpuChecks checks = new CpuChecks(host);
    return List.of(
        checks.count(),
        checks.granted(),
        checks.smt(),
        checks.sleep(),
        checks.governor(),
        checks.turbo(),
        checks.heat(),
        checks.virtualMachine(),
        checks.quota(),
        checks.pressure());
  }

  private Finding count() {
    HostCheck check =
        new HostCheck(
            "cpu.count",
            "CPUs",
            "The cycle shares its CPU with the JVM, and parallel branches run one after another.");
    Topology topology = host.topology();
    return topology.allowed().size() < 4
        ? check.info(topology.summary(), "Give Tactus 4 or more CPUs.")
        : check.ok(topology.summary());
  }

  private Finding granted() {
    HostCheck check =
        new HostCheck(
            "cpu.granted", "CPUs granted", "Fewer CPUs than the machine has can be planned.");
    Topology topology = host.topology();
    CpuSet offline = topology.present().minus(topology.online());
    CpuSet missing = topology.online().minus(topology.allowed());
    if (!missing.isEmpty()) {
      return check.info(
          "CPUs " + topology.allowed() + " of " + topology.online(),
          "Start without taskset or CPUAffinity=, and widen the cgroup's cpuset (systemd:"
              + " AllowedCPUs="
              + topology.online()
              + ").");
    }
    return offline.isEmpty()
        ? check.ok("all")
        : check.info(
            "CPUs " + offline + " are offline",
            "echo 1 > " + CPUS + "/cpu" + offline.first() + "/online, unless that is on purpose");
  }

  private Finding smt() {
    HostCheck check =
        new HostCheck(
            "cpu.smt", "SMT", "A busy sibling of the cycle's CPU halves its speed at any moment.");
    CpuSet cycle = CpuSet.of(host.cycleCpu());
    CpuSet siblings = host.topology().coresOf(cycle).minus(cycle);
    if (siblings.isEmpty()) {
      return check.ok(
          host.topology().hasSmt()
              ? "CPU " + cycle + " has no online sibling"
              : "no core has more than one online CPU");
    }
    String seen = "CPU " + cycle + " shares its core with CPU " + siblings;
    if (host.topology().isolated().containsAll(siblings)) {
      return check.ok(seen + ", which is isolated and left idle");
    }
    return check.warn(
        seen + ", which Tactus leaves idle but other programs use",
        siblings.stream()
            .mapToObj(cpu -> "echo 0 > " + CPUS + "/cpu" + cpu + "/online")
            .collect(Collectors.joining("; ", "", "; or for all cores boot with nosmt")));
  }

  private Finding sleep() {
    HostCheck check =
        new HostCheck(
            "cpu.sleep",
            "Sleep of idle CPUs",
            "An idle CPU takes this long to wake up before the cycle begins.");
    String folder = CPUS + "/cpu" + host.cycleCpu() + "/cpuidle";
    long longest = 0;
    String deepest = "";
    for (String state : host.files().names(folder)) {
      boolean disabled = host.read(folder + "/" + state + "/disable").number().orElse(0) == 1;
      long latency = host.read(folder + "/" + state + "/latency").number().orElse(0);
      if (!disabled && latency >= longest) {
        longest = latency;
        deepest = host.read(folder + "/" + state + "/name").seen();
      }
    }
    Reading driver = host.read(CPUS + "/cpuidle/current_driver");
    String seen =
        deepest.isEmpty()
            ? "no idle states (" + driver.seen() + ")"
            : deepest + " takes " + longest + " µs (" + driver.seen() + ")";
    boolean canHold = Files.isWritable(host.files().path("/dev/cpu_dma_latency"));
    if (canHold) {
      return check.ok(seen + "; /dev/cpu_dma_latency can be held while a pipeline runs");
    }
    String remedy =
        "Give /dev/cpu_dma_latency to the group of this user: echo 'KERNEL==\"cpu_dma_latency\","
            + " GROUP=\"realtime\", MODE=\"0660\"' > /etc/udev/rules.d/60-tactus.rules, then"
            + " udevadm trigger";
    return longest <= SHORT_SLEEP_MICROS
        ? check.info(seen + "; /dev/cpu_dma_latency may not be written", remedy)
        : check.warn(seen + "; /dev/cpu_dma_latency may not be written", remedy);
  }

  private Finding governor() {
    HostCheck check =
        new HostCheck(
            "cpu.governor",
            "Frequency governor",
            "After an idle moment the CPU is slow for milliseconds, and a cycle takes several times"
                + " as long.");
    String policies = CPUS + "/cpufreq";
    List<String> governors =
        host.files().names(policies).stream()
            .filter(name -> name.startsWith("policy"))
            .map(name -> host.read(policies + "/" + name + "/scaling_governor").seen())
            .distinct()
            .toList();
    if (governors.isEmpty()) {
      return check.ok("the firmware or the hypervisor sets the frequency");
    }
    String seen = String.join(", ", governors);
    return governors.equals(List.of("performance"))
        ? check.ok(seen)
        : check.warn(
            seen,
            "cpupower frequency-set -g performance, or governor=performance in"
                + " org.tactus.machine.settings");
  }

  private Finding turbo() {
    HostCheck check =
        new HostCheck(
            "cpu.turbo",
            "Turbo",
            "The speed depends on temperature and on what other cores do, so measured budgets"
                + " drift.");
    Optional<String> intel = host.read(CPUS + "/intel_pstate/no_turbo").value();
    Optional<String> boost = host.read(CPUS + "/cpufreq/boost").value();
    if (intel.isPresent()) {
      return intel.get().equals("1")
          ? check.ok("off")
          : check.info("on", "echo 1 > " + CPUS + "/intel_pstate/no_turbo for steady timing");
    }
    if (boost.isPresent()) {
      return boost.get().equals("0")
          ? check.ok("off")
          : check.info("on", "echo 0 > " + CPUS + "/cpufreq/boost for steady timing");
    }
    return check.ok("no switch; the firmware or the hypervisor decides");
  }

  private Finding heat() {
    HostCheck check =
        new HostCheck(
            "cpu.heat", "Thermal throttling", "The CPU is slowed down when it gets too hot.");
    String folder = CPUS + "/cpu" + host.cycleCpu() + "/thermal_throttle";
    long events =
        host.read(folder + "/core_throttle_count").number().orElse(0)
            + host.read(folder + "/package_throttle_count").number().orElse(0);
    return events == 0
        ? check.ok("no event since boot on CPU " + host.cycleCpu())
        : check.warn(
            events + " events since boot on CPU " + host.cycleCpu(),
            "Clean or improve the cooling, or cap the speed: cpupower frequency-set -u FREQUENCY");
  }

  private Finding virtualMachine() {
    HostCheck check =
        new HostCheck(
            "cpu.virtual",
            "Virtual machine",
            "The host stops a virtual CPU for milliseconds when it wants to.");
    boolean guest =
        host.files().lines("/proc/cpuinfo").stream()
            .filter(line -> line.startsWith("flags"))
            .findFirst()
            .filter(line -> (line + " ").contains(" hypervisor "))
            .isPresent();
    String kind = host.read("/sys/hypervisor/type").value().orElse("");
    String product = host.read("/sys/class/dmi/id/product_name").value().orElse("");
    if (!guest && kind.isEmpty()) {
      return check.ok("no hypervisor seen");
    }
    String name = (kind + " " + product).strip();
    return check.info(
        "this is a virtual machine" + (name.isEmpty() ? "" : " (" + name + ")"),
        "Run on bare metal, or have the host pin each virtual CPU to a CPU of its own (libvirt:"
            + " <vcpupin>, <emulatorpin>).");
  }

  private Finding quota() {
    HostCheck check =
        new HostCheck(
            "cpu.quota",
            "CPU quota",
            "When the quota is used up, the JVM's ordinary threads stop until the next period, and"
                + " a safepoint waits for them.");
    for (String line : host.files().lines("/proc/self/cgroup")) {
      String[] fields = line.split(":", 3);
      if (fields.length < 3) {
        continue;
      }
      boolean first = List.of(fields[1].split(",")).contains("cpu");
      if (!first && !fields[0].equals("0")) {
        continue;
      }
      for (String group = fields[2]; group.length() > 1; group = parent(group)) {
        Reading quota =
            first
                ? host.read("/sys/fs/cgroup/" + fields[1] + group + "/cpu.cfs_quota_us")
                : host.read("/sys/fs/cgroup" + group + "/cpu.max");
        if (quota.isRead() && !quota.text().startsWith("max") && !quota.text().equals("-1")) {
          return check.warn(
              quota.path() + " is " + quota.text(),
              "Take the limit away (systemd: CPUQuota=, Docker: --cpus) and give a cpuset"
                  + " instead.");
        }
      }
    }
    return check.ok("none");
  }

  private static String parent(String group) {
    return group.substring(0, Math.max(0, group.lastIndexOf('/')));
  }

  private Finding pressure() {
    HostCheck check =
        new HostCheck(
            "cpu.pressure",
            "Competition for CPUs",
            "Ordinary threads wait for a CPU; without real-time scheduling of the JVM's threads a"
                + " safepoint waits with them.");
    Reading reading = host.read("/proc/pressure/cpu");
    OptionalDouble share = Host.pressure(reading);
    if (share.isEmpty()) {
      return check.info(reading.seen(), "Boot with psi=1");
    }
    String seen = share.getAsDouble() + " % of the last 10 s";
    return share.getAsDouble() < PRESSURE
        ? check.ok(seen)
        : check.info(seen, "Stop what is not needed: ps aux --sort=-pcpu | head");
  }
}
