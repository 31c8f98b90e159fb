// SPDX-License-Identifier: Apache-2.0
package org.tactus.engine.internal;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.tactus.api.RefusedException;
import org.tactus.api.node.Option;
import org.tactus.api.node.Options;
import org.tactus.api.parameter.Parameter;
import org.tactus.notation.Argument;
import org.tactus.notation.Element;
import org.tactus.notation.Value;

/**
 * The arguments of a node, checked against what its type describes.
 *
 * @param options complete with defaults
 * @param values the initial value of every parameter
 */
record Arguments(Options options, float[] values) {

  /** Options first, since the list of parameters may depend on them. */
  static Options options(Element.Definition node, List<Option> described) throws RefusedException {
    Map<String, Value> given = keyed(node, described);
    Map<String, Object> values = new TreeMap<>();
    for (Option option : described) {
      Value value = given.get(option.id());
      if (value != null) {
        values.put(option.id(), read(node, option, value));
      } else if (option.required()) {
        throw new RefusedException(
            "node '"
                + node.node()
                + "' lacks "
                + option.id()
                + " ("
                + option.description()
                + "); write "
                + node.type()
                + "("
                + option.id()
                + "=...)");
      } else if (option.defaultValue() != null) {
        values.put(option.id(), option.defaultValue());
      }
    }
    return Options.of(values);
  }

  static float[] parameters(
      Element.Definition node, List<Option> options, List<Parameter> parameters)
      throws RefusedException {
    Map<String, Value> given = keyed(node, options);
    float[] values = new float[parameters.size()];
    for (int i = 0; i < values.length; i++) {
      Parameter parameter = parameters.get(i);
      Value value = given.get(parameter.id());
      values[i] =
          value == null
              ? parameter.defaultValue()
              : parameterValue(node.node(), parameter, value.text());
      given.remove(parameter.id());
    }
    options.forEach(option -> given.remove(option.id()));
    if (!given.isEmpty()) {
      String known =
          Stream.concat(options.stream().map(Option::id), parameters.stream().map(Parameter::id))
              .limit(24)
              .collect(Collectors.joining(", "));
      throw new RefusedException(
          "node '"
              + node.node()
              + "' has no '"
              + given.keySet().iterator().next()
              + "'; "
              + (known.isEmpty()
                  ? node.type() + " takes no arguments"
                  : node.type() + " takes " + known));
    }
    return values;
  }

  /** Reads a parameter's value: a number in its range or one of its labels. */
  static float parameterValue(String node, Parameter parameter, String text)
      throws RefusedException {
    int label = parameter.labels().indexOf(text);
    if (label >= 0) {
      return label;
    }
    float value;
    try {
      value = Float.parseFloat(text);
    } catch (NumberFormatException e) {
      throw outOfRange(node, parameter, text, e);
    }
    if (!(value >= parameter.minimum() && value <= parameter.maximum())
        || (!parameter.labels().isEmpty() && value != Math.rint(value))) {
      throw outOfRange(node, parameter, text, null);
    }
    return value;
  }

  private static RefusedException outOfRange(
      String node, Parameter parameter, String text, Throwable cause) {
    String range =
        parameter.labels().isEmpty()
            ? "a number from "
                + Value.number(parameter.minimum())
                + " to "
                + Value.number(parameter.maximum())
                + (parameter.unit().isEmpty() ? "" : " " + parameter.unit())
            : String.join(", ", parameter.labels());
    return new RefusedException(
        "'" + text + "' does not fit " + node + "." + parameter.id() + "; give " + range, cause);
  }

  /** A parameter's value as the notation writes it. */
  static Value written(Parameter parameter, float value) {
    return parameter.labels().isEmpty()
        ? Value.number(Double.parseDouble(Float.toString(value)))
        : Value.word(parameter.labels().get((int) value));
  }

  private static Map<String, Value> keyed(Element.Definition node, List<Option> described)
      throws RefusedException {
    Map<String, Value> keyed = new LinkedHashMap<>();
    List<Argument> arguments = node.arguments();
    for (int i = 0; i < arguments.size(); i++) {
      Argument argument = arguments.get(i);
      String key = argument.key();
      if (key == null) {
        if (i >= described.size()) {
          throw new RefusedException(
              "node '"
                  + node.node()
                  + "' takes "
                  + (described.isEmpty() ? "no" : "at most " + described.size())
                  + " arguments without a key; write key="
                  + argument.value());
        }
        key = described.get(i).id();
      }
      if (keyed.put(key, argument.value()) != null) {
        throw new RefusedException(
            "'" + key + "' of node '" + node.node() + "' is given twice; give it once");
      }
    }
    return keyed;
  }

  private static Object read(Element.Definition node, Option option, Value value)
      throws RefusedException {
    String text = value.text();
    List<String> wanted = new ArrayList<>();
    switch (option.type()) {
      case TEXT, PATH -> {
        return text;
      }
      case INTEGER, NUMBER -> {
        try {
          double number = Double.parseDouble(text);
          boolean whole = number == Math.rint(number);
          if (number >= option.minimum()
              && number <= option.maximum()
              && (whole || option.type() == Option.Type.NUMBER)) {
            return option.type() == Option.Type.INTEGER ? (Object) (long) number : (Object) number;
          }
        } catch (NumberFormatException _) {
          // Falls through to the refusal, which names the range.
        }
        wanted.add(
            (option.type() == Option.Type.INTEGER ? "a whole number from " : "a number from ")
                + Value.number(option.minimum())
                + " to "
                + Value.number(option.maximum()));
      }
      case SWITCH -> {
        if (text.equals("true") || text.equals("false")) {
          return Boolean.valueOf(text);
        }
        wanted.addAll(List.of("true", "false"));
      }
      case CHOICE -> {
        if (option.choices().contains(text)) {
          return text;
        }
        wanted.addAll(option.choices());
      }
    }
    throw new RefusedException(
        "'"
            + text
            + "' does not fit "
            + node.node()
            + "."
            + option.id()
            + "; give "
            + String.join(" or ", wanted));
  }
}
