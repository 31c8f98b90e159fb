// SPDX-License-Identifier: Apache-2.0
package org.tactus.doctor.internal;

import java.util.List;
import java.util.stream.Stream;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.tactus.doctor.DoctorCheck;
import org.tactus.doctor.Finding;
import org.tactus.machine.internal.KernelFiles;
import org.tactus.topology.CpuPlanner;

/** What the files of the kernel tell. */
@Component(service = DoctorCheck.class)
public final class MachineChecks implements DoctorCheck {
  private final KernelFiles files;
  private final CpuPlanner planner;

  @Activate
  public MachineChecks(@Reference CpuPlanner planner) {
    this(KernelFiles.ofMachine(), planner);
  }

  MachineChecks(KernelFiles files, CpuPlanner planner) {
    this.files = files;
    this.planner = planner;
  }

  @Override
  public List<Finding> examine() {
    Host host = new Host(files, planner.topology(), planner.plan());
    return Stream.of(
            RightsChecks.of(host),
            SchedulerChecks.of(host, planner.dutyLimit()),
            KernelChecks.of(host),
            CpuChecks.of(host),
            TimeChecks.of(host),
            InterruptChecks.of(host),
            MemoryChecks.of(host))
        .flatMap(List::stream)
        .toList();
  }
}
