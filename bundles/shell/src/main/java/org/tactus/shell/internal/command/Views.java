// SPDX-License-Identifier: Apache-2.0
package org.tactus.shell.internal.command;

import java.util.List;
import java.util.Optional;
import org.tactus.shell.internal.text.View;

/** The views of everything that the commands return. */
final class Views {
  private static final List<View<?>> ALL =
      List.of(
          new PipelineView(),
          new ExpertView(),
          new StatisticsView(),
          new LatencyView(),
          new LedgerView(),
          new SwapView(),
          new XrunsView(),
          new DeviceView(),
          new ProcessorView(),
          new ThreadView(),
          new LeakView(),
          new TopologyView(),
          new PolicyView(),
          new DeploymentPlanView(),
          new DeploymentReportView(),
          new DeployedBundleView(),
          new DeploymentEventView(),
          new DiagnosisView(),
          new ContractView(),
          new RingView(),
          new IsolationView());

  private Views() {}

  /** The view of objects of a class. */
  static Optional<View<?>> of(Class<?> type) {
    return ALL.stream().filter(view -> view.type().isAssignableFrom(type)).findFirst();
  }
}
