// SPDX-License-Identifier: Apache-2.0
package org.tactus.contract;

/**
 * What a check found. Immutable; any thread.
 *
 * @param check what was asked
 * @param verdict how it ended
 * @param sentence for a failure the thing, the value and the remedy; otherwise what was seen or why
 *     the check was skipped
 * @param seed with which {@link ContractKit#seed} makes the check do the same again
 * @param nanos how long the check took
 */
public record CheckResult(Check check, Verdict verdict, String sentence, long seed, long nanos) {

  /** {@code "state.round-trip (level 4) FAILED with seed 42: ..."}. */
  @Override
  public String toString() {
    return check.id()
        + " (level "
        + check.level()
        + ") "
        + verdict
        + " with seed "
        + seed
        + ": "
        + sentence;
  }
}
