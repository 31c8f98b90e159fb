// SPDX-License-Identifier: Apache-2.0
package org.tactus.bench.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.tactus.api.RefusedException;
import org.tactus.api.node.Option;
import org.tactus.api.node.Options;
import org.tactus.bench.Row;

class OutputTest {
  private static final List<Option> OPTIONS =
      List.of(
          Option.integer("swaps", "How many.", 1, 10).orElse(5L),
          Option.number("share", "How much.", 0, 1),
          Option.choice("how", "Which way.", "up", "down"),
          Option.toggle("manual", "By hand.").orElse(false));

  private static final List<Row> ROWS =
      List.of(
          Row.condition("machine", "a good one"),
          Row.figure("late", 3, "").withPeer("before", 2).atMost(2),
          Row.figure("time", 1.5, "ms").withPeer("before", 1.4).withSpread(0.2));

  private static Options read(String... words) throws RefusedException {
    return CommandLine.read("x", OPTIONS, List.of(words));
  }

  private static String refusal(String... words) {
    return assertThrows(RefusedException.class, () -> read(words)).getMessage();
  }

  @Test
  void optionsAreRead() throws RefusedException {
    assertEquals(5, read().integer("swaps"));
    Options options = read("--manual", "--swaps", "10", "--share", "0.5", "--how", "down");
    assertEquals(10, options.integer("swaps"));
    assertEquals(0.5, options.number("share"));
    assertEquals("down", options.text("how"));
    assertTrue(options.toggle("manual"));
  }

  @Test
  void whatDoesNotFitIsRefusedWithWhatDoes() {
    assertEquals("--swaps takes a whole number from 1 to 10, not '11'", refusal("--swaps", "11"));
    assertEquals("--swaps takes a whole number from 1 to 10, not '1.5'", refusal("--swaps", "1.5"));
    assertEquals("--swaps takes a whole number from 1 to 10, not 'x'", refusal("--swaps", "x"));
    assertEquals("--swaps needs a value", refusal("--swaps"));
    assertEquals("--how is one of [up, down], not 'on'", refusal("--how", "on"));
    assertEquals(
        "'tactus bench x' has no option 'swaps'; it takes --swaps, --share, --how, --manual and"
            + " --json",
        refusal("swaps"));
  }

  @Test
  void jsonHasEveryKeyInEveryRow() throws IOException {
    List<Object> rows = JSON.std.listFrom(Benchmarks.json(ROWS));
    assertEquals(3, rows.size());
    for (Object row : rows) {
      assertEquals(
          List.of(
              "name", "value", "unit", "peer", "peerValue", "ratio", "spread", "required", "holds"),
          List.copyOf(((Map<?, ?>) row).keySet()));
    }
    assertEquals("a good one", ((Map<?, ?>) rows.getFirst()).get("value"));
    Map<?, ?> late = (Map<?, ?>) rows.get(1);
    assertEquals(1.5, late.get("ratio"));
    assertEquals(false, late.get("holds"));
    assertEquals("<= 2", late.get("required"));
  }

  @Test
  void theTableNamesWhatDoesNotHoldAndWhatIsNoDifference() {
    List<String> lines = Table.of(ROWS).lines().toList();
    assertEquals("machine  a good one", lines.getFirst());
    assertTrue(lines.get(3).startsWith("late"), lines.get(3));
    assertTrue(lines.get(3).endsWith("<= 2      DOES NOT HOLD"), lines.get(3));
    assertTrue(lines.get(4).endsWith("no difference"), lines.get(4));
    assertTrue(lines.get(4).contains("1.500 ms"), lines.get(4));
  }

  @Test
  void aRowIsANumberOrAText() {
    assertThrows(IllegalArgumentException.class, () -> Row.condition("x", List.of()));
  }
}
