// SPDX-License-Identifier: Apache-2.0
package org.tactus.bench.internal;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.tactus.api.RefusedException;
import org.tactus.api.node.Option;
import org.tactus.api.node.Options;

/** Reads the words behind a benchmark's name. */
final class CommandLine {

  private CommandLine() {}

  /**
   * Reads {@code --ID VALUE} and, of a switch, {@code --ID}.
   *
   * @throws RefusedException if a word is not one of the options, or its value does not fit
   */
  static Options read(String benchmark, List<Option> options, List<String> words)
      throws RefusedException {
    Map<String, Object> values = new HashMap<>();
    for (Option option : options) {
      if (option.defaultValue() != null) {
        values.put(option.id(), option.defaultValue());
      }
    }
    for (int i = 0; i < words.size(); i++) {
      Option option = find(benchmark, options, words.get(i));
      if (option.type() == Option.Type.SWITCH) {
        values.put(option.id(), true);
        continue;
      }
      if (++i == words.size()) {
        throw new RefusedException("--" + option.id() + " needs a value");
      }
      values.put(option.id(), value(option, words.get(i)));
    }
    return Options.of(values);
  }

  private static Option find(String benchmark, List<Option> options, String word)
      throws RefusedException {
    for (Option option : options) {
      if (word.equals("--" + option.id())) {
        return option;
      }
    }
    throw new RefusedException(
        "'tactus bench "
            + benchmark
            + "' has no option '"
            + word
            + "'; it takes "
            + options.stream().map(option -> "--" + option.id()).collect(Collectors.joining(", "))
            + " and --json");
  }

  private static Object value(Option option, String text) throws RefusedException {
    return switch (option.type()) {
      case INTEGER -> {
        double number = number(option, text);
        if (number != Math.rint(number)) {
          throw refusal(option, text);
        }
        yield (long) number;
      }
      case NUMBER -> number(option, text);
      case CHOICE -> {
        if (!option.choices().contains(text)) {
          throw new RefusedException(
              "--" + option.id() + " is one of " + option.choices() + ", not '" + text + "'");
        }
        yield text;
      }
      case TEXT, PATH -> text;
      case SWITCH -> true;
    };
  }

  private static double number(Option option, String text) throws RefusedException {
    double number = Double.NaN;
    try {
      number = Double.parseDouble(text);
    } catch (NumberFormatException _) {
      // Stays a value that the next check refuses.
    }
    if (!(number >= option.minimum() && number <= option.maximum())) {
      throw refusal(option, text);
    }
    return number;
  }

  private static RefusedException refusal(Option option, String text) {
    return new RefusedException(
        "--%s takes a %s from %s to %s, not '%s'"
            .formatted(
                option.id(),
                option.type() == Option.Type.INTEGER ? "whole number" : "number",
                Table.number(option.minimum(), ""),
                Table.number(option.maximum(), ""),
                text));
  }
}
