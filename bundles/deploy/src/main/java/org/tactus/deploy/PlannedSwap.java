// SPDX-License-Identifier: Apache-2.0
package org.tactus.deploy;

/**
 * A node of a running pipeline that a deployment would swap. Immutable; any thread.
 *
 * @param pipeline its name
 * @param node its name
 * @param from the code it runs as {@code type@version}
 * @param to the code it would run as {@code type@version}; empty if the new bundle has none
 * @param budgetMicros what the new code declares that a cycle costs; 0 if it declares nothing
 * @param leftMicros what the pipeline's cycles leave of the period
 */
public record PlannedSwap(
    String pipeline, String node, String from, String to, double budgetMicros, double leftMicros) {

  /** Whether the declared cost fits beside the old code, which runs until the probation is over. */
  public boolean fits() {
    return budgetMicros <= leftMicros;
  }
}
