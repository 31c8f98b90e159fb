// SPDX-License-Identifier: Apache-2.0
package org.tactus.bench.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.tactus.bench.Row;

/** Rows as an operator reads them. */
final class Table {

  private Table() {}

  /** The conditions, one a line, and the figures as a table. */
  static String of(List<Row> rows) {
    StringBuilder text = new StringBuilder();
    List<List<String>> lines = new ArrayList<>();
    lines.add(List.of("FIGURE", "VALUE", "COMPARED WITH", "ITS VALUE", "SPREAD", "REQUIRED", ""));
    List<List<String>> conditions = new ArrayList<>();
    for (Row row : rows) {
      if (row.value() instanceof String condition) {
        conditions.add(List.of(row.name(), condition));
      } else {
        lines.add(line(row));
      }
    }
    text.append(aligned(conditions)).append('\n').append(aligned(lines));
    return text.toString();
  }

  private static List<String> line(Row row) {
    return List.of(
        row.name(),
        number((Number) row.value(), row.unit()),
        row.peer() == null ? "" : row.peer(),
        row.peerValue() == null ? "" : number(row.peerValue(), row.unit()),
        row.spread() == null ? "" : number(row.spread(), row.unit()),
        row.required() == null ? "" : row.required(),
        verdict(row));
  }

  private static String verdict(Row row) {
    if (row.holds() != null) {
      return row.holds() ? "holds" : "DOES NOT HOLD";
    }
    boolean isWithinSpread =
        row.spread() != null
            && row.peerValue() != null
            && Math.abs(((Number) row.value()).doubleValue() - row.peerValue()) < row.spread();
    return isWithinSpread ? "no difference" : "";
  }

  static String number(Number value, String unit) {
    double number = value.doubleValue();
    String text =
        number == Math.rint(number) && Math.abs(number) < 1e15
            ? Long.toString((long) number)
            : String.format(
                Locale.ROOT,
                Math.abs(number) < 1 ? "%.4g" : Math.abs(number) < 100 ? "%.3f" : "%.1f",
                number);
    return unit.isEmpty() ? text : text + " " + unit;
  }

  private static String aligned(List<List<String>> lines) {
    int columns = lines.isEmpty() ? 0 : lines.getFirst().size();
    int[] widths = new int[columns];
    for (List<String> line : lines) {
      for (int i = 0; i < columns; i++) {
        widths[i] = Math.max(widths[i], line.get(i).length());
      }
    }
    StringBuilder text = new StringBuilder();
    for (List<String> line : lines) {
      StringBuilder one = new StringBuilder();
      for (int i = 0; i < columns; i++) {
        one.append(line.get(i)).repeat(' ', widths[i] - line.get(i).length() + 2);
      }
      text.append(one.toString().stripTrailing()).append('\n');
    }
    return text.toString();
  }
}
