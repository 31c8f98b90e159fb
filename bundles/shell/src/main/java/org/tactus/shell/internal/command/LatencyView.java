// SPDX-License-Identifier: Apache-2.0
package org.tactus.shell.internal.command;

import static org.tactus.shell.internal.text.Column.left;
import static org.tactus.shell.internal.text.Column.right;

import org.tactus.shell.internal.text.Quantity;
import org.tactus.shell.internal.text.RowView;
import org.tactus.shell.internal.text.Table;

/** How late a pipeline's output is. */
final class LatencyView extends RowView<PipelineLatency> {

  LatencyView() {
    super(
        PipelineLatency.class,
        left("NAME"),
        right("PATH"),
        right("TIME"),
        right("PERIOD"),
        right("LATENESS P50"),
        right("P99"),
        right("P99.9"),
        right("MAX"));
  }

  @Override
  protected String[] row(PipelineLatency latency) {
    return new String[] {
      latency.name(),
      frames(latency.path()),
      time(latency),
      Quantity.duration(latency.period(), latency.period() == 0 ? null : latency.rate()),
      Quantity.micros(latency.lateness().p50()),
      Quantity.micros(latency.lateness().p99()),
      Quantity.micros(latency.lateness().p999()),
      Quantity.micros(latency.lateness().max())
    };
  }

  @Override
  public String full(PipelineLatency latency) {
    StringBuilder text =
        new StringBuilder(
            new PipelineView.Facts()
                .add("pipeline", latency.name())
                .add("rate", Quantity.rate(latency.rate()))
                .add(
                    "path",
                    frames(latency.path())
                        + " ("
                        + time(latency)
                        + ") from the first source to the last sink")
                .render());
    Table nodes = new Table(left("NODE"), left("ROLE"), right("LATENCY"), right("TIME"));
    for (PipelineLatency.NodeLatency node : latency.nodes()) {
      nodes.add(
          node.name(),
          node.role(),
          Quantity.count(node.frames(), "frame"),
          Quantity.duration(node.frames(), latency.rate()));
    }
    PipelineView.section(text, nodes);
    Table lateness =
        new Table(left("TIME OF"), right("P50"), right("P99"), right("P99.9"), right("MAX"));
    StatisticsView.addTime(lateness, "wake-up lateness", latency.lateness());
    PipelineView.section(text, lateness);
    return text.toString();
  }

  private static String frames(String path) {
    return path == null || path.isEmpty() ? Quantity.UNKNOWN : path + " frames";
  }

  /** Of a range its ends. */
  private static String time(PipelineLatency latency) {
    if (latency.rate() == null || latency.path() == null) {
      return Quantity.UNKNOWN;
    }
    StringBuilder text = new StringBuilder();
    for (String end : latency.path().split("\\.\\.")) {
      if (!end.matches("[0-9]{1,15}")) {
        return Quantity.UNKNOWN;
      }
      text.append(text.isEmpty() ? "" : " to ");
      text.append(Quantity.duration(Long.parseLong(end), latency.rate()));
    }
    return text.toString();
  }
}
