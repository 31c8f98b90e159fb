// SPDX-License-Identifier: Apache-2.0
package org.tactus.engine.internal;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.tactus.api.Direction;
import org.tactus.api.MediaKind;
import org.tactus.api.RefusedException;
import org.tactus.api.device.DeviceProvider;
import org.tactus.api.node.Options;
import org.tactus.api.node.Port;
import org.tactus.api.parameter.Parameter;
import org.tactus.api.processor.ProcessorFactory;
import org.tactus.api.processor.ProcessorType;
import org.tactus.notation.Element;
import org.tactus.notation.Graph;
import org.tactus.notation.Link;

/** A graph with its types resolved, its links checked and its order found; opens nothing. */
final class ResolvedGraph {

  final List<Vertex> vertices;

  /** An order in which every node runs after what feeds it, loops cut at their closers' inputs. */
  final List<Vertex> order;

  /**
   * An order in which formats become known: a node of a loop comes as soon as one input has one.
   */
  final List<Vertex> formatOrder;

  private ResolvedGraph(List<Vertex> vertices, List<Vertex> order, List<Vertex> formatOrder) {
    this.vertices = vertices;
    this.order = order;
    this.formatOrder = formatOrder;
  }

  /**
   * Resolves a graph.
   *
   * @param previous instances that run now; they stand in for types whose bundle is away
   */
  static ResolvedGraph of(Graph graph, Registry registry, Map<String, Instance> previous)
      throws RefusedException {
    return of(graph, registry, previous, null);
  }

  /**
   * Resolves a graph.
   *
   * @param replaced the node whose code goes on for now however bad it is, or null
   */
  static ResolvedGraph of(
      Graph graph, Registry registry, Map<String, Instance> previous, String replaced)
      throws RefusedException {
    Set<String> withInput = new HashSet<>();
    Set<String> withOutput = new HashSet<>();
    for (Link link : graph.links()) {
      withOutput.add(link.from());
      withInput.add(link.to());
    }
    Map<String, Vertex> vertices = new LinkedHashMap<>();
    for (Element.Definition node : graph.nodes()) {
      vertices.put(
          node.node(),
          resolve(
              node,
              registry,
              previous.get(node.node()),
              node.node().equals(replaced),
              withInput.contains(node.node()),
              withOutput.contains(node.node())));
    }
    for (Link link : graph.links()) {
      connect(link, vertices.get(link.from()), vertices.get(link.to()));
    }
    List<Vertex> all = List.copyOf(vertices.values());
    checkInputs(all);
    cutLoops(all);
    return new ResolvedGraph(all, sort(all, edge -> edge.feedback), formatOrder(all));
  }

  private static List<Vertex> formatOrder(List<Vertex> vertices) {
    Set<Vertex> ordered = new LinkedHashSet<>();
    while (ordered.size() < vertices.size()) {
      List<Vertex> left = vertices.stream().filter(v -> !ordered.contains(v)).toList();
      ordered.add(
          left.stream()
              .filter(v -> knownInputs(v, ordered) == linkedInputs(v))
              .findFirst()
              .or(() -> left.stream().filter(v -> knownInputs(v, ordered) > 0).findFirst())
              .orElse(left.getFirst()));
    }
    return List.copyOf(ordered);
  }

  private static long knownInputs(Vertex vertex, Set<Vertex> known) {
    return Arrays.stream(vertex.in).filter(e -> e != null && known.contains(e.from)).count();
  }

  private static long linkedInputs(Vertex vertex) {
    return Arrays.stream(vertex.in).filter(Objects::nonNull).count();
  }

