// SPDX-License-Identifier: Apache-2.0
package org.tactus.engine.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.tactus.api.RefusedException;

/** How the nodes of a plan are dealt to threads. */
class SharesTest {

  @Property(seed = "31")
  void everyNodeRunsOnceInOrderAndWaitsForOtherThreads(
      @ForAll @LongRange(min = 0, max = Integer.MAX_VALUE) long seed,
      @ForAll @IntRange(min = 0, max = 3) int workers)
      throws RefusedException {
    SplittableRandom random = new SplittableRandom(seed);
    List<String> text = new ArrayList<>(List.of("n0: source()"));
    int nodes = 1 + random.nextInt(12);
    for (int i = 1; i <= nodes; i++) {
      text.add("n" + i + ": sum(2)");
      text.add("n" + random.nextInt(i) + " -> n" + i);
      text.add("n" + random.nextInt(i) + " -> n" + i + ".2");
    }
    text.add("n" + nodes + " -> sink()");
    Bench bench = new Bench();
    bench.workers = workers;
    Plan plan = bench.compile(String.join("; ", text)).plan();
    for (NodeRun run : plan.runs) {
      run.instance.ledger.charge(random.nextInt(100_000), 0);
    }
    NodeRun[][] shares = Shares.deal(plan.runs, workers);

    assertEquals(workers + 1, shares.length);
    Map<NodeRun, Integer> thread = new HashMap<>();
    for (int i = 0; i < shares.length; i++) {
      int last = -1;
      for (NodeRun run : shares[i]) {
        assertEquals(null, thread.put(run, i), "dealt twice");
        int place = Arrays.asList(plan.runs).indexOf(run);
        assertTrue(place > last, "out of order");
        last = place;
        if (run.instance.role != Instance.Role.PROCESSOR) {
          assertEquals(0, i, "a device end off the cycle's own thread");
        }
      }
    }
    assertEquals(plan.runs.length, thread.size());
    for (NodeRun run : plan.runs) {
      Set<NodeRun> others = new HashSet<>(Arrays.asList(run.upstream));
      others.removeIf(before -> thread.get(before).equals(thread.get(run)));
      assertEquals(others, new HashSet<>(Arrays.asList(run.awaited)));
    }
  }

  @Property(seed = "32")
  void costlyParallelBranchesGoToDifferentThreads(@ForAll @IntRange(min = 1, max = 3) int workers)
      throws RefusedException {
    Bench bench = new Bench();
    bench.workers = workers;
    StringBuilder text = new StringBuilder("s: source(); m: sum(16) -> sink()");
    for (int i = 1; i <= workers + 1; i++) {
      text.append("; s -> b").append(i).append(": copier() -> m.").append(i);
    }
    Plan plan = bench.compile(text.toString()).plan();
    for (NodeRun run : plan.runs) {
      boolean branch = run.instance.name.startsWith("b");
      run.instance.ledger.charge(branch ? 1_000_000 : 1_000, 0);
    }
    for (NodeRun[] share : Shares.deal(plan.runs, workers)) {
      assertEquals(
          1, Arrays.stream(share).filter(run -> run.instance.name.startsWith("b")).count());
    }
  }
}
