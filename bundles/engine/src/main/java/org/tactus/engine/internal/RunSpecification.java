// SPDX-License-Identifier: Apache-2.0
package org.tactus.engine.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.tactus.api.Rational;
import org.tactus.api.RefusedException;
import org.tactus.api.parameter.Parameter;
import org.tactus.api.processor.ProcessorFactory;
import org.tactus.engine.Mode;
import org.tactus.engine.PipelineSpecification;
import org.tactus.notation.Argument;
import org.tactus.notation.Element;
import org.tactus.notation.Graph;
import org.tactus.runtime.spi.RunRequest;

/** From what {@code tactus run} was asked to a specification. */
final class RunSpecification {

  /** How long bundles that were just started may take to offer their types. */
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(3);

  private RunSpecification() {}

  static PipelineSpecification of(RunRequest request, Registry registry) throws RefusedException {
    Graph graph = Graph.parse(request.notation());
    awaitTypes(graph, registry);
    for (Map.Entry<String, String> setting : request.settings().entrySet()) {
      graph = with(graph, setting.getKey(), setting.getValue(), registry);
    }
    return new PipelineSpecification(
        request.name(),
        graph,
        rate(request),
        request.period().orElse(0),
        request.clock().orElse(null),
        request.policy().orElse(RunRequest.Policy.LENIENT) == RunRequest.Policy.STRICT
            ? Mode.STRICT
            : Mode.LENIENT,
        -1,
        request.freewheel(),
        request.duration().orElse(null),
        false);
  }

  private static Rational rate(RunRequest request) throws RefusedException {
    if (request.rate().isEmpty()) {
      return null;
    }
    try {
      return Rational.parse(request.rate().get());
    } catch (IllegalArgumentException e) {
      throw new RefusedException(e.getMessage(), e);
    }
  }

  private static void awaitTypes(Graph graph, Registry registry) throws RefusedException {
    List<String> types = graph.nodes().stream().map(Element.Definition::type).distinct().toList();
    long end = System.nanoTime() + PATIENCE_NANOS;
    while (!types.stream().allMatch(registry::knows) && System.nanoTime() < end) {
      try {
        TimeUnit.MILLISECONDS.sleep(2);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new RefusedException("the start was interrupted; try again", e);
      }
    }
  }

  private static Graph with(Graph graph, String key, String value, Registry registry)
      throws RefusedException {
    int dot = key.lastIndexOf('.');
    String name = dot < 0 ? key : key.substring(0, dot);
    String id = dot < 0 ? "" : key.substring(dot + 1);
    Element.Definition node =
        graph
            .node(name)
            .orElseThrow(() ->
                new RefusedException(
                    "there is no node '"
                        + name
                        + "' to set '"
                        + key
                        + "' of; name one as"
                        + " node.parameter"));
    ProcessorFactory factory = registry.factory(node.type());
    Parameter parameter =
        factory == null
            ? null
            : factory.type().parameters().stream()
                .filter(candidate -> candidate.id().equals(id))
                .findFirst()
                .orElse(null);
    if (parameter == null) {
      throw new RefusedException(
          "node '" + name + "' has no parameter '" + id + "'; `processor:list` shows what it has");
    }
    List<Argument> arguments = new ArrayList<>(node.arguments());
    arguments.removeIf(argument -> id.equals(argument.key()));
    arguments.add(
        new Argument(
            id, Arguments.written(parameter, Arguments.parameterValue(name, parameter, value))));
    return graph.with(node.withArguments(arguments));
  }
}
