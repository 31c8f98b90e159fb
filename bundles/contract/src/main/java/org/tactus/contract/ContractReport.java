// SPDX-License-Identifier: Apache-2.0
package org.tactus.contract;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * What a run of the kit found. Immutable; any thread.
 *
 * @param subject the type that was tested
 * @param level the level that was asked for
 * @param seed the seed of the run
 * @param results of every check up to the level, in the order in which they ran
 */
public record ContractReport(String subject, int level, long seed, List<CheckResult> results) {

  /** Copies the list. */
  public ContractReport {
    results = List.copyOf(results);
  }

  /** Whether nothing failed. */
  public boolean passed() {
    return failures().isEmpty();
  }

  /** What failed. */
  public List<CheckResult> failures() {
    return results.stream().filter(result -> result.verdict() == Verdict.FAILED).toList();
  }

  /** The highest level up to which nothing failed; 0 where a check of level 1 failed. */
  public int passedLevel() {
    return failures().stream().mapToInt(result -> result.check().level() - 1).min().orElse(level);
  }

  /** One sentence: passed at which level, or what failed. */
  public String summary() {
    long passed = results.stream().filter(result -> result.verdict() == Verdict.PASSED).count();
    long skipped = results.stream().filter(result -> result.verdict() == Verdict.SKIPPED).count();
    String counts =
        String.format(Locale.ROOT, "%d checks passed, %d skipped, seed %d", passed, skipped, seed);
    if (passed()) {
      return "'" + subject + "' passed level " + level + ": " + counts + ".";
    }
    String failed =
        failures().stream().map(result -> result.check().id()).collect(Collectors.joining(", "));
    return "'" + subject + "' failed " + failed + "; " + counts + ".";
  }

  /** The summary, then a line for every check that failed. */
  @Override
  public String toString() {
    return failures().stream()
        .map(result -> "\n  " + result)
        .collect(Collectors.joining("", summary(), ""));
  }
}
