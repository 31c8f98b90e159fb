// SPDX-License-Identifier: Apache-2.0
package org.tactus.bench.internal;

import java.util.ArrayList;
import java.util.List;
import org.tactus.bench.Row;
import org.tactus.engine.SwapReport;

/** The figures of many swaps. One thread. */
final class SwapFigures {

  /** What two floats that should be equal may differ by: half an ulp of each. */
  static final double ROUNDING = Math.ulp(0.5f);

  /** The swap's own limit: the worst cycle against the steady 99.9th percentile. */
  private static final double WORST_CYCLE = 2;

  private static final double MEGABYTE = 1e6;

  private final Sample worst = new Sample();
  private final Sample worstUnswapped = new Sample();
  private final Sample warmUp = new Sample();
  private final Sample total = new Sample();
  private int asked;
  private int swapped;
  private int rolledBack;
  private int refused;
  private long lateSwapping;
  private long lateUnswapped;
  private long lateBySwaps;
  private long cyclesSwapping;
  private long cyclesUnswapped;
  private String firstFailure = "";

  /** A swap that came to an end. */
  void add(SwapReport report) {
    asked++;
    if (report.outcome() == SwapReport.Outcome.SWAPPED) {
      swapped++;
    } else {
      rolledBack++;
      fail(report.reason());
    }
    worst.add(report.worstCycleMicros());
    warmUp.add(report.warmUpMillis());
    total.add(report.totalMillis());
  }

  /** A swap that did not begin. */
  void refused(String sentence) {
    asked++;
    refused++;
    fail(sentence);
  }

  private void fail(String sentence) {
    if (firstFailure.isEmpty()) {
      firstFailure = sentence;
    }
  }

  /**
   * What happened to the cycles of a swap, from the request until the old copy had gone.
   *
   * @param late of these, how many ended after their deadline
   */
  void swapping(long cycles, long late) {
    cyclesSwapping += cycles;
    lateSwapping += late;
  }

  /** What happened in as many cycles without a swap. */
  void unswapped(long cycles, long late) {
    cyclesUnswapped += cycles;
    lateUnswapped += late;
  }

  /** The worst cycle of a slice without a swap that is as long as one. */
  void unswappedWorst(double micros) {
    worstUnswapped.add(micros);
  }

  /** Late cycles whose cause was found to be a swap. */
  void lateBySwaps(long count) {
    lateBySwaps += count;
  }

  int swapped() {
    return swapped;
  }

  /** The first reason for which a swap was refused or rolled back; empty where none was. */
  String firstFailure() {
    return firstFailure;
  }

  /**
   * Whether swaps came to an end, and what the cycles took.
   *
   * @param isRealtime whether the cycle thread has its rights; without them its times say nothing
   * @param hasDeadlines whether a cycle can be late
   * @param steadyMicros the 99.9th percentile of cycles without a swap
   */
  List<Row> swapRows(boolean isRealtime, boolean hasDeadlines, double steadyMicros) {
    List<Row> rows = new ArrayList<>();
    rows.add(Row.figure("swaps done", swapped, "").atLeast(asked));
    rows.add(Row.figure("swaps rolled back", rolledBack, "").atMost(0));
    rows.add(Row.figure("swaps refused", refused, "").atMost(0));
    if (isRealtime && hasDeadlines) {
      rows.add(
          Row.figure("late cycles while swapping", lateSwapping, "")
              .withPeer("as many cycles without a swap", lateUnswapped));
      rows.add(Row.figure("cycles while swapping", cyclesSwapping, ""));
      rows.add(Row.figure("cycles without a swap", cyclesUnswapped, ""));
      rows.add(Row.figure("late cycles caused by swaps", lateBySwaps, "").atMost(0));
    }
    if (isRealtime && worst.size() > 0) {
      rows.add(Row.figure("steady cycle, p99.9", steadyMicros, "µs"));
      rows.add(worstRow("p50", 50, steadyMicros));
      rows.add(worstRow("p99", 99, steadyMicros));
      rows.add(worstRow("max", 100, steadyMicros).atMost(WORST_CYCLE));
    }
    times(rows, "warm-up", warmUp);
    times(rows, "swap, request to end of probation", total);
    return rows;
  }

  private Row worstRow(String name, double percent, double steadyMicros) {
    Row row =
        Row.figure(
                "worst cycle of a swap / steady p99.9, " + name,
                worst.percentile(percent) / steadyMicros,
                "")
            .withSpread(worst.spread() / steadyMicros);
    return worstUnswapped.size() == 0
        ? row
        : row.withPeer("as long without a swap", worstUnswapped.percentile(percent) / steadyMicros);
  }

  private static void times(List<Row> rows, String name, Sample sample) {
    if (sample.size() == 0) {
      return;
    }
    double spread = sample.spread();
    rows.add(Row.figure(name + ", p50", sample.percentile(50), "ms").withSpread(spread));
    rows.add(Row.figure(name + ", p99", sample.percentile(99), "ms").withSpread(spread));
    rows.add(Row.figure(name + ", max", sample.percentile(100), "ms").withSpread(spread));
  }

  /**
   * What was heard.
   *
   * @param amplitude of the tone behind its filter
   * @param sent frames that the source sent
   */
  static List<Row> soundRows(Hearing hearing, double amplitude, long sent) {
    double bend = ToneAndRamp.greatestBend(amplitude);
    return List.of(
        Row.figure("tone: greatest bend", hearing.toneBend(), "")
            .withPeer("analytic bound", bend)
            .atMost(bend),
        Row.figure("ramp: greatest bend", hearing.rampBend(), "").atMost(0),
        Row.figure("greatest difference to the twin that is not swapped", hearing.difference(), "")
            .atMost(ROUNDING),
        Row.figure("frames in", sent, ""),
        Row.figure("frames out", hearing.frames(), "").withPeer("frames in", sent).atLeast(sent),
        Row.figure("frames lost, repeated or altered", hearing.misplaced(), "").atMost(0),
        Row.figure("cycles that mix generations", hearing.mixedCycles(), "").atMost(0));
  }

  /**
   * Whether the copies' class loaders have gone, and what has grown.
   *
   * @param removed how many copies were uninstalled
   * @param collected how many of their class loaders were collected
   */
  static List<Row> memoryRows(int removed, int collected, MemoryUse before, MemoryUse after) {
    double share = removed == 0 ? 100 : 100.0 * collected / removed;
    return List.of(
        Row.figure("copies uninstalled", removed, ""),
        Row.figure("class loaders collected", share, "%").atLeast(100),
        growth("heap grown by", before.heapBytes(), after.heapBytes()),
        growth("class metadata grown by", before.metaspaceBytes(), after.metaspaceBytes()),
        growth("compiled code grown by", before.codeBytes(), after.codeBytes()),
        growth("resident memory grown by", before.residentBytes(), after.residentBytes()));
  }

  private static Row growth(String name, long before, long after) {
    return Row.figure(name, (after - before) / MEGABYTE, "MB");
  }
}
