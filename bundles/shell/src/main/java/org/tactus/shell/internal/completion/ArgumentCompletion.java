// SPDX-License-Identifier: Apache-2.0
package org.tactus.shell.internal.completion;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.tactus.engine.NodeStatus;
import org.tactus.engine.ParameterStatus;
import org.tactus.engine.PipelineStatus;
import org.tactus.shell.internal.command.ParameterText;
import org.tactus.shell.internal.text.Quantity;

/** What the word under the cursor may become, by the command and the words before it. */
final class ArgumentCompletion {
  private static final String CLOCK = "--clock";
  private static final Set<String> OPTIONS_WITH_A_VALUE =
      Set.of("--rate", "--period", CLOCK, "--workers");

  private final List<PipelineStatus> pipelines;
  private final Vocabulary vocabulary;

  ArgumentCompletion(List<PipelineStatus> pipelines, Vocabulary vocabulary) {
    this.pipelines = pipelines;
    this.vocabulary = vocabulary;
  }

  /**
   * Suggests.
   *
   * @param command with its scope
   * @param words those between the command and the cursor's word
   * @param typed the cursor's word as far as the cursor
   */
  List<Suggestion> suggest(String command, List<String> words, String typed) {
    if (!words.isEmpty() && OPTIONS_WITH_A_VALUE.contains(words.getLast())) {
      return words.getLast().equals(CLOCK) ? types(vocabulary.devices()) : List.of();
    }
    List<String> arguments = arguments(words);
    return switch (command) {
      case "pipeline:show",
          "pipeline:start",
          "pipeline:stop",
          "pipeline:remove",
          "pipeline:stats",
          "rt:latency" ->
          arguments.isEmpty() ? names() : List.of();
      case "pipeline:edit" ->
          switch (arguments.size()) {
            case 0 -> names();
            case 1 -> edited(arguments.getFirst(), typed);
            default -> List.of();
          };
      case "pipeline:create" -> arguments.size() == 1 ? notation(typed) : List.of();
      case "pipeline:set" ->
          switch (arguments.size()) {
            case 0 -> names();
            case 1 -> parameters(arguments.getFirst(), typed);
            case 2 -> values(arguments.getFirst(), arguments.getLast(), "");
            default -> List.of();
          };
      case "device:list" -> arguments.isEmpty() ? types(vocabulary.devices()) : List.of();
      case "processor:list" -> arguments.isEmpty() ? types(vocabulary.processors()) : List.of();
      default -> List.of();
    };
  }

  private static List<String> arguments(List<String> words) {
    List<String> arguments = new ArrayList<>();
    for (int i = 0; i < words.size(); i++) {
      if (OPTIONS_WITH_A_VALUE.contains(words.get(i))) {
        i++;
      } else if (!words.get(i).startsWith("--")) {
        arguments.add(words.get(i));
      }
    }
    return arguments;
  }

  private static List<Suggestion> types(List<Vocabulary.Type> types) {
    return types.stream().map(type -> Suggestion.word(type.name(), type.description())).toList();
  }

  private List<Suggestion> names() {
    return pipelines.stream()
        .map(
            pipeline ->
                Suggestion.word(
                    pipeline.name(), pipeline.state().name().toLowerCase(java.util.Locale.ROOT)))
        .toList();
  }

  private List<Suggestion> notation(String typed) {
    return new NotationCompletion(vocabulary).after(typed);
  }

  /** Before anything is typed, what the pipeline is made of now is there to be changed. */
  private List<Suggestion> edited(String name, String typed) {
    if (!typed.isEmpty()) {
      return notation(typed);
    }
    return pipeline(name)
        .map(
            pipeline ->
                List.of(
                    Suggestion.more(
                        "", pipeline.specification().graph().toString(), "as it is now")))
        .orElse(List.of());
  }

  private Optional<PipelineStatus> pipeline(String name) {
    return pipelines.stream().filter(pipeline -> pipeline.name().equals(name)).findFirst();
  }

  private List<Suggestion> parameters(String name, String typed) {
    int equals = typed.indexOf('=');
    if (equals >= 0) {
      return values(name, typed.substring(0, equals), typed.substring(0, equals + 1));
    }
    List<Suggestion> suggestions = new ArrayList<>();
    for (NodeStatus node : pipeline(name).map(PipelineStatus::nodes).orElse(List.of())) {
      for (ParameterStatus parameter : node.parameters()) {
        suggestions.add(
            Suggestion.word(
                id(node, parameter),
                parameter.descriptor().name()
                    + ": "
                    + Quantity.withUnit(parameter.text(), parameter.descriptor().unit())
                    + " of "
                    + ParameterText.range(parameter.descriptor())));
      }
    }
    return suggestions;
  }

  private static String id(NodeStatus node, ParameterStatus parameter) {
    return node.name() + "." + parameter.descriptor().id();
  }

  private List<Suggestion> values(String name, String id, String before) {
    List<Suggestion> suggestions = new ArrayList<>();
    for (NodeStatus node : pipeline(name).map(PipelineStatus::nodes).orElse(List.of())) {
      for (ParameterStatus parameter : node.parameters()) {
        if (id(node, parameter).equals(id)) {
          words(parameter)
              .forEach(
                  word ->
                      suggestions.add(
                          new Suggestion(
                              before + word,
                              word,
                              word.equals(parameter.text()) ? "as it is now" : "",
                              true)));
        }
      }
    }
    return suggestions;
  }

  private static List<String> words(ParameterStatus parameter) {
    return parameter.descriptor().labels().isEmpty()
        ? List.of(parameter.text())
        : parameter.descriptor().labels();
  }
}
