// SPDX-License-Identifier: Apache-2.0
package org.tactus.engine.internal;

import java.util.Collections;
import org.tactus.linux.CpuSet;
import org.tactus.policy.Role;

/** Runs graphs with workers, on threads without rights. */
final class WorkerPools {

  private WorkerPools() {}

  /** Runs to the end, beside so many workers. */
  static void run(Bench bench, Compiler.Compiled compiled, int workers)
      throws InterruptedException {
    if (workers == 0) {
      bench.run(compiled);
      return;
    }
    WorkerPool pool =
        new WorkerPool(
            "bench",
            Collections.nCopies(workers, CpuSet.none()),
            Role.HOUSEKEEPING,
            new OrdinaryThreads(),
            bench.xruns);
    try {
      bench.loop(compiled, null, pool).run();
    } finally {
      pool.stop();
    }
  }
}
