// SPDX-License-Identifier: Apache-2.0
package org.tactus.topology.internal;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.tactus.api.RefusedException;
import org.tactus.linux.CpuSet;
import org.tactus.topology.Cpu;
import org.tactus.topology.CpuPlan;
import org.tactus.topology.Topology;

/** Divides the allowed CPUs between cycles, workers, device I/O and housekeeping. */
final class PlanMaker {

  /** Below this, one CPU is for the cycle and the rest must be left to the JVM. */
  private static final int CPUS_FOR_A_WORKER = 4;

  /** One core in so many stays out of real-time hands. */
  private static final int CORES_PER_HOUSEKEEPING_CORE = 4;

  /** A core slower than this share of the fastest is an efficiency core. */
  private static final double PERFORMANCE_CLASS = 0.8;

  private static final Comparator<Core> BY_PLACE =
      Comparator.comparing((Core core) -> core.cpu().node()).thenComparing(Core::id);

  private final Topology topology;
  private final Overrides overrides;
  private final List<String> reasons = new ArrayList<>();

  private PlanMaker(Topology topology, Overrides overrides) {
    this.topology = topology;
    this.overrides = overrides;
  }

  /**
   * Plans.
   *
   * @throws RefusedException when the overrides leave no CPU for a cycle
   */
  static CpuPlan plan(Topology topology, Overrides overrides) throws RefusedException {
    return new PlanMaker(topology, overrides).plan();
  }

  /** A core, represented by the one of its allowed CPUs that real-time threads may use. */
  private record Core(Cpu cpu, boolean holdsCpu0) {
    int id() {
      return cpu.id();
    }
  }

  private CpuPlan plan() throws RefusedException {
    List<Core> ranked = sorted(cores(), byMerit(cores()).thenComparing(BY_PLACE));
    if (overrides.cycle().isEmpty()) {
      ranked = withoutOverridden(ranked);
    }
    boolean small = topology.allowed().size() < CPUS_FOR_A_WORKER;
    List<Core> pool = small ? ranked.subList(0, 1) : withMatesFirst(withoutReserve(ranked));

    List<Integer> cycle = overrides.cycle().map(this::ordered).orElseGet(() -> ids(pool));
    CpuSet cycleCores = topology.coresOf(CpuSet.of(cycle.getFirst()));
    List<Integer> workers = workers(pool, cycle, small);
    reasons.add(reasonForCycle(cycle, ranked));
    reasons.add(reasonForWorkers(cycle, workers, small));

    CpuSet realTime = asSet(cycle).plus(asSet(workers));
    CpuSet deviceIo = overrides.deviceIo().orElseGet(() -> deviceIo(realTime, cycle.getFirst()));
    reasons.add(reasonForDeviceIo(deviceIo, asSet(cycle), realTime));

    CpuSet firstPair =
        cycleCores.plus(
            workers.isEmpty()
                ? CpuSet.none()
                : topology.coresOf(CpuSet.of(firstWorker(cycle.getFirst(), workers))));
    CpuSet housekeeping =
        overrides.housekeeping().orElseGet(() -> housekeeping(firstPair, asSet(cycle), small));
    reasons.add(reasonForHousekeeping(housekeeping, asSet(cycle), small));
    addReasonForIdleSiblings(cycle, workers, housekeeping);
    return new CpuPlan(cycle, workers, deviceIo, housekeeping, reasons);
  }

  /** The cores that configuration has not given to something other than a cycle. */
  private List<Core> withoutOverridden(List<Core> ranked) throws RefusedException {
    CpuSet realTime =
        overrides.workers().orElse(CpuSet.none()).plus(overrides.deviceIo().orElse(CpuSet.none()));
    CpuSet all = realTime.plus(overrides.housekeeping().orElse(CpuSet.none()));
    List<Core> free = outside(topology.coresOf(all), ranked);
    if (free.isEmpty()) {
      free = outside(topology.coresOf(realTime), ranked);
    }
    if (free.isEmpty()) {
      throw new RefusedException(
          "worker.cpus and device.cpus name "
              + cpus(realTime)
              + " and so leave no core for a cycle; name fewer or give cycle.cpus too");
    }
    return free;
  }

