// SPDX-License-Identifier: Apache-2.0
package org.tactus.notation;

/**
 * One argument of a node. Immutable; any thread.
 *
 * @param key null where the argument goes by its place
 * @param value the value
 */
public record Argument(String key, Value value) {

  /** As the notation writes it. */
  @Override
  public String toString() {
    return key == null ? value.toString() : key + "=" + value;
  }
}
