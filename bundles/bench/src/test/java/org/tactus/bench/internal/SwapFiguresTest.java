// SPDX-License-Identifier: Apache-2.0
package org.tactus.bench.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.tactus.bench.Row;
import org.tactus.engine.SwapReport;

class SwapFiguresTest {
  private final SwapFigures figures = new SwapFigures();

  private static SwapReport report(SwapReport.Outcome outcome, double worst, double warmUp) {
    return new SwapReport(
        "p",
        "n",
        "gain@1.0.0",
        "gain@1.0.0",
        outcome,
        outcome == SwapReport.Outcome.SWAPPED ? "" : "it threw",
        SwapReport.HandOver.STATELESS,
        100,
        0,
        8,
        0,
        0,
        0,
        worst,
        50,
        warmUp,
        2 * warmUp);
  }

  private static Row row(List<Row> rows, String name) {
    return rows.stream().filter(row -> row.name().equals(name)).findFirst().orElseThrow();
  }

  private List<Row> rows() {
    return figures.swapRows(true, true, 50);
  }

  @Test
  void whatIsGoodHolds() {
    for (int i = 1; i <= 100; i++) {
      figures.add(report(SwapReport.Outcome.SWAPPED, i, i));
      figures.unswappedWorst(50);
    }
    figures.swapping(1000, 3);
    figures.unswapped(1000, 2);
    assertTrue(rows().stream().allMatch(row -> row.holds() == null || row.holds()));
    assertEquals(100, row(rows(), "swaps done").value());
    Row worst = row(rows(), "worst cycle of a swap / steady p99.9, max");
    assertEquals(2.0, worst.value());
    assertEquals("<= 2", worst.required());
    assertEquals(2.0, worst.ratio());
    assertEquals(50.0, row(rows(), "warm-up, p50").value());
    assertEquals(99.0, row(rows(), "warm-up, p99").value());
    assertEquals(50.0, row(rows(), "warm-up, p50").spread());
    Row late = row(rows(), "late cycles while swapping");
    assertEquals(1.5, late.ratio());
    assertNull(late.holds(), "a machine may make cycles late");
  }

  @Test
  void oneBadSwapDoesNotHold() {
    figures.add(report(SwapReport.Outcome.SWAPPED, 101, 1));
    figures.add(report(SwapReport.Outcome.ROLLED_BACK, 10, 1));
    figures.refused("no");
    figures.lateBySwaps(1);
    assertFalse(row(rows(), "swaps done").holds());
    assertFalse(row(rows(), "swaps rolled back").holds());
    assertFalse(row(rows(), "swaps refused").holds());
    assertFalse(row(rows(), "late cycles caused by swaps").holds());
    assertFalse(row(rows(), "worst cycle of a swap / steady p99.9, max").holds());
    assertEquals("it threw", figures.firstFailure());
  }

  @Test
  void withoutRightsNoTimeOfACycleIsShown() {
    figures.add(report(SwapReport.Outcome.SWAPPED, 10, 1));
    List<String> names = figures.swapRows(false, true, 50).stream().map(Row::name).toList();
    assertTrue(names.stream().noneMatch(name -> name.contains("cycle")), names::toString);
    List<String> manual = figures.swapRows(true, false, 50).stream().map(Row::name).toList();
    assertTrue(manual.stream().noneMatch(name -> name.contains("late")), manual::toString);
    assertTrue(manual.stream().anyMatch(name -> name.contains("worst")), manual::toString);
  }

  @Test
  void whereNothingWasSwappedThereAreNoTimes() {
    figures.refused("no");
    assertEquals(
        List.of("swaps done", "swaps rolled back", "swaps refused"),
        figures.swapRows(true, false, 50).stream().map(Row::name).toList());
  }

  @Test
  void aLostFrameAndAKeptClassLoaderDoNotHold() {
    Hearing hearing = new Hearing();
    hearing.begin(0);
    hearing.hear(0, 0, 0, Generation.LOW, -Generation.LOW);
    List<Row> sound = SwapFigures.soundRows(hearing, 0.5, 2);
    assertFalse(row(sound, "frames out").holds());
    assertTrue(row(sound, "frames lost, repeated or altered").holds());
    MemoryUse before = new MemoryUse(1_000_000, 2_000_000, 0, 0);
    MemoryUse after = new MemoryUse(1_000_000, 5_000_000, 0, 0);
    List<Row> memory = SwapFigures.memoryRows(4, 3, before, after);
    assertEquals(75.0, row(memory, "class loaders collected").value());
    assertFalse(row(memory, "class loaders collected").holds());
    assertEquals(3.0, row(memory, "class metadata grown by").value());
  }
}
