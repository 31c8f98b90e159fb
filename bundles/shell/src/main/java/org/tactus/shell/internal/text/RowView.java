// SPDX-License-Identifier: Apache-2.0
package org.tactus.shell.internal.text;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A view of objects that are a row of a table each; the first cell is the name.
 *
 * @param <T> the type of the objects
 */
public abstract class RowView<T> implements View<T> {
  private final Class<T> type;
  private final List<Column> columns;

  /** A view with these columns. */
  protected RowView(Class<T> type, Column... columns) {
    this.type = type;
    this.columns = List.of(columns);
  }

  /** The cells of one object. */
  protected abstract String[] row(T object);

  @Override
  public Class<T> type() {
    return type;
  }

  @Override
  public String table(List<T> objects) {
    Table table = new Table(columns.toArray(Column[]::new));
    objects.forEach(object -> table.add(row(object)));
    return table.render();
  }

  @Override
  public String line(T object) {
    return Stream.of(row(object)).filter(cell -> !cell.isBlank()).collect(Collectors.joining("  "));
  }

  @Override
  public String name(T object) {
    return row(object)[0];
  }
}
