// SPDX-License-Identifier: Apache-2.0
package org.tactus.doctor;

/** How bad a finding is, the least bad first. */
public enum Severity {
  /** As it should be. */
  OK,
  /** Could be better, costs little, or could not be read. */
  INFO,
  /** Will make cycles late at times. */
  WARN,
  /** Real-time pipelines cannot keep their promise; {@code tactus doctor} exits non-zero. */
  FAIL
}
