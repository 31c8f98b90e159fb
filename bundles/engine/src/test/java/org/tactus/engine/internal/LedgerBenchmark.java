// SPDX-License-Identifier: Apache-2.0
package org.tactus.engine.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.tactus.api.RefusedException;
import org.tactus.api.processor.ProcessorType;

/**
 * What the ledger costs per node and cycle: the same plan with and without it, slice by slice in
 * turn. Not part of a test run; itests/benchmarks/ledger starts it.
 */
class LedgerBenchmark {

  private static final int NODES = 100;
  private static final int CYCLES = 2_000;
  private static final int WARM_SLICES = 20;
  private static final int SLICES = 60;

  /** Reads and charges nothing. */
  private static final class NoMeter extends ThreadMeter {
    @Override
    void begin(boolean investigate) {
      // Nothing is read.
    }

    @Override
    void charge(Ledger ledger) {
      // Nothing is charged.
    }
  }

  private final Bench bench = new Bench();

  @Test
  void costPerNodeAndCycle() throws RefusedException {
    bench.types.registry.add(
        new TestFactory(ProcessorType.of("idle", "1.0.0", "does nothing"), _ -> new TestNode()),
        0,
        1);
    StringBuilder graph = new StringBuilder("source(constant)");
    for (int i = 0; i < NODES; i++) {
      graph.append(" -> idle()");
    }
    Plan with = bench.compile(graph.toString()).plan();
    Plan without = bench.compile(graph.toString()).plan();
    ThreadMeter none = new NoMeter();
    for (NodeRun run : without.runs) {
      run.meter = none;
    }
    double[] charged = new double[SLICES];
    double[] free = new double[SLICES];
    double[] investigated = new double[SLICES];
    for (int slice = -WARM_SLICES; slice < SLICES; slice++) {
      int at = Math.max(0, slice);
      with.state.investigating = false;
      charged[at] = nanosPerNode(with);
      free[at] = nanosPerNode(without);
      with.state.investigating = true;
      investigated[at] = nanosPerNode(with);
    }
    assertEquals((SLICES + WARM_SLICES) * 2L * CYCLES, with.runs[NODES].instance.ledger.blocks());
    System.out.printf(
        Locale.ROOT,
        "per node and cycle: %.0f ns with the ledger, %.0f ns without, the ledger %.0f ns;"
            + " while investigating %.0f ns%n",
        median(charged),
        median(free),
        median(charged) - median(free),
        median(investigated) - median(free));
  }

  private static double nanosPerNode(Plan plan) {
    long start = System.nanoTime();
    for (int i = 0; i < CYCLES; i++) {
      plan.execute();
    }
    return (double) (System.nanoTime() - start) / CYCLES / plan.runs.length;
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }
}
