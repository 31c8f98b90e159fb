// SPDX-License-Identifier: Apache-2.0
package org.tactus.shell.internal.command;

import static org.tactus.shell.internal.text.Column.left;
import static org.tactus.shell.internal.text.Column.right;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.tactus.deploy.DeploymentReport;
import org.tactus.deploy.DeploymentReport.OldClassLoader;
import org.tactus.engine.SwapReport;
import org.tactus.shell.internal.text.Quantity;
import org.tactus.shell.internal.text.Table;
import org.tactus.shell.internal.text.View;

/** What a deployment did. */
final class DeploymentReportView implements View<DeploymentReport> {
  private static final double MICROS_PER_MILLI = 1e3;

  @Override
  public Class<DeploymentReport> type() {
    return DeploymentReport.class;
  }

  @Override
  public String table(List<DeploymentReport> reports) {
    return reports.stream().map(this::full).collect(Collectors.joining("\n\n"));
  }

  @Override
  public String full(DeploymentReport report) {
    Table facts = new Table(left(title(report)), left(report.symbolicName()));
    facts.add("version", report.version());
    facts.add("replaced", report.replaced().isEmpty() ? "nothing" : report.replaced());
    facts.add("signature", SignatureText.brief(report.signature()));
    if (report.isolatedPid() != 0) {
      facts.add("runs in", "process " + report.isolatedPid());
    }
    if (!report.swaps().isEmpty()) {
      facts.add("blocks", Long.toString(report.blocks()));
      facts.add("late", Long.toString(report.late()));
      facts.add("ramped", Long.toString(report.ramped()));
    }
    if (!report.bypassed().isEmpty()) {
      facts.add("bypassed", String.join(", ", report.bypassed()));
    }
    if (report.oldClassLoader() != OldClassLoader.NONE) {
      facts.add("old class loader", oldClassLoader(report));
    }
    facts.add("took", Quantity.micros(report.millis() * MICROS_PER_MILLI));
    StringBuilder text = new StringBuilder(facts.render());
    if (!report.swaps().isEmpty()) {
      text.append("\n\n").append(swaps(report.swaps()));
    }
    if (!report.warnings().isEmpty()) {
      text.append('\n');
    }
    report.warnings().forEach(warning -> text.append("\nwarning: ").append(warning));
    return text.toString();
  }

  private static String title(DeploymentReport report) {
    return report.action().name();
  }

  private static String oldClassLoader(DeploymentReport report) {
    if (report.oldClassLoader() == OldClassLoader.COLLECTED) {
      return "collected";
    }
    return report.retained().isEmpty()
        ? "still held"
        : "still held by " + String.join(", ", report.retained());
  }

  private static String swaps(List<SwapReport> swaps) {
    Table table =
        new Table(
            left("PIPELINE"),
            left("NODE"),
            left("FROM"),
            left("TO"),
            left("STATE"),
            right("BLOCKS"),
            right("LATE"),
            right("RAMPED"),
            right("WORST CYCLE"),
            right("STEADY P99.9"));
    for (SwapReport swap : swaps) {
      table.add(
          swap.pipeline(),
          swap.node(),
          swap.from(),
          swap.to(),
          swap.handOver().name().toLowerCase(Locale.ROOT),
          Long.toString(swap.blocks()),
          Long.toString(swap.late()),
          Long.toString(swap.ramped()),
          Quantity.micros(swap.worstCycleMicros()),
          Quantity.micros(swap.steadyMicros()));
    }
    return table.render();
  }

  @Override
  public String line(DeploymentReport report) {
    return report.action().name().toLowerCase(Locale.ROOT)
        + "  "
        + report.symbolicName()
        + "  "
        + report.version()
        + "  "
        + Quantity.count(report.late(), "late block");
  }

  @Override
  public String name(DeploymentReport report) {
    return report.symbolicName();
  }
}