  private static List<Core> outside(CpuSet taken, List<Core> cores) {
    return cores.stream().filter(core -> !taken.contains(core.id())).toList();
  }

  private List<Core> cores() {
    List<Core> cores = new ArrayList<>();
    for (CpuSet siblings : topology.cpus().stream().map(Cpu::siblings).distinct().toList()) {
      topology.cpus().stream()
          .filter(cpu -> siblings.contains(cpu.id()) && topology.allowed().contains(cpu.id()))
          .min(
              Comparator.comparing((Cpu cpu) -> !cpu.isolated())
                  .thenComparing(cpu -> cpu.id() == 0)
                  .thenComparing(cpu -> !cpu.nohzFull())
                  .thenComparing(Cpu::id))
          .ifPresent(cpu -> cores.add(new Core(cpu, siblings.contains(0))));
    }
    return cores;
  }

  private Comparator<Core> byMerit(List<Core> cores) {
    long fastest = cores.stream().mapToLong(core -> speed(core.cpu())).max().orElse(0);
    return Comparator.comparing((Core core) -> !core.cpu().isolated())
        .thenComparing(core -> core.id() == 0)
        .thenComparing(core -> speed(core.cpu()) < PERFORMANCE_CLASS * fastest)
        .thenComparing(core -> !core.cpu().nohzFull())
        .thenComparing(Core::holdsCpu0)
        .thenComparing(core -> core.cpu().l2().contains(0))
        .thenComparing(core -> !topology.allowed().containsAll(core.cpu().siblings()));
  }

  /** The same cores, of equal ones first those that have another of them on their caches. */
  private List<Core> withMatesFirst(List<Core> cores) {
    return sorted(
        cores,
        byMerit(cores)
            .thenComparing(core -> !hasMate(core, cores, true))
            .thenComparing(core -> !hasMate(core, cores, false))
            .thenComparing(BY_PLACE));
  }

  private static List<Core> sorted(List<Core> cores, Comparator<Core> order) {
    return cores.stream().sorted(order).toList();
  }

  private static long speed(Cpu cpu) {
    return cpu.capacity() > 0 ? cpu.capacity() : cpu.maxFrequencyKhz();
  }

  private static boolean hasMate(Core core, List<Core> cores, boolean closest) {
    return cores.stream()
        .anyMatch(other ->
            other.id() != core.id()
                && (closest ? core.cpu().l2() : core.cpu().l3()).contains(other.id()));
  }

  /**
   * The ranked cores without those that stay with housekeeping: the worst that are not isolated.
   */
  private List<Core> withoutReserve(List<Core> ranked) {
    int ordinary = (int) ranked.stream().filter(core -> !core.cpu().isolated()).count();
    int reserve = Math.max(1, ordinary / CORES_PER_HOUSEKEEPING_CORE);
    return ranked.subList(0, Math.max(1, ranked.size() - reserve));
  }

  private List<Integer> workers(List<Core> pool, List<Integer> cycle, boolean small) {
    if (overrides.workers().isPresent()) {
      return ordered(overrides.workers().get());
    }
    if (small) {
      return List.of();
    }
    if (overrides.cycle().isPresent()) {
      CpuSet taken = topology.coresOf(asSet(cycle));
      return ids(outside(taken, pool));
    }
    return pool.size() < 2 ? List.of() : ids(pool);
  }

  /** The worker that the first pipeline would get, or its cycle's CPU when there is none. */
  private int firstWorker(int cycle, List<Integer> workers) {
    return workers.stream()
        .filter(worker -> worker != cycle && isNear(topology, cycle, worker))
        .min(nearest(topology, cycle, workers))
        .orElse(cycle);
  }

