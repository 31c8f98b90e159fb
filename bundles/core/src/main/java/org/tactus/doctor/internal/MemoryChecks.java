// SPDX-License-Identifier: Apache-2.0
package org.tactus.doctor.internal;

import java.util.List;
import java.util.OptionalDouble;
import org.tactus.doctor.Finding;
import org.tactus.doctor.Severity;
import org.tactus.machine.internal.KernelFiles.Reading;

/** What the kernel may do to memory, also to locked memory. */
final class MemoryChecks {
  private static final String THP = "/sys/kernel/mm/transparent_hugepage/";
  private static final String HUGE = "/sys/kernel/mm/hugepages/hugepages-2048kB/";

  /** Percent of the last ten seconds in which a task waited for memory. */
  private static final double PRESSURE = 1;

  private final Host host;

  private MemoryChecks(Host host) {
    this.host = host;
  }

  static List<Finding> of(Host host) {
    MemoryChecks checks = new MemoryChecks(host);
    return List.of(
        checks.compactionOfLocked(),
        checks.proactiveCompaction(),
        checks.transparent(),
        checks.defragmentation(),
        checks.khugepaged(),
        checks.samePageMerging(),
        checks.swap(),
        checks.swappiness(),
        checks.numaBalancing(),
        checks.zoneReclaim(),
        checks.hugePages(),
        checks.available(),
        checks.pressure());
  }

  private Finding compactionOfLocked() {
    return new HostCheck(
            "memory.compaction_locked",
            "Compaction of locked pages",
            "The kernel moves locked pages, and the cycle that touches one faults and waits.")
        .wants(
            host.read("/proc/sys/vm/compact_unevictable_allowed"),
            List.of("0"),
            Severity.WARN,
            "sysctl vm.compact_unevictable_allowed=0, or compact.unevictable=0 in"
                + " org.tactus.machine.settings");
  }

  private Finding proactiveCompaction() {
    return new HostCheck(
            "memory.compaction",
            "Proactive compaction",
            "The kernel moves pages in the background, which stops those who use them.")
        .wants(
            host.read("/proc/sys/vm/compaction_proactiveness"),
            List.of("0"),
            Severity.INFO,
            "sysctl vm.compaction_proactiveness=0");
  }

  private Finding transparent() {
    return new HostCheck(
            "memory.thp",
            "Transparent huge pages",
            "The kernel collapses pages of any process behind its back, which stops it for up to a"
                + " millisecond.")
        .wants(
            host.read(THP + "enabled"),
            List.of("madvise", "never"),
            Severity.WARN,
            "echo madvise > "
                + THP
                + "enabled, or transparent.hugepage=madvise in org.tactus.machine.settings");
  }

  private Finding defragmentation() {
    return new HostCheck(
            "memory.thp_defrag",
            "Defragmentation for huge pages",
            "A thread that touches new memory compacts memory first, for milliseconds.")
        .wants(
            host.read(THP + "defrag"),
            List.of("madvise", "defer", "defer+madvise", "never"),
            Severity.WARN,
            "echo defer+madvise > " + THP + "defrag");
  }

  private Finding khugepaged() {
    HostCheck check =
        new HostCheck(
            "memory.khugepaged",
            "khugepaged",
            "It compacts memory to collapse pages, and page tables change under the cycle.");
    if (host.read(THP + "enabled").choice().filter("never"::equals).isPresent()) {
      return check.ok("transparent huge pages are off");
    }
    return check.wants(
        host.read(THP + "khugepaged/defrag"),
        List.of("0"),
        Severity.INFO,
        "echo 0 > "
            + THP
            + "khugepaged/defrag, or khugepaged.defrag=0 in org.tactus.machine.settings");
  }

  private Finding samePageMerging() {
    HostCheck check =
        new HostCheck(
            "memory.ksm",
            "Same-page merging",
            "A merged page faults when it is written next, also a locked one.");
    return check.wants(
        host.read("/sys/kernel/mm/ksm/run"),
        List.of("0", "2"),
        Severity.WARN,
        "echo 2 > /sys/kernel/mm/ksm/run");
  }

