// SPDX-License-Identifier: Apache-2.0
package org.tactus.shell.internal.completion;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.tactus.api.parameter.Parameter;
import org.tactus.deploy.DeployedBundle;
import org.tactus.engine.Containment;
import org.tactus.engine.NodeStatus;
import org.tactus.engine.ParameterStatus;
import org.tactus.engine.PipelineStatus;
import org.tactus.notation.Element;
import org.tactus.shell.internal.command.ParameterText;
import org.tactus.shell.internal.text.Quantity;

/** What the word under the cursor may become, by the command and the words before it. */
final class ArgumentCompletion {
  private static final String CLOCK = "--clock";
  private static final Set<String> OPTIONS_WITH_A_VALUE =
      Set.of(
          "--rate",
          "--period",
          CLOCK,
          "--workers",
          "--probation",
          "--last",
          "--level",
          "--seed",
          "--seconds");

  private final List<PipelineStatus> pipelines;
  private final Vocabulary vocabulary;
  private final List<DeployedBundle> deployed;

  ArgumentCompletion(
      List<PipelineStatus> pipelines, Vocabulary vocabulary, List<DeployedBundle> deployed) {
    this.pipelines = pipelines;
    this.deployed = deployed;
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
          "rt:latency",
          "rt:xruns",
          "rt:ledger" ->
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
      case "pipeline:swap" ->
          switch (arguments.size()) {
            case 0 -> names();
            case 1 -> nodes(arguments.getFirst());
            case 2 -> types(vocabulary.processors());
            default -> List.of();
          };
      case "pipeline:contain" ->
          switch (arguments.size()) {
            case 0 -> names();
            case 1 -> nodes(arguments.getFirst());
            case 2 ->
                Arrays.stream(Containment.values())
                    .map(rung -> Suggestion.word(rung.word(), ""))
                    .toList();
            default -> List.of();
          };
      case "rt:investigate" ->
          switch (arguments.size()) {
            case 0 -> names();
            case 1 ->
                List.of(
                    Suggestion.word("on", "for 10 min"),
                    Suggestion.word("off", ""),
                    Suggestion.word("30s", "for half a minute"));
            default -> List.of();
          };
      case "device:list" -> arguments.isEmpty() ? types(vocabulary.devices()) : List.of();
      case "contract:run" -> arguments.isEmpty() ? contracts() : List.of();
      case "processor:list" -> arguments.isEmpty() ? types(vocabulary.processors()) : List.of();
      case "deploy:rollback", "deploy:uninstall", "deploy:history" ->
          arguments.isEmpty() ? bundles() : List.of();
      default -> List.of();
    };
  }

  private List<Suggestion> bundles() {
    return deployed.stream()
        .map(bundle -> Suggestion.word(bundle.symbolicName(), bundle.version()))
        .toList();
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

  private List<Suggestion> contracts() {
    List<Suggestion> all = new ArrayList<>(types(vocabulary.processors()));
    for (PipelineStatus pipeline : pipelines) {
      for (Element.Definition node : pipeline.specification().graph().nodes()) {
        if (vocabulary.processors().stream().anyMatch(type -> type.name().equals(node.type()))) {
          all.add(Suggestion.word(pipeline.name() + "." + node.node(), node.type()));
        }
      }
    }
    return all;
  }

  private List<Suggestion> names() {
    return pipelines.stream()
        .map(pipeline ->
            Suggestion.word(pipeline.name(), pipeline.state().name().toLowerCase(Locale.ROOT)))
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
        .map(pipeline ->
            List.of(
                Suggestion.more("", pipeline.specification().graph().toString(), "as it is now")))
        .orElse(List.of());
  }

  private Optional<PipelineStatus> pipeline(String name) {
    return pipelines.stream().filter(pipeline -> pipeline.name().equals(name)).findFirst();
  }

  private List<Suggestion> nodes(String name) {
    return pipeline(name).stream()
        .flatMap(pipeline -> pipeline.specification().graph().nodes().stream())
        .map(node -> Suggestion.word(node.node(), node.type()))
        .toList();
  }

  private List<Suggestion> parameters(String name, String typed) {
    int equals = typed.indexOf('=');
    if (equals >= 0) {
      return values(name, typed.substring(0, equals), typed.substring(0, equals + 1));
    }
    return settings(name).stream()
        .map(setting -> Suggestion.word(setting.id(), setting.description()))
        .toList();
  }

  private List<Suggestion> values(String name, String id, String before) {
    return settings(name).stream()
        .filter(setting -> setting.id().equals(id))
        .flatMap(setting -> setting.words().stream())
        .map(word -> new Suggestion(before + word, word, "", true))
        .toList();
  }

  /** A parameter of a node: {@code node.parameter}, what it means, what it takes. */
  private record Setting(String id, String description, List<String> words) {
    static Setting of(NodeStatus node, ParameterStatus status) {
      Parameter parameter = status.descriptor();
      return new Setting(
          node.name() + "." + parameter.id(),
          parameter.name()
              + ": "
              + Quantity.withUnit(status.text(), parameter.unit())
              + " of "
              + ParameterText.range(parameter),
          parameter.labels().isEmpty() ? List.of(status.text()) : parameter.labels());
    }

    static Setting of(Element.Definition node, Vocabulary.Argument argument) {
      return new Setting(
          node.node() + "." + argument.id(), argument.description(), argument.words());
    }
  }

  /** As the nodes have them, or, before the first start, as their types do. */
  private List<Setting> settings(String name) {
    List<Setting> settings = new ArrayList<>();
    for (PipelineStatus pipeline : pipeline(name).stream().toList()) {
      for (NodeStatus node : pipeline.nodes()) {
        for (ParameterStatus parameter : node.parameters()) {
          if (!parameter.descriptor().flags().contains(Parameter.Flag.EXPERT)) {
            settings.add(Setting.of(node, parameter));
          }
        }
      }
      if (pipeline.nodes().isEmpty()) {
        for (Element.Definition node : pipeline.specification().graph().nodes()) {
          vocabulary.type(node.type()).map(Vocabulary.Type::arguments).orElse(List.of()).stream()
              .filter(Vocabulary.Argument::parameter)
              .forEach(argument -> settings.add(Setting.of(node, argument)));
        }
      }
    }
    return settings;
  }
}
