// SPDX-License-Identifier: Apache-2.0
package org.tactus.engine.internal;

import java.util.HashMap;
import java.util.Map;
import org.tactus.api.Latency;

/** Tells every node how far it stands from the devices on either side. */
final class PathLatencies {

  private PathLatencies() {}

  static void tell(Plan plan) {
    Map<NodeRun, Latency> upstream = new HashMap<>();
    Map<NodeRun, Latency> after = new HashMap<>();
    for (NodeRun run : plan.runs) {
      Latency before = null;
      for (int i = 0; i < run.upstream.length; i++) {
        Latency path =
            upstream
                .get(run.upstream[i])
                .plus(own(run.upstream[i]))
                .plus(Latency.of(run.upstreamDelay[i]));
        before = before == null ? path : before.join(path);
      }
      upstream.put(run, before == null ? Latency.NONE : before);
    }
    for (int i = plan.runs.length - 1; i >= 0; i--) {
      NodeRun run = plan.runs[i];
      Latency downstream = after.getOrDefault(run, Latency.NONE);
      Latency through = downstream.plus(own(run));
      for (int j = 0; j < run.upstream.length; j++) {
        Latency path = through.plus(Latency.of(run.upstreamDelay[j]));
        after.merge(run.upstream[j], path, Latency::join);
      }
      if (run.instance.node != null) {
        run.instance.node.pathLatency(upstream.get(run), downstream);
      }
    }
  }

  private static Latency own(NodeRun run) {
    return run.instance.node == null ? Latency.NONE : run.instance.latency();
  }
}