  private Finding swap() {
    HostCheck check =
        new HostCheck(
            "memory.swap",
            "Swap",
            "What is not locked may be swapped out; touching it again takes milliseconds.");
    List<String> lines = host.files().lines("/proc/swaps");
    if (lines.size() < 2) {
      return check.ok("none");
    }
    List<String> areas = lines.stream().skip(1).map(line -> line.split("\\s+")[0]).toList();
    return check.info(
        String.join(", ", areas), "swapoff -a while pipelines run, or keep swappiness low");
  }

  private Finding swappiness() {
    HostCheck check =
        new HostCheck(
            "memory.swappiness",
            "Swappiness",
            "The kernel swaps out memory that is in use to keep files in memory.");
    Reading reading = host.read("/proc/sys/vm/swappiness");
    if (!reading.isRead()) {
      return check.unread(reading, "Read it as root: cat " + reading.path());
    }
    long value = reading.number().orElse(0);
    boolean swaps = host.files().lines("/proc/swaps").size() > 1;
    return value <= 10 || !swaps
        ? check.ok(value + (swaps ? "" : ", and there is no swap"))
        : check.info(
            Long.toString(value),
            "sysctl vm.swappiness=10, or swappiness=10 in org.tactus.machine.settings");
  }

  private Finding numaBalancing() {
    HostCheck check =
        new HostCheck(
            "memory.numa_balancing",
            "NUMA balancing",
            "The kernel takes pages away on purpose to see who faults, and moves them.");
    return check.wants(
        host.read("/proc/sys/kernel/numa_balancing"),
        List.of("0"),
        host.topology().nodeCount() > 1 ? Severity.WARN : Severity.INFO,
        "sysctl kernel.numa_balancing=0, or numa.balancing=0 in org.tactus.machine.settings");
  }

  private Finding zoneReclaim() {
    return new HostCheck(
            "memory.zone_reclaim",
            "Zone reclaim",
            "An allocation evicts files of its node before it takes memory of another.")
        .wants(
            host.read("/proc/sys/vm/zone_reclaim_mode"),
            List.of("0"),
            Severity.WARN,
            "sysctl vm.zone_reclaim_mode=0");
  }

  private Finding hugePages() {
    HostCheck check =
        new HostCheck(
            "memory.hugepages",
            "Huge pages",
            "Without them blocks and rings lie in small pages: more misses of the TLB, a few"
                + " percent of a cycle.");
    Reading free = host.read(HUGE + "free_hugepages");
    if (!free.isRead()) {
      return check.ok("this kernel has no pages of 2 MB in a pool");
    }
    String seen =
        free.text() + " of " + host.read(HUGE + "nr_hugepages").seen() + " pages of 2 MB are free";
    return free.number().orElse(0) > 0
        ? check.ok(seen)
        : check.info(
            seen,
            "sysctl vm.nr_hugepages=32, at boot for 1 GB: hugepagesz=1G hugepages=1; then ask for"
                + " them in org.tactus.policy.memory");
  }

  private Finding available() {
    HostCheck check =
        new HostCheck(
            "memory.available",
            "Free memory",
            "The kernel must evict something before any thread gets memory.");
    long total = host.memoryKiB("MemTotal");
    long available = host.memoryKiB("MemAvailable");
    if (total == 0) {
      return check.unread(host.read("/proc/meminfo"), "Mount proc: mount -t proc proc /proc");
    }
    String seen = available / 1024 + " MiB of " + total / 1024 + " MiB";
    return available * 20 >= total
        ? check.ok(seen)
        : check.warn(seen, "Stop other programs, or add memory: ps aux --sort=-rss | head");
  }

  private Finding pressure() {
    HostCheck check =
        new HostCheck(
            "memory.pressure",
            "Memory pressure",
            "Threads wait for memory; a safepoint waits for them.");
    Reading reading = host.read("/proc/pressure/memory");
    OptionalDouble share = Host.pressure(reading);
    if (share.isEmpty()) {
      return check.info(reading.seen(), "Boot with psi=1");
    }
    String seen = share.getAsDouble() + " % of the last 10 s";
    return share.getAsDouble() < PRESSURE
        ? check.ok(seen)
        : check.warn(seen, "Stop other programs, or add memory: ps aux --sort=-rss | head");
  }
}