  /** True on the same NUMA node: from another one a worker would cost more than it gives. */
  static boolean isNear(Topology topology, int cycle, int worker) {
    return cpu(topology, cycle).node() == cpu(topology, worker).node();
  }

  /** The best worker for a cycle CPU first: isolated, fast, then near in the caches. */
  static Comparator<Integer> nearest(Topology topology, int cycle, List<Integer> ranked) {
    Cpu home = topology.cpu(cycle).orElseThrow();
    long own = speed(home);
    return Comparator.comparing((Integer id) -> !cpu(topology, id).isolated() && home.isolated())
        .thenComparing(id -> speed(cpu(topology, id)) < PERFORMANCE_CLASS * own)
        .thenComparing(id -> !home.l2().contains(id))
        .thenComparing(id -> !home.l3().contains(id))
        .thenComparing(ranked::indexOf);
  }

  private static Cpu cpu(Topology topology, int id) {
    return topology.cpu(id).orElseThrow();
  }

  private CpuSet deviceIo(CpuSet realTime, int cycle) {
    CpuSet siblings = topology.coresOf(realTime);
    Cpu home = cpu(topology, cycle);
    Optional<Cpu> free =
        topology.cpus().stream()
            .filter(cpu -> topology.allowed().contains(cpu.id()))
            .filter(cpu -> !siblings.contains(cpu.id()))
            .min(
                Comparator.comparing((Cpu cpu) -> cpu.node() != home.node())
                    .thenComparing(cpu -> !home.l3().contains(cpu.id()))
                    .thenComparing(cpu -> cpu.id() == 0)
                    .thenComparing(Cpu::id));
    return CpuSet.of(free.map(Cpu::id).orElse(cycle));
  }

  private CpuSet housekeeping(CpuSet firstPair, CpuSet cycle, boolean small) {
    CpuSet ordinary = topology.allowed().minus(topology.isolated());
    if (small) {
      return ordinary.isEmpty() ? topology.allowed() : ordinary;
    }
    return firstNotEmpty(
        ordinary.minus(firstPair),
        topology.allowed().minus(firstPair),
        topology.allowed().minus(cycle),
        topology.allowed());
  }

  static CpuSet firstNotEmpty(CpuSet... sets) {
    for (CpuSet set : sets) {
      if (!set.isEmpty()) {
        return set;
      }
    }
    throw new IllegalArgumentException("every set is empty");
  }

  private String reasonForCycle(List<Integer> cycle, List<Core> ranked) {
    if (overrides.cycle().isPresent()) {
      return "cycle: " + cpus(asSet(cycle)) + ", because configuration says so";
    }
    Cpu best = cpu(topology, cycle.getFirst());
    List<String> because = new ArrayList<>();
    if (best.isolated()) {
      because.add("isolated");
    }
    if (best.nohzFull()) {
      because.add("tickless");
    }
    if (ranked.size() == 1) {
      because.add("the only core that this process may use");
    } else {
      if (ranked.stream().anyMatch(core -> speed(core.cpu()) < PERFORMANCE_CLASS * speed(best))) {
        because.add("a performance core");
      }
      if (best.id() != 0 && topology.allowed().contains(0)) {
        because.add("not CPU 0, where the kernel's own work gathers");
      }
    }
    if (!best.isolated() && because.isEmpty()) {
      because.add("no CPU is isolated and this one is as good as any");
    } else if (!best.isolated()) {
      because.add("no CPU is isolated");
    }
    String more =
        cycle.size() > 1
            ? "; further pipelines get " + cpus(asSet(cycle.subList(1, cycle.size())))
            : "; further pipelines share it";
    return "cycle: CPU " + best.id() + ", " + String.join(", ", because) + more;
  }

