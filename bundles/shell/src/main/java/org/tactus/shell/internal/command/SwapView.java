// SPDX-License-Identifier: Apache-2.0
package org.tactus.shell.internal.command;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.tactus.engine.SwapReport;
import org.tactus.engine.SwapReport.Outcome;
import org.tactus.shell.internal.text.Quantity;
import org.tactus.shell.internal.text.View;

/** What a swap did. */
final class SwapView implements View<SwapReport> {

  @Override
  public Class<SwapReport> type() {
    return SwapReport.class;
  }

  @Override
  public String table(List<SwapReport> reports) {
    return reports.stream().map(this::full).collect(Collectors.joining("\n"));
  }

  @Override
  public String full(SwapReport report) {
    boolean stays = report.outcome() == Outcome.SWAPPED;
    PipelineView.Facts facts =
        new PipelineView.Facts()
            .add(
                "outcome",
                (stays ? "swapped: " : "rolled back: ") + report.from() + " -> " + report.to());
    if (!report.reason().isEmpty()) {
      facts.add("reason", report.reason());
    }
    return facts
        .add("state", state(report))
        .add("blocks", blocks(report))
        .add("shift", Quantity.count(report.shiftFrames(), "frame"))
        .add(
            "longest",
            Quantity.micros(report.worstCycleMicros())
                + ", both versions included; steady p99.9 "
                + Quantity.micros(report.steadyMicros()))
        .add(
            "took",
            Quantity.seconds(report.totalMillis() / 1e3)
                + ", of which warming up "
                + Quantity.seconds(report.warmUpMillis() / 1e3))
        .render();
  }

  private static String state(SwapReport report) {
    String words = report.handOver().name().toLowerCase(Locale.ROOT);
    return report.replayedFrames() == 0
        ? words
        : words + ", " + Quantity.count(report.replayedFrames(), "frame") + " of input replayed";
  }

  private static String blocks(SwapReport report) {
    String lost = report.lost() == 0 ? "" : ", " + report.lost() + " lost";
    return report.blocks() + ", " + report.late() + " late, " + report.ramped() + " ramped" + lost;
  }

  @Override
  public String line(SwapReport report) {
    return report.pipeline()
        + "."
        + report.node()
        + " "
        + report.from()
        + " -> "
        + report.to()
        + " "
        + (report.outcome() == Outcome.SWAPPED ? "swapped" : "rolled back");
  }

  @Override
  public String name(SwapReport report) {
    return report.pipeline() + "." + report.node();
  }
}
