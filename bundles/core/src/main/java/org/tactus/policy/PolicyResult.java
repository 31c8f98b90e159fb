// SPDX-License-Identifier: Apache-2.0
package org.tactus.policy;

import java.util.Objects;

/**
 * One thing asked of the machine and what it really did.
 *
 * @param name what was asked for, for example {@code cycle:demo scheduler}
 * @param requested what it should be, for example {@code SCHED_FIFO 80}
 * @param effective what was read back from the kernel
 * @param ok true when what was read back is what was requested
 * @param remedy one sentence that says which right or kernel option is missing and how to give it;
 *     empty when {@code ok}
 */
public record PolicyResult(
    String name, String requested, String effective, boolean ok, String remedy) {

  /** Checks that nothing is null. */
  public PolicyResult {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(requested, "requested");
    Objects.requireNonNull(effective, "effective");
    Objects.requireNonNull(remedy, "remedy");
  }

  /** A request that took. */
  public static PolicyResult applied(String name, String requested, String effective) {
    return new PolicyResult(name, requested, effective, true, "");
  }

  /** A request that did not take, with the sentence that says how to make it take. */
  public static PolicyResult failed(
      String name, String requested, String effective, String remedy) {
    return new PolicyResult(name, requested, effective, false, remedy);
  }
}
