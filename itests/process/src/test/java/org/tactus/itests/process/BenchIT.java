// SPDX-License-Identifier: Apache-2.0
package org.tactus.itests.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Benchmarks run and say what they must; how fast anything is, is no test. */
class BenchIT {
  @TempDir static Path folder;
  private static Tactus tactus;

  @BeforeAll
  static void copy() throws IOException {
    tactus = Tactus.copiedTo(folder);
  }

  @AfterAll
  static void end() {
    tactus.close();
  }

  private static Map<String, Map<?, ?>> rows(Outcome outcome) throws IOException {
    Map<String, Map<?, ?>> rows = new LinkedHashMap<>();
    for (Object each : JSON.std.listFrom(outcome.output())) {
      Map<?, ?> row = (Map<?, ?>) each;
      rows.put((String) row.get("name"), row);
    }
    return rows;
  }

  @Test
  @Tag("long")
  void swapsOnAManualClockAreHeardByNobody() throws IOException {
    Outcome outcome = tactus.call("bench", "swap", "--swaps", "6", "--manual", "--json");
    Map<String, Map<?, ?>> rows = rows(outcome);
    assertTrue(
        rows.keySet().containsAll(List.of("machine", "kernel", "rights", "load", "duration")),
        outcome::toString);
    assertEquals("manual", rows.get("clock").get("value"));
    assertEquals(6, rows.get("swaps done").get("value"), outcome::toString);
    for (String name :
        List.of(
            "tone: greatest bend",
            "ramp: greatest bend",
            "greatest difference to the twin that is not swapped",
            "frames out",
            "frames lost, repeated or altered",
            "cycles that mix generations",
            "class loaders collected")) {
      assertEquals(true, rows.get(name).get("holds"), () -> name + ": " + outcome);
    }
    assertTrue(((Number) rows.get("frames out").get("value")).longValue() > 48_000);
    assertEquals(5, rows.get("copies uninstalled").get("value"));
    // The user's own figures are no business of a test, but the status must agree with them.
    boolean holds = rows.values().stream().noneMatch(row -> Boolean.FALSE.equals(row.get("holds")));
    assertEquals(holds ? 0 : 1, outcome.status(), outcome::toString);
    assertFalse(rows.containsKey("late cycles while swapping"), "a manual clock knows no lateness");
  }

  @Test
  void benchmarksAreListedAndUnknownOnesRefused() throws IOException {
    assertTrue(tactus.call("bench", "list").succeeded().output().startsWith("swap "));
    assertTrue(rows(tactus.call("bench", "list", "--json").succeeded()).containsKey("swap"));
    tactus.call("bench", "swab").refusalNaming("'swab'", "swap");
    tactus.call("bench", "swap", "--swaps", "0").refusalNaming("--swaps", "'0'", "1");
    tactus.call("bench").refusalNaming("tactus bench list");
  }
}
