// SPDX-License-Identifier: Apache-2.0
package org.tactus.contract.internal;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.tactus.api.RefusedException;
import org.tactus.api.node.Contract;
import org.tactus.api.node.Option;
import org.tactus.api.node.Port;
import org.tactus.api.parameter.Meter;
import org.tactus.api.parameter.Parameter;
import org.tactus.api.processor.ProcessorType;

/** Level 1: what is declared makes sense. */
final class Descriptors {

  static final List<Entry<ProcessorSubject>> ENTRIES =
      List.of(
          Entry.of(
              1,
              "type.descriptor",
              "The type has a version, a description of one sentence, and ids that occur once.",
              Descriptors::type),
          Entry.of(
              1,
              "parameter.descriptors",
              "Every parameter has a finite range that is not empty, a name, and labels that fit.",
              Descriptors::parameters),
          Entry.of(
              1,
              "option.descriptors",
              "Every option has a description and a default of its type and range.",
              Descriptors::options),
          Entry.of(
              1,
              "contract.descriptor",
              "No declared cost is negative, infinite or not a number.",
              Descriptors::contract),
          Entry.of(
              1,
              "ports.descriptor",
              "There is a port, names occur once in a direction, and the same options give the same"
                  + " ports.",
              Descriptors::ports));

  private Descriptors() {}

  private static String type(ProcessorSubject subject, long seed) throws Broken {
    ProcessorType type = subject.type();
    if (type == null) {
      throw new Broken("type() gave null; make a ProcessorType once and return it every time");
    }
    if (subject.factory().type() != type) {
      throw new Broken(
          "type() gave another object the second time; make it once and return it every time");
    }
    if (!type.version().matches("\\d+(\\.\\d+(\\.\\d+(\\.[A-Za-z0-9_-]+)?)?)?")) {
      throw new Broken("version '" + type.version() + "' is no OSGi version; write 1.0.0, say");
    }
    words("the description of '" + type.name() + "'", type.description());
    Set<String> ids = new HashSet<>();
    for (Option option : type.options()) {
      once(ids, option.id(), "option");
    }
    for (Parameter parameter : type.parameters()) {
      once(ids, parameter.id(), "parameter");
    }
    Set<String> meters = new HashSet<>();
    for (Meter meter : type.meters()) {
      once(meters, meter.id(), "meter");
      words("the name of meter '" + meter.id() + "'", meter.name());
    }
    return type.name() + " " + type.version();
  }

  private static void once(Set<String> ids, String id, String kind) throws Broken {
    if (!ids.add(id)) {
      throw new Broken(
          "the id '"
              + id
              + "' of a "
              + kind
              + " occurs twice; arguments of the notation share one set of names: rename one");
    }
  }

  static void words(String what, String text) throws Broken {
    if (text == null || text.isBlank() || text.lines().count() > 1) {
      throw new Broken(what + " is '" + text + "'; write one line that an operator understands");
    }
  }

  private static String parameters(ProcessorSubject subject, long seed)
      throws Broken, Inapplicable {
    List<Parameter> parameters = subject.parameters();
    if (parameters.isEmpty()) {
      throw new Inapplicable("it has no parameters");
    }
    for (Parameter parameter : parameters) {
      String id = "parameter '" + parameter.id() + "'";
      words("the name of " + id, parameter.name());
      float span = parameter.maximum() - parameter.minimum();
      if (!Float.isFinite(span) || span <= 0) {
        throw new Broken(
            id
                + " ranges from "
                + parameter.minimum()
                + " to "
                + parameter.maximum()
                + "; give it finite ends, the greater one last");
      }
      int labels = parameter.labels().size();
      if (labels > 0 && (parameter.minimum() != 0 || span != labels - 1)) {
        throw new Broken(
            id
                + " has "
                + labels
                + " labels for "
                + parameter.minimum()
                + " to "
                + parameter.maximum()
                + "; give a label to every whole number from 0 on");
      }
      if (parameter.flags().contains(Parameter.Flag.SWITCH)
          && (parameter.minimum() != 0 || parameter.maximum() != 1)) {
        throw new Broken(id + " is a switch but does not range from 0 to 1; use Parameter.toggle");
      }
      if (!Float.isFinite(parameter.smoothingMillis())) {
        throw new Broken(id + " is smoothed for ever; give a time in milliseconds");
      }
    }
    return parameters.size() + " parameters";
  }

  private static String options(ProcessorSubject subject, long seed) throws Broken, Inapplicable {
    List<Option> options = subject.type().options();
    if (options.isEmpty()) {
      throw new Inapplicable("it has no options");
    }
    check(options);
    return options.size() + " options";
  }

  static void check(List<Option> options) throws Broken {
    for (Option option : options) {
      String id = "option '" + option.id() + "'";
      words("the description of " + id, option.description());
      Object value = option.defaultValue();
      boolean fits =
          value == null
              || switch (option.type()) {
                case TEXT, PATH -> value instanceof String;
                case INTEGER ->
                    value instanceof Long number
                        && number >= option.minimum()
                        && number <= option.maximum();
                case NUMBER ->
                    value instanceof Double number
                        && number >= option.minimum()
                        && number <= option.maximum();
                case SWITCH -> value instanceof Boolean;
                case CHOICE -> option.choices().contains(value);
              };
      if (!fits) {
        throw new Broken(
            id
                + " of "
                + option.type()
                + " has the default '"
                + value
                + "'; give one of its type, within its range or choices");
      }
      if (!(option.minimum() <= option.maximum())) {
        throw new Broken(
            id
                + " ranges from "
                + option.minimum()
                + " to "
                + option.maximum()
                + "; give the greater end last");
      }
    }
  }

  private static String contract(ProcessorSubject subject, long seed) throws Broken {
    Contract contract = subject.type().contract();
    if (contract == null) {
      throw new Broken("the contract is null; use Contract.MEASURED where nothing is declared");
    }
    if (contract.fixedNanos() < 0
        || !(contract.nanosPerFrame() >= 0)
        || Double.isInfinite(contract.nanosPerFrame())
        || contract.allocatedBytes() < 0) {
      throw new Broken(
          contract + " has a cost below zero or without end; declare what a cycle costs at most");
    }
    return contract.equals(Contract.MEASURED)
        ? "nothing is declared; admission goes by measurement"
        : contract.budgetNanos(ProcessorSubject.PERIOD, 2) + " ns for 64 frames of 2 channels";
  }

  private static String ports(ProcessorSubject subject, long seed)
      throws Broken, Inapplicable, RefusedException {
    List<Port> ports = subject.ports(subject.options());
    if (ports.isEmpty()) {
      throw new Broken("it has no ports; give it one, or nothing can be linked to it");
    }
    Set<String> names = new HashSet<>();
    for (Port port : ports) {
      if (!names.add(port.direction() + port.name())) {
        throw new Broken(
            "two ports of "
                + port.direction()
                + " are called '"
                + port.name()
                + "'; name them differently");
      }
    }
    if (!ports.equals(subject.ports(subject.options()))) {
      throw new Broken(
          "ports() gave another list for the same options; let it depend on them alone");
    }
    return ports.size() + " ports";
  }
}
