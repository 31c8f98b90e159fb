// SPDX-License-Identifier: Apache-2.0
package org.tactus.doctor.internal;

import java.util.List;
import java.util.Optional;
import org.tactus.doctor.Finding;
import org.tactus.doctor.Severity;
import org.tactus.machine.internal.KernelFiles.Reading;

/** Clocks and timers. */
final class TimeChecks {
  private final Host host;

  private TimeChecks(Host host) {
    this.host = host;
  }

  static List<Finding> of(Host host) {
    TimeChecks checks = new TimeChecks(host);
    return List.of(
        checks.clocksource(),
        checks.highResolution(),
        checks.tickRate(),
        checks.migration(),
        checks.statistics());
  }

  private Finding clocksource() {
    HostCheck check =
        new HostCheck(
            "time.clocksource",
            "Clock source",
            "Reading the time costs a system call and up to microseconds, several times a cycle.");
    String folder = "/sys/devices/system/clocksource/clocksource0";
    Reading current = host.read(folder + "/current_clocksource");
    if (!current.isRead()) {
      return check.unread(current, "Mount sysfs: mount -t sysfs sysfs /sys");
    }
    String available = host.read(folder + "/available_clocksource").seen();
    String seen = current.text() + " of " + available;
    return switch (current.text()) {
      case "tsc", "arch_sys_counter", "timebase", "tod" -> check.ok(seen);
      case "kvm-clock", "hyperv_clocksource_tsc_page" ->
          check.info(
              seen,
              available.contains("tsc")
                  ? "echo tsc > " + current.path()
                  : "Let the host pass an invariant TSC to this machine.");
      default ->
          check.warn(
              seen,
              available.contains("tsc")
                  ? "echo tsc > " + current.path() + ", and boot with clocksource=tsc tsc=reliable"
                  : "See in dmesg why the TSC was marked unstable; update the firmware.");
    };
  }

  private Finding highResolution() {
    HostCheck check =
        new HostCheck(
            "time.resolution",
            "Timer resolution",
            "A sleep ends at the next tick, up to ten milliseconds late.");
    List<String> lines = host.files().lines("/proc/timer_list");
    Optional<String> resolution =
        lines.stream()
            .map(String::strip)
            .filter(line -> line.startsWith(".resolution:"))
            .findFirst();
    if (resolution.isPresent()) {
      boolean active =
          lines.stream().map(String::strip).anyMatch(line -> line.matches("\\.hres_active\\s*: 1"));
      String nanos = resolution.get().replaceAll("\\D+", "");
      String seen = nanos + " ns, high resolution " + (active ? "active" : "not active");
      return active && Long.parseLong(nanos) <= 1000 ? check.ok(seen) : check.fail(seen, remedy());
    }
    Reading reading = host.read("/proc/timer_list");
    if (!host.knowsOptions()) {
      return check.unread(reading, "Read it as root: grep resolution /proc/timer_list");
    }
    String seen = reading.isRead() ? "" : "; " + reading.problem();
    return host.has("HIGH_RES_TIMERS")
        ? check.ok("the kernel has CONFIG_HIGH_RES_TIMERS" + seen)
        : check.fail("the kernel lacks CONFIG_HIGH_RES_TIMERS" + seen, remedy());
  }

  private static String remedy() {
    return "Use a kernel with CONFIG_HIGH_RES_TIMERS=y, and boot without highres=off and nohz=off.";
  }

  private Finding tickRate() {
    HostCheck check =
        new HostCheck(
            "time.hz",
            "Tick rate",
            "Ordinary threads take turns only this often, so some thread of the JVM waits longer.");
    Optional<String> rate = host.option("HZ");
    if (rate.isEmpty()) {
      return check.info("the kernel's build options could not be read", "modprobe configs");
    }
    int hz = Integer.parseInt(rate.get());
    return hz >= 250
        ? check.ok(hz + " Hz")
        : check.info(hz + " Hz", "Use a kernel built with CONFIG_HZ=250 or more.");
  }

  private Finding migration() {
    HostCheck check =
        new HostCheck(
            "time.migration",
            "Timer migration",
            "Timers of idle CPUs may fire on the cycle's CPU.");
    Reading reading = host.read("/proc/sys/kernel/timer_migration");
    return host.topology().online().size() == 1
        ? check.ok("there is one CPU")
        : check.wants(
            reading,
            List.of("0"),
            Severity.INFO,
            "sysctl kernel.timer_migration=0, or timer.migration=0 in org.tactus.machine.settings");
  }

  private Finding statistics() {
    HostCheck check =
        new HostCheck(
            "time.vmstat",
            "Memory statistics",
            "A worker of the kernel wakes on every CPU to add up memory counters.");
    Reading reading = host.read("/proc/sys/vm/stat_interval");
    if (!reading.isRead()) {
      return check.unread(reading, "Read it as root: cat " + reading.path());
    }
    long seconds = reading.number().orElse(0);
    String seen = "every " + seconds + " s";
    return seconds >= 10 ? check.ok(seen) : check.info(seen, "sysctl vm.stat_interval=120");
  }
}
