// SPDX-License-Identifier: Apache-2.0
package org.tactus.notation;

import java.util.List;
import java.util.stream.Collectors;

/**
 * One element of a chain: a node defined in place, or a reference to one. Immutable; any thread.
 */
public sealed interface Element {

  /** The name of the node that is meant. */
  String node();

  /**
   * A node defined in place.
   *
   * @param node its name, given or derived from the type
   * @param named whether the text gives the name
   * @param type the word before the parenthesis
   * @param arguments as written, in order
   */
  record Definition(String node, boolean named, String type, List<Argument> arguments)
      implements Element {

    /** Copies the list. */
    public Definition {
      arguments = List.copyOf(arguments);
    }

    /** The same with other arguments. */
    public Definition withArguments(List<Argument> newArguments) {
      return new Definition(node, named, type, newArguments);
    }

    /** The same with another type; it keeps its name. */
    public Definition withType(String newType) {
      return new Definition(node, named || !newType.equals(type), newType, arguments);
    }

    /** As the notation writes it. */
    @Override
    public String toString() {
      return (named ? node + ": " : "")
          + type
          + arguments.stream().map(Argument::toString).collect(Collectors.joining(", ", "(", ")"));
    }
  }

  /**
   * A reference to a node defined elsewhere.
   *
   * @param node its name
   * @param port null for the first port that fits
   */
  record Reference(String node, String port) implements Element {

    /** As the notation writes it. */
    @Override
    public String toString() {
      return port == null ? node : node + "." + port;
    }
  }
}
