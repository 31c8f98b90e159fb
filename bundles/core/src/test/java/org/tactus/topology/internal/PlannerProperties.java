// SPDX-License-Identifier: Apache-2.0
package org.tactus.topology.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.tactus.api.RefusedException;
import org.tactus.linux.CpuSet;
import org.tactus.machine.internal.RecordingLogger;
import org.tactus.topology.Cpu;
import org.tactus.topology.CpuPlan;
import org.tactus.topology.Reservation;
import org.tactus.topology.Topology;

/** What holds on every machine, whatever pipelines ask. */
class PlannerProperties {

  @Property(edgeCases = EdgeCasesMode.NONE)
  void thePlanHoldsItsPromises(@ForAll("machines") Topology topology) throws RefusedException {
    CpuPlan plan = PlanMaker.plan(topology, Overrides.NONE);
    CpuSet cycle = PlanMaker.asSet(plan.cycle());
    CpuSet workers = PlanMaker.asSet(plan.workers());
    CpuSet realTime = cycle.plus(workers);
    assertTrue(topology.allowed().containsAll(realTime));
    assertTrue(topology.allowed().containsAll(plan.deviceIo()));
    assertTrue(topology.allowed().containsAll(plan.housekeeping()));
    assertTrue(siblings(topology, cycle).intersection(realTime).isEmpty(), plan::toString);
    assertTrue(siblings(topology, cycle).intersection(plan.deviceIo()).isEmpty(), plan::toString);
    CpuSet isolated = topology.isolated().intersection(topology.allowed());
    assertEquals(
        !isolated.isEmpty(), topology.cpu(plan.cycle().getFirst()).orElseThrow().isolated());
    if (topology.allowed().size() < 4) {
      assertEquals(1, plan.cycle().size());
      assertEquals(0, plan.workers().size());
    } else {
      CpuSet first = topology.coresOf(CpuSet.of(plan.cycle().getFirst()));
      if (!first.containsAll(topology.allowed())) {
        assertTrue(first.intersection(plan.housekeeping()).isEmpty(), plan::toString);
      }
    }
    if (isolated.isEmpty() && topology.allowed().size() > 1) {
      assertFalse(plan.cycle().getFirst() == 0, plan::toString);
    }
  }

  @Property(edgeCases = EdgeCasesMode.NONE)
  void noSequenceOfRequestsBreaksTheLimit(
      @ForAll("machines") Topology topology, @ForAll long seed) {
    Random random = new Random(seed);
    DefaultCpuPlanner planner = new DefaultCpuPlanner(topology, new RecordingLogger().logger());
    List<Reservation> held = new ArrayList<>();
    for (int step = 0; step < 30; step++) {
      try {
        switch (random.nextInt(4)) {
          case 0, 1 ->
              held.add(planner.reserve("p" + step, random.nextDouble(), random.nextInt(4)));
          case 2 -> pick(held, random).updateDuty(random.nextDouble());
          default -> {
            Reservation reservation = pick(held, random);
            reservation.release();
            held.remove(reservation);
          }
        }
      } catch (RefusedException e) {
        assertFalse(e.getMessage().isBlank());
      } catch (IndexOutOfBoundsException e) {
        assertTrue(held.isEmpty());
      }
      check(planner, held);
    }
  }

  private static Reservation pick(List<Reservation> held, Random random) {
    return held.get(held.isEmpty() ? 0 : random.nextInt(held.size()));
  }

