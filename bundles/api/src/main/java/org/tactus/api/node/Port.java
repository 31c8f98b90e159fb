// SPDX-License-Identifier: Apache-2.0
package org.tactus.api.node;

import org.tactus.api.Direction;
import org.tactus.api.MediaKind;

/**
 * A place where links meet a node. Immutable; any thread.
 *
 * @param name as in the notation {@code node.port}: {@code "in"}, {@code "out"}, {@code "2"}
 * @param direction seen from the node
 * @param kind what flows through
 * @param optional whether the node works with nothing linked here; an unlinked audio input is
 *     silent
 */
public record Port(String name, Direction direction, MediaKind kind, boolean optional) {

  /**
   * Checks the name.
   *
   * @throws IllegalArgumentException if the notation could not hold it
   */
  public Port {
    if (!name.matches("[A-Za-z0-9_]+")) {
      throw new IllegalArgumentException(
          "'" + name + "' is no port name; use letters, digits and _");
    }
  }

  /** An audio input that must be linked. */
  public static Port audioInput(String name) {
    return new Port(name, Direction.INPUT, MediaKind.AUDIO, false);
  }

  /** An audio output. */
  public static Port audioOutput(String name) {
    return new Port(name, Direction.OUTPUT, MediaKind.AUDIO, true);
  }

  /** An input of any kind that must be linked. */
  public static Port input(String name, MediaKind kind) {
    return new Port(name, Direction.INPUT, kind, false);
  }

  /** An output of any kind. */
  public static Port output(String name, MediaKind kind) {
    return new Port(name, Direction.OUTPUT, kind, true);
  }

  /** The same port, which need not be linked. */
  public Port asOptional() {
    return new Port(name, direction, kind, true);
  }
}
