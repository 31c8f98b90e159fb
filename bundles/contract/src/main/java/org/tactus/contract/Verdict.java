// SPDX-License-Identifier: Apache-2.0
package org.tactus.contract;

/** How a check ended. */
public enum Verdict {
  /** The contract is kept. */
  PASSED,
  /** The contract is broken. */
  FAILED,
  /** The check does not apply, or was excepted; the sentence says why. */
  SKIPPED
}
