// SPDX-License-Identifier: Apache-2.0
package org.tactus.shell.internal.completion;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What may follow the beginning of a pipeline's notation. */
final class NotationCompletion {
  private static final Pattern STRING = Pattern.compile("\"(?:\\\\.|[^\"\\\\])*\"");
  private static final Pattern LAST_WORD = Pattern.compile("[A-Za-z_][A-Za-z0-9_-]*$");
  private static final Pattern TYPE = Pattern.compile("([A-Za-z_][A-Za-z0-9_-]*)\\s*$");
  private static final Pattern NAME = Pattern.compile("([A-Za-z_][A-Za-z0-9_-]*)\\s*:");
  private static final Pattern KEY = Pattern.compile("([A-Za-z_][A-Za-z0-9_-]*)\\s*=\\s*$");

  private final Vocabulary vocabulary;

  NotationCompletion(Vocabulary vocabulary) {
    this.vocabulary = vocabulary;
  }

  /** Nothing within a string, or where only a number can follow. */
  List<Suggestion> after(String text) {
    String masked = STRING.matcher(text).replaceAll(string -> "_".repeat(string.group().length()));
    if (masked.indexOf('"') >= 0) {
      return List.of();
    }
    Matcher last = LAST_WORD.matcher(masked);
    int start = last.find() ? last.start() : masked.length();
    String before = text.substring(0, start);
    String maskedBefore = masked.substring(0, start);
    int open = maskedBefore.lastIndexOf('(');
    return open > maskedBefore.lastIndexOf(')')
        ? arguments(before, maskedBefore, open)
        : elements(before, maskedBefore);
  }

  private List<Suggestion> arguments(String before, String masked, int open) {
    Matcher type = TYPE.matcher(masked.substring(0, open));
    if (!type.find()) {
      return List.of();
    }
    List<Vocabulary.Argument> arguments =
        vocabulary.type(type.group(1)).map(Vocabulary.Type::arguments).orElse(List.of());
    Matcher key = KEY.matcher(masked);
    if (key.find()) {
      return arguments.stream()
          .filter(argument -> argument.id().equals(key.group(1)))
          .flatMap(argument -> argument.words().stream())
          .map(word -> Suggestion.more(before, word, ""))
          .toList();
    }
    String end = masked.stripTrailing();
    return end.endsWith("(") || end.endsWith(",")
        ? arguments.stream()
            .map(argument -> Suggestion.more(before, argument.id() + "=", argument.description()))
            .toList()
        : List.of();
  }

  private List<Suggestion> elements(String before, String masked) {
    String end = masked.strip();
    if (!end.isEmpty() && Stream.of("->", ":", ";").noneMatch(end::endsWith)) {
      return List.of();
    }
    List<Suggestion> suggestions = new ArrayList<>();
    vocabulary
        .types()
        .forEach(type ->
            suggestions.add(Suggestion.more(before, type.name() + "(", type.description())));
    if (!end.endsWith(":")) {
      Matcher name = NAME.matcher(masked);
      while (name.find()) {
        suggestions.add(Suggestion.more(before, name.group(1), "a node of this pipeline"));
      }
    }
    return suggestions;
  }
}
