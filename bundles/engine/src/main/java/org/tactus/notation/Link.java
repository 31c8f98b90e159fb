// SPDX-License-Identifier: Apache-2.0
package org.tactus.notation;

/**
 * A link as the text means it. Immutable; any thread.
 *
 * @param from the name of the node that data leaves
 * @param output its port, or null for the first
 * @param to the name of the node that data enters
 * @param input its port, or null for the first
 */
public record Link(String from, String output, String to, String input) {

  /** As the notation writes it. */
  @Override
  public String toString() {
    return new Element.Reference(from, output) + " -> " + new Element.Reference(to, input);
  }
}
