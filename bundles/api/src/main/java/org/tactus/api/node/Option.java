// SPDX-License-Identifier: Apache-2.0
package org.tactus.api.node;

import java.util.List;

/**
 * Describes a choice made when a node is created and fixed for its life: a file, a number of
 * inputs. What may change while the cycle runs is a {@link org.tactus.api.parameter.Parameter}. The
 * first option of a list is the one that the notation takes without its name. Immutable; any
 * thread.
 *
 * @param id stable name in notation and configuration: a lower-case letter, then letters and digits
 * @param type what the value is
 * @param description what an operator reads
 * @param defaultValue of the type's Java class; null where the option may be left out or must be
 *     given
 * @param required whether it must be given
 * @param minimum lowest number allowed
 * @param maximum highest number allowed
 * @param choices the words allowed of a {@link Type#CHOICE}
 */
public record Option(
    String id,
    Type type,
    String description,
    Object defaultValue,
    boolean required,
    double minimum,
    double maximum,
    List<String> choices) {

  /** The types of options. */
  public enum Type {
    /** A {@code String}. */
    TEXT,
    /** A {@code String} that names a file. */
    PATH,
    /** A {@code Long}. */
    INTEGER,
    /** A {@code Double}. */
    NUMBER,
    /** A {@code Boolean}. */
    SWITCH,
    /** A {@code String} out of {@link Option#choices()}. */
    CHOICE
  }

  /**
   * Checks the id.
   *
   * @throws IllegalArgumentException if it is not an identifier
   */
  public Option {
    choices = List.copyOf(choices);
    if (!id.matches("[a-z][A-Za-z0-9]*")) {
      throw new IllegalArgumentException(
          "'" + id + "' is no option id; use a lower-case letter, then letters and digits");
    }
  }

  private static Option plain(String id, Type type, String description) {
    return new Option(
        id,
        type,
        description,
        null,
        false,
        Double.NEGATIVE_INFINITY,
        Double.POSITIVE_INFINITY,
        List.of());
  }

  /** Text. */
  public static Option text(String id, String description) {
    return plain(id, Type.TEXT, description);
  }

  /** A file's path. */
  public static Option path(String id, String description) {
    return plain(id, Type.PATH, description);
  }

  /** A switch, off unless given. */
  public static Option toggle(String id, String description) {
    return plain(id, Type.SWITCH, description).orElse(Boolean.FALSE);
  }

  /** A whole number in a range. */
  public static Option integer(String id, String description, long minimum, long maximum) {
    return new Option(id, Type.INTEGER, description, null, false, minimum, maximum, List.of());
  }

  /** A number in a range. */
  public static Option number(String id, String description, double minimum, double maximum) {
    return new Option(id, Type.NUMBER, description, null, false, minimum, maximum, List.of());
  }

  /** One of a few words; the first is the default. */
  public static Option choice(String id, String description, String... choices) {
    return new Option(
        id,
        Type.CHOICE,
        description,
        choices[0],
        false,
        Double.NEGATIVE_INFINITY,
        Double.POSITIVE_INFINITY,
        List.of(choices));
  }

  /** The same with a default: a String, Long, Double or Boolean as the type asks. */
  public Option orElse(Object value) {
    return new Option(id, type, description, value, required, minimum, maximum, choices);
  }

  /** The same, which must be given. */
  public Option asRequired() {
    return new Option(id, type, description, defaultValue, true, minimum, maximum, choices);
  }
}
