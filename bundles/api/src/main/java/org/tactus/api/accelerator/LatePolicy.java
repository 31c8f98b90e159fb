// SPDX-License-Identifier: Apache-2.0
package org.tactus.api.accelerator;

/** What a node does when its accelerator misses the deadline. */
public enum LatePolicy {
  /** Wait on, and be late. */
  WAIT,
  /** Repeat the last result. */
  LAST_GOOD,
  /** Compute on the CPU. */
  CPU_TWIN
}