  private String reasonForWorkers(List<Integer> cycle, List<Integer> workers, boolean small) {
    if (overrides.workers().isPresent()) {
      return workers.isEmpty()
          ? "workers: none, because configuration says so"
          : "workers: " + cpus(asSet(workers)) + ", because configuration says so";
    }
    if (small) {
      return "workers: none, because this process may use "
          + counted(topology.allowed().size(), "CPU")
          + " and a worker needs at least "
          + CPUS_FOR_A_WORKER;
    }
    int home = cycle.getFirst();
    int worker = workers.isEmpty() ? home : firstWorker(home, workers);
    if (worker == home) {
      return "workers: none, because every other core of its NUMA node is for housekeeping or an"
          + " SMT sibling of a cycle CPU";
    }
    Cpu cycleCpu = cpu(topology, home);
    String sharing =
        cycleCpu.l2().contains(worker)
            ? "which shares the L2 cache with CPU " + home
            : cycleCpu.l3().contains(worker)
                ? "which shares the L3 cache with CPU " + home
                : "on the NUMA node of CPU " + home;
    return "workers: CPU " + worker + " first, " + sharing;
  }

  private String reasonForDeviceIo(CpuSet deviceIo, CpuSet cycle, CpuSet realTime) {
    if (overrides.deviceIo().isPresent()) {
      return "device I/O: " + cpus(deviceIo) + ", because configuration says so";
    }
    if (cycle.containsAll(deviceIo)) {
      return "device I/O: "
          + cpus(deviceIo)
          + ", together with the cycle, because every other CPU is an SMT sibling of one";
    }
    return "device I/O: "
        + cpus(deviceIo)
        + ", no SMT sibling of a real-time CPU"
        + (realTime.intersection(deviceIo).isEmpty() ? " and near the cycle" : "");
  }

  private String reasonForHousekeeping(CpuSet housekeeping, CpuSet cycle, boolean small) {
    if (overrides.housekeeping().isPresent()) {
      return "housekeeping: " + cpus(housekeeping) + ", because configuration says so";
    }
    if (!housekeeping.intersection(cycle).isEmpty() && small) {
      return "housekeeping: "
          + cpus(housekeeping)
          + ", the cycle's CPU too, because with "
          + counted(topology.allowed().size(), "CPU")
          + " the JVM needs them all";
    }
    return "housekeeping: " + cpus(housekeeping) + ", away from the first cycle and its worker";
  }

  private void addReasonForIdleSiblings(
      List<Integer> cycle, List<Integer> workers, CpuSet housekeeping) {
    CpuSet realTime =
        CpuSet.of(cycle.getFirst())
            .plus(
                workers.isEmpty()
                    ? CpuSet.none()
                    : CpuSet.of(firstWorker(cycle.getFirst(), workers)));
    CpuSet siblings = topology.coresOf(realTime).minus(realTime).intersection(topology.allowed());
    CpuSet idle = siblings.minus(housekeeping);
    if (!idle.isEmpty()) {
      reasons.add("idle: " + cpus(idle) + ", an SMT sibling of a real-time CPU is left alone");
    }
    CpuSet exposed = siblings.minus(topology.isolated());
    if (!exposed.isEmpty() && !topology.isolated().isEmpty()) {
      reasons.add(
          "warning: "
              + cpus(exposed)
              + " is an SMT sibling of a real-time CPU and not isolated; add it to isolcpus= or"
              + " switch it off");
    }
  }

  /** Members in the order of merit, or ascending where they have none. */
  private List<Integer> ordered(CpuSet members) {
    List<Core> ranked = new ArrayList<>();
    members.stream()
        .forEach(id -> {
          Cpu cpu = cpu(topology, id);
          ranked.add(new Core(cpu, cpu.siblings().contains(0)));
        });
    return ids(withMatesFirst(ranked));
  }

  private static List<Integer> ids(List<Core> cores) {
    return cores.stream().map(Core::id).collect(Collectors.toList());
  }

  static CpuSet asSet(List<Integer> ids) {
    return CpuSet.of(ids.stream().mapToInt(Integer::intValue).toArray());
  }

  static String cpus(CpuSet set) {
    return (set.size() == 1 ? "CPU " : "CPUs ") + set;
  }

  private static String counted(int count, String thing) {
    return count + " " + thing + (count == 1 ? "" : "s");
  }
}