  private static Vertex resolve(
      Element.Definition node,
      Registry registry,
      Instance previous,
      boolean isReplaced,
      boolean hasInput,
      boolean hasOutput)
      throws RefusedException {
    Object provider = provider(node.type(), registry, previous, isReplaced);
    if (provider != null) {
      return resolve(node, provider, hasInput, hasOutput);
    }
    if (previous != null && previous.type.equals(node.type())) {
      List<Port> ports = new ArrayList<>(previous.inputs);
      ports.addAll(previous.outputs);
      return new Vertex(
          node,
          previous.role,
          null,
          previous.options,
          ports,
          previous.parameters.descriptors(),
          previous.parameters.allRequested(),
          previous.meters.descriptors(),
          previous.feedbackFrames > 0);
    }
    throw new RefusedException(
        "no bundle offers '"
            + node.type()
            + "' for node '"
            + node.node()
            + "'; those there are: "
            + String.join(", ", registry.types()));
  }

  /** A node that runs goes on with the code it has, whatever else is offered by now. */
  private static Object provider(
      String type, Registry registry, Instance previous, boolean isReplaced) {
    if (previous != null
        && previous.type.equals(type)
        && (isReplaced || previous.isHealthy())
        && registry.has(previous.provider)) {
      return previous.provider;
    }
    ProcessorFactory factory = registry.factory(type);
    return factory != null ? factory : registry.provider(type);
  }

  /** A vertex with the code of this factory or provider. */
  static Vertex resolve(
      Element.Definition node, Object offered, boolean hasInput, boolean hasOutput)
      throws RefusedException {
    if (offered instanceof ProcessorFactory factory) {
      ProcessorType type = factory.type();
      Options options = Arguments.options(node, type.options());
      List<Parameter> parameters = type.parameters();
      float[] values = Arguments.parameters(node, type.options(), parameters);
      return new Vertex(
          node,
          Instance.Role.PROCESSOR,
          factory,
          options,
          factory.ports(options),
          parameters,
          values,
          type.meters(),
          type.closesLoops());
    }
    DeviceProvider provider = (DeviceProvider) offered;
    Options options = Arguments.options(node, provider.options());
    Arguments.parameters(node, provider.options(), List.of());
    if (hasInput == hasOutput) {
      throw new RefusedException(
          "node '"
              + node.node()
              + "' is "
              + (hasInput
                  ? "both a source and a sink; use two " + node.type() + " nodes"
                  : "linked to nothing; link it with -> or take it out"));
    }
    Direction direction = hasOutput ? Direction.OUTPUT : Direction.INPUT;
    return new Vertex(
        node,
        hasOutput ? Instance.Role.SOURCE : Instance.Role.SINK,
        provider,
        options,
        provider.ports(direction, options),
        List.of(),
        new float[0],
        List.of(),
        false);
  }

  private static void connect(Link link, Vertex from, Vertex to) throws RefusedException {
    int output = port(from, from.outputs, link.output(), "output");
    int input = port(to, to.inputs, link.input(), "input");
    Port source = from.outputs.get(output);
    Port target = to.inputs.get(input);
    if (source.kind() != target.kind()) {
      throw new RefusedException(
          "'"
              + link
              + "' leads "
              + source.kind().toString().toLowerCase(Locale.ROOT)
              + " into an input for "
              + target.kind().toString().toLowerCase(Locale.ROOT)
              + "; link ports of one kind");
    }
    if (source.kind() != MediaKind.AUDIO && source.kind() != MediaKind.EVENT) {
      throw new RefusedException(
          "'"
              + link
              + "' carries "
              + source.kind().toString().toLowerCase(Locale.ROOT)
              + ", which this version's engine does not; link audio or events");
    }
    if (to.in[input] != null) {
      throw new RefusedException(
          "input '"
              + target.name()
              + "' of '"
              + to.name()
              + "' is linked twice, from '"
              + to.in[input].from.name()
              + "' and '"
              + from.name()
              + "'; put a mixer before it or name another input");
    }
    Vertex.Edge edge = new Vertex.Edge(from, output, to, input);
    to.in[input] = edge;
    from.out.add(edge);
  }

