// SPDX-License-Identifier: Apache-2.0
package org.tactus.shell.internal.command;

import static org.tactus.shell.internal.text.Column.left;
import static org.tactus.shell.internal.text.Column.right;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.tactus.engine.NodeLedger;
import org.tactus.engine.NodeStatus;
import org.tactus.shell.internal.text.Column;
import org.tactus.shell.internal.text.Quantity;
import org.tactus.shell.internal.text.Table;
import org.tactus.shell.internal.text.View;

/** What nodes cost, a row each; what only an investigation counts where there was one. */
final class LedgerView implements View<PipelineLedger> {
  private static final List<Column> ALWAYS =
      List.of(
          left("PIPELINE"),
          left("NODE"),
          right("TIME P50"),
          right("P99"),
          right("P99.9"),
          right("MAX"),
          right("ALLOCATED"),
          right("MISSES"),
          right("BYPASSED"),
          right("BLOCKS/S"),
          right("OF"));
  private static final List<Column> INVESTIGATED =
      List.of(
          right("INVESTIGATED"),
          right("MINOR FAULTS"),
          right("MAJOR"),
          right("WAITS"),
          right("PREEMPTED"));

  @Override
  public Class<PipelineLedger> type() {
    return PipelineLedger.class;
  }

  @Override
  public String table(List<PipelineLedger> pipelines) {
    boolean investigated =
        pipelines.stream()
            .flatMap(pipeline -> pipeline.nodes().stream())
            .anyMatch(node -> node.ledger().investigation().cycles() > 0);
    List<Column> columns = new ArrayList<>(ALWAYS);
    if (investigated) {
      columns.addAll(INVESTIGATED);
    }
    Table table = new Table(columns.toArray(Column[]::new));
    for (PipelineLedger pipeline : pipelines) {
      for (NodeStatus node : pipeline.nodes()) {
        table.add(row(pipeline.name(), node, investigated));
      }
    }
    return table.render();
  }

  private static String[] row(String pipeline, NodeStatus node, boolean investigated) {
    NodeLedger ledger = node.ledger();
    List<String> cells =
        new ArrayList<>(
            List.of(
                pipeline,
                node.name(),
                Quantity.micros(ledger.time().p50()),
                Quantity.micros(ledger.time().p99()),
                Quantity.micros(ledger.time().p999()),
                Quantity.micros(ledger.time().max()),
                Quantity.bytes(ledger.allocatedBytes()),
                Long.toString(ledger.misses()),
                Long.toString(ledger.bypassedCycles()),
                String.format(Locale.ROOT, "%.1f", ledger.blocksPerSecond()),
                String.format(Locale.ROOT, "%.1f", ledger.nominalBlocksPerSecond())));
    if (investigated) {
      NodeLedger.Investigation counts = ledger.investigation();
      cells.add(Quantity.count(counts.cycles(), "cycle"));
      cells.add(Long.toString(counts.minorFaults()));
      cells.add(Long.toString(counts.majorFaults()));
      cells.add(Long.toString(counts.voluntarySwitches()));
      cells.add(Long.toString(counts.involuntarySwitches()));
    }
    return cells.toArray(String[]::new);
  }

  @Override
  public String line(PipelineLedger pipeline) {
    return pipeline.name() + "  " + Quantity.count(pipeline.nodes().size(), "node");
  }

  @Override
  public String name(PipelineLedger pipeline) {
    return pipeline.name();
  }
}
