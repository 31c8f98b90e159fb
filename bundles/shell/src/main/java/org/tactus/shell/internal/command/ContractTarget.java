// SPDX-License-Identifier: Apache-2.0
package org.tactus.shell.internal.command;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.osgi.framework.Constants;
import org.osgi.framework.Version;
import org.tactus.api.node.Option;
import org.tactus.api.parameter.Parameter;
import org.tactus.api.processor.ProcessorFactory;
import org.tactus.api.processor.ProcessorType;
import org.tactus.contract.ContractKit;
import org.tactus.engine.NodeStatus;
import org.tactus.engine.NodeUse;
import org.tactus.engine.PipelineStatus;
import org.tactus.engine.Pipelines;
import org.tactus.notation.Argument;
import org.tactus.notation.Element;
import org.tactus.notation.Graph;
import org.tactus.notation.NotationException;
import org.tactus.notation.Value;

/** Finds what {@code contract:run} is to test: a node, a type, or a type with arguments. */
final class ContractTarget {

  private static final Pattern CHANNELS = Pattern.compile("^(\\d+) channel");

  private final Pipelines pipelines;
  private final List<Map.Entry<Map<String, Object>, ProcessorFactory>> factories;

  ContractTarget(
      Pipelines pipelines, List<Map.Entry<Map<String, Object>, ProcessorFactory>> factories) {
    this.pipelines = pipelines;
    this.factories = factories;
  }

  /** A node of a pipeline. */
  private record Place(PipelineStatus pipeline, Element.Definition node) {
    @Override
    public String toString() {
      return pipeline.name() + "." + node.node();
    }
  }

  ContractKit kit(String target) throws Refusal {
    if (target.contains("(")) {
      return kit(defined(target), factory(defined(target).type()));
    }
    List<Place> places = places(target);
    if (places.size() > 1) {
      throw new Refusal(
          "'" + target + "' is a node of several pipelines: take one of " + words(places) + ".");
    }
    if (places.isEmpty()) {
      return kit(new Element.Definition(target, false, target, List.of()), factory(target));
    }
    Place place = places.getFirst();
    ContractKit kit = kit(place.node(), factory(place));
    if (place.pipeline().rate() != null) {
      kit.rate(place.pipeline().rate());
    }
    for (NodeStatus status : place.pipeline().nodes()) {
      Matcher channels = CHANNELS.matcher(status.formats());
      if (status.name().equals(place.node().node()) && channels.find()) {
        kit.channels(Integer.parseInt(channels.group(1)));
      }
    }
    return kit;
  }

  private static Element.Definition defined(String target) throws Refusal {
    try {
      List<Element.Definition> nodes = Graph.parse(target).nodes();
      if (nodes.size() == 1) {
        return nodes.getFirst();
      }
    } catch (NotationException e) {
      throw new Refusal("'" + target + "' is no node: " + e.getMessage() + ".");
    }
    throw new Refusal("'" + target + "' is not one node: write one, as in gain(db=-6).");
  }

  private List<Place> places(String target) {
    List<Place> places = new ArrayList<>();
    for (PipelineStatus pipeline :
        pipelines == null ? List.<PipelineStatus>of() : pipelines.list()) {
      for (Element.Definition node : pipeline.specification().graph().nodes()) {
        Place place = new Place(pipeline, node);
        if (target.equals(node.node()) || target.equals(place.toString())) {
          places.add(place);
        }
      }
    }
    return places;
  }

  private static String words(List<Place> places) {
    return String.join(", ", places.stream().map(Place::toString).toList());
  }

  /** The factory whose code the node runs; that of its type where it does not run. */
  private ProcessorFactory factory(Place place) throws Refusal {
    for (Map.Entry<Map<String, Object>, ProcessorFactory> factory : factories) {
      Object service = factory.getKey().get(Constants.SERVICE_ID);
      if (service instanceof Long id) {
        for (NodeUse use : pipelines.uses(id)) {
          if (use.pipeline().equals(place.pipeline().name())
              && use.node().equals(place.node().node())) {
            return factory.getValue();
          }
        }
      }
    }
    return factory(place.node().type());
  }