  private static int port(Vertex vertex, List<Port> ports, String name, String direction)
      throws RefusedException {
    if (ports.isEmpty()) {
      throw new RefusedException(
          "node '" + vertex.name() + "' has no " + direction + "; link it the other way");
    }
    if (name == null) {
      return 0;
    }
    for (int i = 0; i < ports.size(); i++) {
      if (ports.get(i).name().equals(name)) {
        return i;
      }
    }
    if (name.matches("[1-9][0-9]{0,3}") && Integer.parseInt(name) <= ports.size()) {
      return Integer.parseInt(name) - 1;
    }
    throw new RefusedException(
        "node '"
            + vertex.name()
            + "' has no "
            + direction
            + " '"
            + name
            + "'; it has "
            + ports.stream().map(Port::name).collect(Collectors.joining(", ")));
  }

  private static void checkInputs(List<Vertex> vertices) throws RefusedException {
    for (Vertex vertex : vertices) {
      for (int i = 0; i < vertex.in.length; i++) {
        if (vertex.in[i] == null && !vertex.inputs.get(i).optional()) {
          throw new RefusedException(
              "input '"
                  + vertex.inputs.get(i).name()
                  + "' of '"
                  + vertex.name()
                  + "' is linked to nothing; link a node to it");
        }
      }
    }
  }

  private static void cutLoops(List<Vertex> vertices) throws RefusedException {
    while (true) {
      List<Vertex> sorted = sort(vertices, edge -> edge.feedback);
      if (sorted.size() == vertices.size()) {
        return;
      }
      List<Vertex> loop = findLoop(vertices, Set.copyOf(sorted));
      Vertex closer =
          loop.stream()
              .filter(vertex -> vertex.closesLoops)
              .findFirst()
              .orElseThrow(() ->
                  new RefusedException(
                      "the links form a loop, "
                          + loop.stream().map(Vertex::name).collect(Collectors.joining(" -> "))
                          + " -> "
                          + loop.getFirst().name()
                          + "; put a delay into it or take a link out"));
      for (Vertex.Edge edge : closer.in) {
        if (edge != null && reaches(closer, edge.from)) {
          edge.feedback = true;
        }
      }
    }
  }

  /** Kahn's algorithm (1962), in the order of the text where it leaves a choice. */
  private static List<Vertex> sort(List<Vertex> vertices, Predicate<Vertex.Edge> cut) {
    Map<Vertex, Integer> waiting = new HashMap<>();
    Deque<Vertex> ready = new ArrayDeque<>();
    for (Vertex vertex : vertices) {
      int count = 0;
      for (Vertex.Edge edge : vertex.in) {
        if (edge != null && !cut.test(edge)) {
          count++;
        }
      }
      waiting.put(vertex, count);
      if (count == 0) {
        ready.add(vertex);
      }
    }
    List<Vertex> sorted = new ArrayList<>();
    while (!ready.isEmpty()) {
      Vertex vertex = ready.poll();
      sorted.add(vertex);
      for (Vertex.Edge edge : vertex.out) {
        if (!cut.test(edge) && waiting.merge(edge.to, -1, Integer::sum) == 0) {
          ready.add(edge.to);
        }
      }
    }
    return sorted;
  }

  private static List<Vertex> findLoop(List<Vertex> vertices, Set<Vertex> sorted) {
    // Every vertex left over has a predecessor left over: walking back must meet itself.
    Vertex vertex = vertices.stream().filter(v -> !sorted.contains(v)).findFirst().orElseThrow();
    List<Vertex> path = new ArrayList<>();
    while (!path.contains(vertex)) {
      path.addFirst(vertex);
      for (Vertex.Edge edge : vertex.in) {
        if (edge != null && !edge.feedback && !sorted.contains(edge.from)) {
          vertex = edge.from;
          break;
        }
      }
    }
    return path.subList(0, path.indexOf(vertex) + 1);
  }

  private static boolean reaches(Vertex from, Vertex to) {
    Set<Vertex> seen = new HashSet<>();
    Deque<Vertex> open = new ArrayDeque<>(List.of(from));
    while (!open.isEmpty()) {
      Vertex vertex = open.poll();
      if (vertex == to) {
        return true;
      }
      if (seen.add(vertex)) {
        for (Vertex.Edge edge : vertex.out) {
          open.add(edge.to);
        }
      }
    }
    return false;
  }
}
