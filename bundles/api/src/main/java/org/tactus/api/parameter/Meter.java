// SPDX-License-Identifier: Apache-2.0
package org.tactus.api.parameter;

/**
 * Describes a value that a node measures and the host shows. Immutable; any thread.
 *
 * @param id stable name: a lower-case letter, then letters and digits
 * @param name what an operator reads
 * @param unit {@code "LUFS"}, {@code "dBTP"}; empty where there is none
 */
public record Meter(String id, String name, String unit) {

  /**
   * Checks the id.
   *
   * @throws IllegalArgumentException if it is not an identifier
   */
  public Meter {
    if (!id.matches("[a-z][A-Za-z0-9]*")) {
      throw new IllegalArgumentException(
          "'" + id + "' is no meter id; use a lower-case letter, then letters and digits");
    }
  }
}