  /** The newest factory of a type. */
  private ProcessorFactory factory(String type) throws Refusal {
    Optional<ProcessorFactory> newest =
        factories.stream()
            .map(Map.Entry::getValue)
            .filter(factory -> factory.type().name().equals(type))
            .max(Comparator.comparing(factory -> version(factory.type())));
    return newest.orElseThrow(() ->
        new Refusal(
            "There is no node that is a processor and no processor type '"
                + type
                + "': "
                + DeviceCommands.remedy(
                    factories.stream()
                        .map(factory -> factory.getValue().type().name())
                        .sorted()
                        .toList())));
  }

  private static Version version(ProcessorType type) {
    try {
      return Version.parseVersion(type.version());
    } catch (IllegalArgumentException _) {
      return Version.emptyVersion;
    }
  }

  private static ContractKit kit(Element.Definition node, ProcessorFactory factory) throws Refusal {
    ContractKit kit = ContractKit.of(factory);
    ProcessorType type = factory.type();
    Map<String, Value> given = new LinkedHashMap<>();
    for (int i = 0; i < node.arguments().size(); i++) {
      Argument argument = node.arguments().get(i);
      String id = argument.key();
      if (id == null) {
        if (i >= type.options().size()) {
          throw new Refusal(
              "'"
                  + argument.value()
                  + "' goes to no option of "
                  + type.name()
                  + ": write its key.");
        }
        id = type.options().get(i).id();
      }
      given.put(id, argument.value());
    }
    for (Option option : type.options()) {
      Value value = given.remove(option.id());
      if (value != null) {
        kit.options(Map.of(option.id(), read(option, value.text())));
      } else if (option.required()) {
        throw new Refusal(
            type.name()
                + " needs "
                + option.id()
                + " ("
                + option.description()
                + "): write '"
                + type.name()
                + "("
                + option.id()
                + "=...)'.");
      }
    }
    for (Parameter parameter : type.parameters()) {
      Value value = given.remove(parameter.id());
      if (value != null) {
        kit.value(parameter.id(), read(parameter, value.text()));
      }
    }
    if (!given.isEmpty()) {
      throw new Refusal(
          type.name()
              + " has no '"
              + given.keySet().iterator().next()
              + "': see processor:list "
              + type.name()
              + ".");
    }
    return kit;
  }

  private static Object read(Option option, String text) throws Refusal {
    try {
      return switch (option.type()) {
        case TEXT, PATH -> text;
        case INTEGER -> ranged(option, Long.parseLong(text));
        case NUMBER -> ranged(option, Double.parseDouble(text));
        case SWITCH -> Boolean.parseBoolean(text);
        case CHOICE -> {
          if (!option.choices().contains(text)) {
            throw new NumberFormatException(text);
          }
          yield text;
        }
      };
    } catch (NumberFormatException _) {
      throw unfit(option.id(), text);
    }
  }

  private static <T extends Number> T ranged(Option option, T number) {
    if (!(number.doubleValue() >= option.minimum() && number.doubleValue() <= option.maximum())) {
      throw new NumberFormatException(number.toString());
    }
    return number;
  }

  private static double read(Parameter parameter, String text) throws Refusal {
    int label = parameter.labels().indexOf(text);
    if (label >= 0) {
      return label;
    }
    try {
      float value = Float.parseFloat(text);
      if (value >= parameter.minimum() && value <= parameter.maximum()) {
        return value;
      }
    } catch (NumberFormatException _) {
      // Falls through to the refusal.
    }
    throw unfit(parameter.id(), text);
  }

  private static Refusal unfit(String id, String text) {
    return new Refusal(
        "'" + text + "' does not fit '" + id + "': see processor:list for what it takes.");
  }
}
