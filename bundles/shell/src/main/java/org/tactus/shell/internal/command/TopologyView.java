// SPDX-License-Identifier: Apache-2.0
package org.tactus.shell.internal.command;

import static org.tactus.shell.internal.text.Column.left;
import static org.tactus.shell.internal.text.Column.right;

import java.util.List;
import java.util.stream.Collectors;
import org.tactus.linux.CpuSet;
import org.tactus.shell.internal.text.Quantity;
import org.tactus.shell.internal.text.Table;
import org.tactus.shell.internal.text.View;
import org.tactus.topology.Reservation;

/** The CPUs. */
final class TopologyView implements View<TopologyReport> {

  @Override
  public Class<TopologyReport> type() {
    return TopologyReport.class;
  }

  @Override
  public String table(List<TopologyReport> reports) {
    return reports.stream().map(this::full).collect(Collectors.joining("\n\n"));
  }

  @Override
  public String full(TopologyReport report) {
    StringBuilder text = new StringBuilder(report.topology().render().stripTrailing());
    text.append("\n\n").append(report.plan().render().stripTrailing());
    Table table =
        new Table(
            left("PIPELINE"),
            left("CYCLE CPU"),
            left("WORKER CPUS"),
            left("DEVICE CPUS"),
            left("HOUSEKEEPING"),
            right("DUTY"));
    for (Reservation reservation : report.reservations()) {
      table.add(
          reservation.pipeline(),
          cpus(reservation.cycleCpu()),
          reservation.workerCpus().isEmpty()
              ? Quantity.UNKNOWN
              : reservation.workerCpus().stream()
                  .map(CpuSet::toString)
                  .collect(Collectors.joining(",")),
          cpus(reservation.deviceIo()),
          cpus(reservation.housekeeping()),
          Quantity.percent(reservation.duty()));
    }
    PipelineView.section(text, table);
    for (Reservation reservation : report.reservations()) {
      for (String reason : reservation.reasons()) {
        text.append('\n').append(reservation.pipeline()).append(": ").append(reason);
      }
    }
    return text.toString();
  }

  private static String cpus(CpuSet cpus) {
    return cpus.isEmpty() ? Quantity.UNKNOWN : cpus.toString();
  }

  @Override
  public String line(TopologyReport report) {
    return report.topology().summary();
  }

  @Override
  public String name(TopologyReport report) {
    return report.topology().online().toString();
  }
}
