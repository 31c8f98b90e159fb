// SPDX-License-Identifier: Apache-2.0
package org.tactus.engine.internal;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Deals the runs of a plan to threads: each to the one that can start it first. */
final class Shares {

  private Shares() {}

  /**
   * List scheduling by earliest start (Graham, 1969), with the measured median of each node as its
   * cost. Device ends stay on the cycle's own thread.
   */
  static NodeRun[][] deal(NodeRun[] runs, int workers) {
    if (workers == 0) {
      return new NodeRun[][] {runs};
    }
    Map<NodeRun, Integer> thread = new HashMap<>();
    Map<NodeRun, Double> finish = new HashMap<>();
    double[] free = new double[workers + 1];
    List<List<NodeRun>> shares = new ArrayList<>();
    for (int i = 0; i <= workers; i++) {
      shares.add(new ArrayList<>());
    }
    for (NodeRun run : runs) {
      double ready = 0;
      for (NodeRun before : run.upstream) {
        ready = Math.max(ready, finish.get(before));
      }
      int best = 0;
      if (run.instance.role == Instance.Role.PROCESSOR) {
        for (int i = 1; i <= workers; i++) {
          double start = Math.max(free[i], ready);
          double bestStart = Math.max(free[best], ready);
          boolean follows = run.upstream.length > 0 && thread.get(run.upstream[0]) == i;
          if (start < bestStart || (start == bestStart && follows)) {
            best = i;
          }
        }
      }
      free[best] = Math.max(free[best], ready) + run.instance.ledger.typicalMicros();
      finish.put(run, free[best]);
      thread.put(run, best);
      shares.get(best).add(run);
    }
    for (NodeRun run : runs) {
      List<NodeRun> awaited = new ArrayList<>();
      for (NodeRun before : run.upstream) {
        if (!thread.get(before).equals(thread.get(run))) {
          awaited.add(before);
        }
      }
      run.awaited = awaited.toArray(NodeRun[]::new);
    }
    return shares.stream().map(share -> share.toArray(NodeRun[]::new)).toArray(NodeRun[][]::new);
  }
}
