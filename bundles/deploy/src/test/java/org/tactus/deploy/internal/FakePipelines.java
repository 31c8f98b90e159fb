// SPDX-License-Identifier: Apache-2.0
package org.tactus.deploy.internal;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tactus.api.Rational;
import org.tactus.api.RefusedException;
import org.tactus.engine.NodeUse;
import org.tactus.engine.Percentiles;
import org.tactus.engine.PipelineSpecification;
import org.tactus.engine.PipelineState;
import org.tactus.engine.PipelineStatus;
import org.tactus.engine.Pipelines;
import org.tactus.engine.SwapReport;
import org.tactus.engine.SwapRequest;
import org.tactus.notation.Graph;

/**
 * Pipelines whose nodes run services by their number; 48 kHz, 48 frames, half the period used. What
 * deployment does not call is not there.
 */
final class FakePipelines {
  private static final Percentiles UNKNOWN =
      new Percentiles(Double.NaN, Double.NaN, Double.NaN, Double.NaN);

  final List<NodeUse> nodes = new ArrayList<>();
  final List<String> swaps = new ArrayList<>();

  /** Node whose swap is refused, or null. */
  String refusing;

  /** Node whose swap is rolled back, or null. */
  String rollingBack;

  Pipelines pipelines() {
    return (Pipelines)
        Proxy.newProxyInstance(
            getClass().getClassLoader(),
            new Class<?>[] {Pipelines.class},
            (_, method, arguments) -> {
              try {
                return getClass()
                    .getMethod(method.getName(), method.getParameterTypes())
                    .invoke(this, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  void run(String pipeline, String node, String type, long serviceId) {
    nodes.add(new NodeUse(pipeline, node, type, "1.0.0", serviceId));
  }

  long service(String node) {
    return nodes.stream()
        .filter(use -> use.node().equals(node))
        .findFirst()
        .orElseThrow()
        .serviceId();
  }

  public synchronized SwapReport swap(String pipeline, String node, SwapRequest request)
      throws RefusedException {
    swaps.add(node);
    if (node.equals(refusing)) {
      refusing = null;
      throw new RefusedException("The node " + node + " refuses.");
    }
    boolean rolledBack = node.equals(rollingBack);
    if (rolledBack) {
      rollingBack = null;
    } else {
      NodeUse former =
          nodes.stream().filter(use -> use.node().equals(node)).findFirst().orElseThrow();
      nodes.set(
          nodes.indexOf(former),
          new NodeUse(pipeline, node, request.type(), "1.0.0", request.serviceId()));
    }
    return new SwapReport(
        pipeline,
        node,
        request.type(),
        request.type(),
        rolledBack ? SwapReport.Outcome.ROLLED_BACK : SwapReport.Outcome.SWAPPED,
        rolledBack ? "its output was not a number." : "",
        SwapReport.HandOver.STATELESS,
        100,
        1,
        10,
        0,
        0,
        0,
        20,
        10,
        5,
        300);
  }

  public synchronized List<NodeUse> uses(long serviceId) {
    return nodes.stream().filter(use -> use.serviceId() == serviceId).toList();
  }

  public Optional<PipelineStatus> status(String name) {
    try {
      return Optional.of(
          new PipelineStatus(
              PipelineSpecification.of(name, Graph.parse("a() -> b()")),
              PipelineState.RUNNING,
              "",
              Rational.parse("48000"),
              48,
              "timer",
              1,
              1,
              1,
              1000,
              0,
              0,
              List.of(),
              Map.of(),
              0.5,
              UNKNOWN,
              UNKNOWN,
              0,
              0,
              0,
              "0",
              List.of(),
              List.of()));
    } catch (RefusedException e) {
      throw new IllegalStateException(e);
    }
  }
}
