// SPDX-License-Identifier: Apache-2.0
package org.tactus.shell.internal.command;

import org.tactus.api.node.Option;
import org.tactus.api.parameter.Parameter;
import org.tactus.shell.internal.text.Quantity;

/** What a parameter or an option takes, in words. */
public final class ParameterText {
  private ParameterText() {}

  /** Whether two differ in name and id at most. */
  static boolean alike(Parameter one, Parameter other) {
    return range(one).equals(range(other)) && initial(one).equals(initial(other));
  }

  /** For example {@code -120 to 40 dB}, or the labels. */
  public static String range(Parameter parameter) {
    return parameter.labels().isEmpty()
        ? Quantity.withUnit(
            Quantity.number(parameter.minimum()) + " to " + Quantity.number(parameter.maximum()),
            parameter.unit())
        : String.join(", ", parameter.labels());
  }

  /** The default with its unit, or its label. */
  static String initial(Parameter parameter) {
    int index = Math.round(parameter.defaultValue());
    return parameter.labels().isEmpty()
        ? Quantity.withUnit(Quantity.number(parameter.defaultValue()), parameter.unit())
        : index < parameter.labels().size() ? parameter.labels().get(index) : Quantity.UNKNOWN;
  }

  /** What an option takes. */
  static String range(Option option) {
    return switch (option.type()) {
      case TEXT -> "text";
      case PATH -> "a file";
      case SWITCH -> "false, true";
      case CHOICE -> String.join(", ", option.choices());
      case INTEGER -> bounds(option, "a whole number");
      case NUMBER -> bounds(option, "a number");
    };
  }

  private static String bounds(Option option, String any) {
    boolean low = Double.isFinite(option.minimum());
    boolean high = Double.isFinite(option.maximum());
    String minimum = Quantity.number(option.minimum());
    String maximum = Quantity.number(option.maximum());
    if (low && high) {
      return minimum + " to " + maximum;
    }
    return low ? minimum + " or more" : high ? maximum + " or less" : any;
  }

  /** An option's default, {@code required} where it must be given, nothing where there is none. */
  static String initial(Option option) {
    return switch (option.defaultValue()) {
      case null -> option.required() ? "required" : "";
      case Double number -> Quantity.number(number.doubleValue());
      case Object value -> value.toString();
    };
  }
}
