// SPDX-License-Identifier: Apache-2.0
package org.tactus.house;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Java 25 syntax that Error Prone compiles and the formatter parses wherever Maven runs. */
class ModernJavaTest {

  sealed interface Shape {}

  record Point(int x, int y) {}

  record Circle(Point centre, int radius) implements Shape {}

  record Line(Point from, Point to) implements Shape {}

  @Test
  void patternsAndUnnamedVariables() {
    assertEquals(7, width(new Circle(new Point(1, 2), 7)));
    assertEquals(3, width(new Line(new Point(1, 2), new Point(4, 9))));
    assertEquals(0, width(new Line(new Point(0, 2), new Point(4, 9))));
    int count = 0;
    for (Shape _ : List.<Shape>of(new Circle(new Point(0, 0), 1))) {
      count++;
    }
    assertEquals(1, count);
  }

  private static int width(Shape shape) {
    return switch (shape) {
      case Circle(_, int radius) -> radius;
      case Line(Point(int from, _), Point _) when from == 0 -> 0;
      case Line(Point(var from, int _), Point(var to, _)) -> to - from;
    };
  }
}
