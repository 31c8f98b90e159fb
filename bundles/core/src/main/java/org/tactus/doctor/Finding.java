// SPDX-License-Identifier: Apache-2.0
package org.tactus.doctor;

import java.util.Objects;

/**
 * What one check found.
 *
 * @param id a stable name for programs, lower case with dots, for example {@code kernel.preemption}
 * @param title what was looked at, for example {@code Kernel preemption}
 * @param severity how bad it is
 * @param seen what was read or measured, or why it could not be
 * @param cost what it does to a cycle, one sentence; empty when it costs nothing
 * @param remedy the exact command or kernel parameter that mends it; empty when nothing is to mend
 */
public record Finding(
    String id, String title, Severity severity, String seen, String cost, String remedy) {

  /** Checks that nothing is null and the id is lower case with dots. */
  public Finding {
    Objects.requireNonNull(title, "title");
    Objects.requireNonNull(severity, "severity");
    Objects.requireNonNull(seen, "seen");
    Objects.requireNonNull(cost, "cost");
    Objects.requireNonNull(remedy, "remedy");
    if (!id.matches("[a-z0-9]+([._-][a-z0-9]+)*")) {
      throw new IllegalArgumentException(
          "'" + id + "' is not a finding's id; use lower case words joined by dots");
    }
  }

  /** All is well. */
  public static Finding ok(String id, String title, String seen) {
    return new Finding(id, title, Severity.OK, seen, "", "");
  }

  /** Costs little, or could not be read. */
  public static Finding info(String id, String title, String seen, String cost, String remedy) {
    return new Finding(id, title, Severity.INFO, seen, cost, remedy);
  }

  /** Will make cycles late at times. */
  public static Finding warn(String id, String title, String seen, String cost, String remedy) {
    return new Finding(id, title, Severity.WARN, seen, cost, remedy);
  }

  /** Keeps real-time pipelines from working. */
  public static Finding fail(String id, String title, String seen, String cost, String remedy) {
    return new Finding(id, title, Severity.FAIL, seen, cost, remedy);
  }
}
