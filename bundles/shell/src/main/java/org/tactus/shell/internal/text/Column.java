// SPDX-License-Identifier: Apache-2.0
package org.tactus.shell.internal.text;

/**
 * A column of a {@link Table}.
 *
 * @param header what stands above it
 * @param right whether its cells end at the same place, as numbers do
 */
public record Column(String header, boolean right) {

  /** A column of text. */
  public static Column left(String header) {
    return new Column(header, false);
  }

  /** A column of numbers. */
  public static Column right(String header) {
    return new Column(header, true);
  }
}
