// SPDX-License-Identifier: Apache-2.0
package org.tactus.engine;

/**
 * How a node is contained. Immutable; any thread.
 *
 * @param rung where it stands on the ladder
 * @param strikes how often it was bypassed for what it did, lately
 * @param faults how often it did what it must not since the pipeline was made
 * @param reason what it did last that it must not, or who said so; empty where there is nothing
 */
public record NodeContainment(Containment rung, int strikes, long faults, String reason) {

  /** Nothing is wrong with it. */
  public static final NodeContainment NONE = new NodeContainment(Containment.NONE, 0, 0, "");
}
