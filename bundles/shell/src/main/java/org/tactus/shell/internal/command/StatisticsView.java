// SPDX-License-Identifier: Apache-2.0
package org.tactus.shell.internal.command;

import static org.tactus.shell.internal.text.Column.left;
import static org.tactus.shell.internal.text.Column.right;

import org.tactus.engine.NodeStatus;
import org.tactus.engine.Percentiles;
import org.tactus.engine.PipelineStatus;
import org.tactus.engine.Xrun;
import org.tactus.shell.internal.text.Quantity;
import org.tactus.shell.internal.text.RowView;
import org.tactus.shell.internal.text.Table;

/** How a pipeline keeps its time. */
final class StatisticsView extends RowView<PipelineStatistics> {

  private static final int XRUNS_SHOWN = 10;

  StatisticsView() {
    super(
        PipelineStatistics.class,
        left("NAME"),
        left("STATE"),
        right("CYCLES"),
        right("LATE"),
        right("XRUNS"),
        right("LOAD"),
        right("LATENESS P50"),
        right("P99"),
        right("MAX"),
        right("CYCLE TIME P50"),
        right("P99"),
        right("MAX"));
  }

  @Override
  protected String[] row(PipelineStatistics statistics) {
    PipelineStatus status = statistics.status();
    return new String[] {
      status.name(),
      PipelineView.state(status),
      Long.toString(status.cycles()),
      Long.toString(status.late()),
      Long.toString(status.xrunCount()),
      status.cycles() > 0 ? Quantity.percent(status.load()) : Quantity.UNKNOWN,
      Quantity.micros(status.lateness().p50()),
      Quantity.micros(status.lateness().p99()),
      Quantity.micros(status.lateness().max()),
      Quantity.micros(status.cycleTime().p50()),
      Quantity.micros(status.cycleTime().p99()),
      Quantity.micros(status.cycleTime().max())
    };
  }

  @Override
  public String full(PipelineStatistics statistics) {
    PipelineStatus status = statistics.status();
    StringBuilder text = new StringBuilder(facts(status));
    PipelineView.section(text, times(status));
    PipelineView.section(text, xruns(status));
    return text.toString();
  }

  private static String facts(PipelineStatus status) {
    PipelineView.Facts facts =
        new PipelineView.Facts()
            .add("pipeline", status.name())
            .add("state", PipelineView.stateSince(status))
            .add("cycles", cycles(status))
            .add("late", Long.toString(status.late()))
            .add("xruns", xrunCount(status))
            .add("load", Quantity.percent(status.load()))
            .add("allocated", Quantity.bytes(status.allocatedBytes()) + " since warm")
            .add(
                "page faults",
                status.minorFaults() + " minor, " + status.majorFaults() + " major since warm")
            .add("first cycle", afterStart(status.startToFirstCycleMillis()))
            .add("warm", afterStart(status.startToWarmMillis()));
    if (!status.message().isEmpty()) {
      facts.add("message", status.message());
    }
    return facts.render();
  }

  private static String cycles(PipelineStatus status) {
    return status.period() == 0
        ? Long.toString(status.cycles())
        : status.cycles() + " of " + Quantity.duration(status.period(), status.rate());
  }

  private static String afterStart(double millis) {
    return Double.isNaN(millis) ? "not yet" : Quantity.micros(millis * 1e3) + " after the start";
  }

  private static Table times(PipelineStatus status) {
    Table table =
        new Table(left("TIME OF"), right("P50"), right("P99"), right("P99.9"), right("MAX"));
    addTime(table, "wake-up lateness", status.lateness());
    addTime(table, "cycle", status.cycleTime());
    for (NodeStatus node : status.nodes()) {
      addTime(table, "node " + node.name() + (node.bypassed() ? " (bypassed)" : ""), node.time());
    }
    return table;
  }

  static void addTime(Table table, String name, Percentiles time) {
    table.add(
        name,
        Quantity.micros(time.p50()),
        Quantity.micros(time.p99()),
        Quantity.micros(time.p999()),
        Quantity.micros(time.max()));
  }

  private static String xrunCount(PipelineStatus status) {
    String causes = XrunsView.summary(status.xrunsByCause());
    return status.xrunCount() + (causes.isEmpty() ? "" : " (" + causes + ")");
  }

  /** The last few; {@code rt:xruns} shows them all. */
  private static Table xruns(PipelineStatus status) {
    Table table = new Table(right("XRUN IN CYCLE"), left("CAUSE"), left("DETAIL"));
    for (Xrun xrun : PipelineXruns.of(status, XRUNS_SHOWN).last()) {
      table.add(Long.toString(xrun.cycle()), xrun.cause(), xrun.detail());
    }
    return table;
  }
}
