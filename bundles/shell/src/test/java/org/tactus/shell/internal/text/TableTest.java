// SPDX-License-Identifier: Apache-2.0
package org.tactus.shell.internal.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class TableTest {

  @Test
  void textBeginsAndNumbersEndAtTheSamePlace() {
    Table table =
        new Table(Column.left("NAME"), Column.right("TIME"), Column.left("NOTE"))
            .add("a", "9.5 µs", "")
            .add("longer", "12 ms", "two\n  lines");
    assertEquals(
        """
        NAME      TIME  NOTE
        a       9.5 µs
        longer   12 ms  two lines\
        """,
        table.render());
  }

  @Test
  void rowHasACellForEveryColumn() {
    Table table = new Table(Column.left("A"), Column.left("B"));
    assertThrows(IllegalArgumentException.class, () -> table.add("alone"));
  }
}
