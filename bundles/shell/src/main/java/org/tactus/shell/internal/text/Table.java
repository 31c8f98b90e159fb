// SPDX-License-Identifier: Apache-2.0
package org.tactus.shell.internal.text;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Rows under headers, aligned. A cell is one line; nothing is cut off, so that a row can be
 * searched.
 */
public final class Table {
  private static final String GAP = "  ";

  private final List<Column> columns;
  private final List<List<String>> rows = new ArrayList<>();

  /** A table without rows. */
  public Table(Column... columns) {
    this.columns = List.of(columns);
  }

  /**
   * Adds a row.
   *
   * @param cells as many as there are columns
   */
  public Table add(String... cells) {
    if (cells.length != columns.size()) {
      throw new IllegalArgumentException(
          cells.length + " cells do not make a row of " + columns.size() + " columns");
    }
    rows.add(Arrays.stream(cells).map(Table::onOneLine).toList());
    return this;
  }

  /** Whether there is no row. */
  public boolean isEmpty() {
    return rows.isEmpty();
  }

  private static String onOneLine(String cell) {
    return cell.strip().replaceAll("\\s*\\R\\s*", " ");
  }

  /** The headers and the rows, a line each, no line end after the last. */
  public String render() {
    List<List<String>> lines = new ArrayList<>();
    lines.add(columns.stream().map(Column::header).toList());
    lines.addAll(rows);
    int[] widths = new int[columns.size()];
    for (List<String> line : lines) {
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], width(line.get(i)));
      }
    }
    return lines.stream().map(line -> align(line, widths)).collect(Collectors.joining("\n"));
  }

  private String align(List<String> cells, int[] widths) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < widths.length; i++) {
      String blanks = " ".repeat(widths[i] - width(cells.get(i)));
      boolean right = columns.get(i).right();
      line.append(right ? blanks : "").append(cells.get(i)).append(right ? "" : blanks).append(GAP);
    }
    return line.toString().stripTrailing();
  }

  private static int width(String text) {
    return text.codePointCount(0, text.length());
  }

  @Override
  public String toString() {
    return render();
  }
}
