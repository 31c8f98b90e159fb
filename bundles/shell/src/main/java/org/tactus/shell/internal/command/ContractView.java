// SPDX-License-Identifier: Apache-2.0
package org.tactus.shell.internal.command;

import static org.tactus.shell.internal.text.Column.left;
import static org.tactus.shell.internal.text.Column.right;

import java.util.List;
import java.util.Locale;
import org.tactus.contract.Check;
import org.tactus.contract.CheckResult;
import org.tactus.shell.internal.text.Quantity;
import org.tactus.shell.internal.text.RowView;
import org.tactus.shell.internal.text.Table;

/** A check; and what checks found. */
final class ContractView extends RowView<Check> {

  private static final double NANOS_PER_MICRO = 1e3;

  ContractView() {
    super(Check.class, left("CHECK"), right("LEVEL"), left("WHAT IS ASKED"));
  }

  @Override
  protected String[] row(Check check) {
    return new String[] {check.id(), Integer.toString(check.level()), check.rule()};
  }

  /** What checks found, a line each; a failure with the seed that repeats it. */
  static String found(List<CheckResult> results) {
    Table table =
        new Table(left("CHECK"), right("LEVEL"), left("RESULT"), right("TIME"), left("SEEN"));
    for (CheckResult result : results) {
      String seed =
          switch (result.verdict()) {
            case FAILED -> " (seed " + result.seed() + ")";
            case PASSED, SKIPPED -> "";
          };
      table.add(
          result.check().id(),
          Integer.toString(result.check().level()),
          result.verdict().name().toLowerCase(Locale.ROOT),
          Quantity.micros(result.nanos() / NANOS_PER_MICRO),
          result.sentence() + seed);
    }
    return table.render();
  }
}
