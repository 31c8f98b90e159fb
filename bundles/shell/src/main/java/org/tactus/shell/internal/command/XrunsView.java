// SPDX-License-Identifier: Apache-2.0
package org.tactus.shell.internal.command;

import static org.tactus.shell.internal.text.Column.left;
import static org.tactus.shell.internal.text.Column.right;

import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.tactus.engine.Xrun;
import org.tactus.shell.internal.text.Quantity;
import org.tactus.shell.internal.text.Table;
import org.tactus.shell.internal.text.View;

/** Late cycles, a row each, and a tally of their causes. */
final class XrunsView implements View<PipelineXruns> {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("HH:mm:ss.SSS", Locale.ROOT).withZone(ZoneId.systemDefault());

  @Override
  public Class<PipelineXruns> type() {
    return PipelineXruns.class;
  }

  @Override
  public String table(List<PipelineXruns> pipelines) {
    Table xruns =
        new Table(
            left("PIPELINE"),
            right("CYCLE"),
            left("TIME"),
            right("LATE BY"),
            left("CAUSE"),
            left("DETAIL"));
    for (PipelineXruns pipeline : pipelines) {
      for (Xrun xrun : pipeline.last()) {
        xruns.add(
            pipeline.name(),
            Long.toString(xrun.cycle()),
            TIME.format(xrun.time()),
            Quantity.micros(xrun.lateMicros()),
            xrun.cause(),
            detail(xrun));
      }
    }
    StringBuilder text = new StringBuilder(xruns.render());
    PipelineView.section(text, tally(pipelines));
    return text.toString();
  }

  private static String detail(Xrun xrun) {
    return xrun.also().isEmpty()
        ? xrun.detail()
        : xrun.detail() + "; also " + String.join("; ", xrun.also());
  }

  private static Table tally(List<PipelineXruns> pipelines) {
    Table tally = new Table(left("PIPELINE"), left("CAUSE"), right("XRUNS"), right("SHARE"));
    for (PipelineXruns pipeline : pipelines) {
      mostFirst(pipeline.byCause())
          .forEach(cause -> add(tally, pipeline, cause.getKey(), cause.getValue()));
      if (pipeline.withoutCause() > 0) {
        add(tally, pipeline, "not known yet", pipeline.withoutCause());
      }
    }
    return tally;
  }

  private static void add(Table tally, PipelineXruns pipeline, String cause, long count) {
    tally.add(
        pipeline.name(),
        cause,
        Long.toString(count),
        Quantity.percent((double) count / Math.max(1, pipeline.count())));
  }

  private static List<Map.Entry<String, Long>> mostFirst(Map<String, Long> byCause) {
    return byCause.entrySet().stream()
        .sorted(
            Map.Entry.<String, Long>comparingByValue(Comparator.reverseOrder())
                .thenComparing(Map.Entry.comparingByKey()))
        .toList();
  }

  /** For example {@code 2 preemption, 1 node}; empty where there are none. */
  static String summary(Map<String, Long> byCause) {
    return mostFirst(byCause).stream()
        .map(cause -> cause.getValue() + " " + cause.getKey())
        .collect(Collectors.joining(", "));
  }

  @Override
  public String line(PipelineXruns pipeline) {
    return pipeline.name() + "  " + Quantity.count(pipeline.count(), "xrun");
  }

  @Override
  public String name(PipelineXruns pipeline) {
    return pipeline.name();
  }
}
