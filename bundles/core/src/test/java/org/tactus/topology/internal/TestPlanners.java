// SPDX-License-Identifier: Apache-2.0
package org.tactus.topology.internal;

import org.tactus.machine.internal.KernelFiles;
import org.tactus.machine.internal.MachineTree;
import org.tactus.machine.internal.RecordingLogger;
import org.tactus.topology.CpuPlanner;

/** Planners over crafted machines, for tests of other packages. */
public final class TestPlanners {
  private TestPlanners() {}

  public static CpuPlanner of(MachineTree tree, RecordingLogger log) {
    return of(tree.files(), log);
  }

  public static CpuPlanner of(KernelFiles files, RecordingLogger log) {
    return new DefaultCpuPlanner(new TopologyReader(files).read(), log.logger());
  }
}
