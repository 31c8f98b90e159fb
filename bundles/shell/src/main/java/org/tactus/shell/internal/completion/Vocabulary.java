// SPDX-License-Identifier: Apache-2.0
package org.tactus.shell.internal.completion;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.tactus.api.device.DeviceProvider;
import org.tactus.api.node.Option;
import org.tactus.api.parameter.Parameter;
import org.tactus.api.processor.ProcessorFactory;
import org.tactus.api.processor.ProcessorType;

/**
 * The types that the notation knows now.
 *
 * @param devices of devices, by name
 * @param processors of processors, by name
 */
record Vocabulary(List<Type> devices, List<Type> processors) {

  /**
   * A type.
   *
   * @param name the word in the notation
   * @param description one sentence
   * @param arguments what it takes
   */
  record Type(String name, String description, List<Argument> arguments) {}

  /**
   * An argument.
   *
   * @param id the word before the {@code =}
   * @param description what an operator reads
   * @param words the words that it takes; empty where it takes something else
   * @param parameter whether it may change while the pipeline runs
   */
  record Argument(String id, String description, List<String> words, boolean parameter) {
    private static Argument of(Option option) {
      return new Argument(
          option.id(),
          option.description(),
          option.type() == Option.Type.SWITCH ? List.of("false", "true") : option.choices(),
          false);
    }

    private static Argument of(Parameter parameter) {
      return new Argument(parameter.id(), parameter.name(), parameter.labels(), true);
    }
  }

  static Vocabulary of(List<DeviceProvider> providers, List<ProcessorFactory> factories) {
    return new Vocabulary(
        providers.stream()
            .map(provider ->
                new Type(
                    provider.type(),
                    provider.description(),
                    provider.options().stream().map(Argument::of).toList()))
            .toList(),
        factories.stream().map(ProcessorFactory::type).map(Vocabulary::type).toList());
  }

  private static Type type(ProcessorType type) {
    List<Argument> arguments = new ArrayList<>();
    type.options().forEach(option -> arguments.add(Argument.of(option)));
    type.parameters().stream()
        .filter(parameter -> !parameter.flags().contains(Parameter.Flag.EXPERT))
        .forEach(parameter -> arguments.add(Argument.of(parameter)));
    return new Type(type.name(), type.description(), arguments);
  }

  List<Type> types() {
    List<Type> types = new ArrayList<>(devices);
    types.addAll(processors);
    return types;
  }

  Optional<Type> type(String name) {
    return types().stream().filter(type -> type.name().equals(name)).findFirst();
  }
}
