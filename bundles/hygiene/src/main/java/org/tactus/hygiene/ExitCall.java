// SPDX-License-Identifier: Apache-2.0
package org.tactus.hygiene;

import java.time.Instant;

/**
 * A call of a vendor's that would have ended the process and was stopped.
 *
 * @param bundle the bundle's symbolic name and version
 * @param call what was called first, as in {@code System.exit(3)}
 * @param first when
 * @param count how often since
 */
public record ExitCall(String bundle, String call, Instant first, long count) {

  /** What happened, for the operator. */
  public String sentence() {
    return "bundle " + bundle + " called " + call + "; the call was stopped; ask its vendor";
  }
}