  private static void check(DefaultCpuPlanner planner, List<Reservation> held) {
    Topology topology = planner.topology();
    CpuSet cycles = CpuSet.none();
    CpuSet all = CpuSet.none();
    double total = 0;
    for (Reservation reservation : held) {
      cycles = cycles.plus(reservation.cycleCpu());
      all = all.plus(reservation.cycleCpu());
      total += reservation.duty() * (1 + reservation.workerCpus().size());
      for (CpuSet worker : reservation.workerCpus()) {
        assertTrue(worker.intersection(all).isEmpty() || held.size() > 1);
        assertTrue(worker.intersection(reservation.cycleCpu()).isEmpty());
        assertEquals(
            topology.cpu(reservation.cycleCpu().first()).orElseThrow().node(),
            topology.cpu(worker.first()).orElseThrow().node());
        all = all.plus(worker);
      }
    }
    assertTrue(topology.allowed().containsAll(all));
    assertTrue(siblings(topology, cycles).intersection(all).isEmpty());
    double loads = 0;
    for (Cpu cpu : topology.cpus()) {
      assertTrue(planner.load(cpu.id()) <= planner.dutyLimit() + 1e-6);
      loads += planner.load(cpu.id());
    }
    assertEquals(total, loads, 1e-6);
    assertFalse(planner.housekeeping().isEmpty());
    if (topology.allowed().size() >= 4 && !all.containsAll(topology.allowed())) {
      assertTrue(planner.housekeeping().intersection(all).isEmpty());
    }
  }

  private static CpuSet siblings(Topology topology, CpuSet members) {
    return topology.coresOf(members).minus(members);
  }

  @Provide
  Arbitrary<Topology> machines() {
    return Combinators.combine(
            Arbitraries.integers().between(1, 3),
            Arbitraries.integers().between(1, 9),
            Arbitraries.integers().between(1, 4),
            Arbitraries.integers().between(1, 3),
            Arbitraries.longs())
        .as(PlannerProperties::machine);
  }

  /** Packages of cores of threads; L2 shared by {@code cluster} cores; some CPUs isolated. */
  private static Topology machine(int packages, int cores, int threads, int cluster, long seed) {
    Random random = new Random(seed);
    int total = packages * cores * threads;
    boolean secondThreadsLast = random.nextBoolean();
    CpuSet isolated = subset(total, random.nextInt(3) == 0 ? 0.3 : 0, random);
    CpuSet tickless = subset(total, random.nextInt(3) == 0 ? 0.3 : 0, random);
    CpuSet allowed = subset(total, random.nextInt(3) == 0 ? 0.6 : 1, random);
    List<Cpu> cpus = new ArrayList<>();
    for (int id = 0; id < total; id++) {
      int core = secondThreadsLast ? id % (packages * cores) : id / threads;
      int socket = core / cores;
      cpus.add(
          new Cpu(
              id,
              socket,
              core % cores,
              socket,
              sharing(
                  id,
                  total,
                  other -> coreOf(other, packages * cores, threads, secondThreadsLast) == core),
              sharing(
                  id,
                  total,
                  other ->
                      coreOf(other, packages * cores, threads, secondThreadsLast) / cluster
                          == core / cluster),
              sharing(
                  id,
                  total,
                  other ->
                      coreOf(other, packages * cores, threads, secondThreadsLast) / cores
                          == socket),
              isolated.contains(id),
              tickless.contains(id),
              core % 3 == 2 ? 512 : 1024,
              0));
    }
    CpuSet online = CpuSet.of(cpus.stream().mapToInt(Cpu::id).toArray());
    return new Topology(cpus, online, online, allowed.isEmpty() ? CpuSet.of(total - 1) : allowed);
  }

  private static int coreOf(int id, int cores, int threads, boolean secondThreadsLast) {
    return secondThreadsLast ? id % cores : id / threads;
  }

  private static CpuSet sharing(int id, int total, java.util.function.IntPredicate shares) {
    BitSet bits = new BitSet();
    for (int other = 0; other < total; other++) {
      if (other == id || shares.test(other)) {
        bits.set(other);
      }
    }
    return CpuSet.of(bits);
  }

  private static CpuSet subset(int total, double share, Random random) {
    BitSet bits = new BitSet();
    for (int id = 0; id < total; id++) {
      if (random.nextDouble() < share) {
        bits.set(id);
      }
    }
    return CpuSet.of(bits);
  }
}
