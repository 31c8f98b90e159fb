// SPDX-License-Identifier: Apache-2.0
package org.tactus.engine.internal;

import java.util.ArrayList;
import java.util.List;
import org.tactus.api.Direction;
import org.tactus.api.Latency;
import org.tactus.api.MediaFormat;
import org.tactus.api.node.Options;
import org.tactus.api.node.Port;
import org.tactus.api.parameter.Meter;
import org.tactus.api.parameter.Parameter;
import org.tactus.notation.Element;

/** A node while its pipeline is compiled. */
final class Vertex {

  final Element.Definition definition;
  final Instance.Role role;

  /** A {@code ProcessorFactory} or {@code DeviceProvider}; null while its bundle is away. */
  final Object provider;

  final Options options;
  final List<Port> ports;
  final List<Port> inputs;
  final List<Port> outputs;
  final List<Parameter> parameters;
  final float[] values;
  final List<Meter> meters;
  final boolean closesLoops;

  final Edge[] in;
  final List<Edge> out = new ArrayList<>();

  Instance instance;
  boolean isNew;

  /** The same place with the code that is to replace this one's; null where none is. */
  Vertex successor;

  /** How late its output is against the sources, without the latency of devices. */
  Latency pathLatency = Latency.NONE;

  Latency inputLatency = Latency.NONE;

  Vertex(
      Element.Definition definition,
      Instance.Role role,
      Object provider,
      Options options,
      List<Port> ports,
      List<Parameter> parameters,
      float[] values,
      List<Meter> meters,
      boolean closesLoops) {
    this.definition = definition;
    this.role = role;
    this.provider = provider;
    this.options = options;
    this.ports = ports;
    this.parameters = parameters;
    this.values = values;
    this.meters = meters;
    this.closesLoops = closesLoops;
    inputs = ports.stream().filter(port -> port.direction() == Direction.INPUT).toList();
    outputs = ports.stream().filter(port -> port.direction() == Direction.OUTPUT).toList();
    in = new Edge[inputs.size()];
  }

  String name() {
    return definition.node();
  }

  /** Whether one of its inputs is a loop's way back. */
  boolean closesLoop() {
    for (Edge edge : in) {
      if (edge != null && edge.feedback) {
        return true;
      }
    }
    return false;
  }

  /** The formats that come in, null where nothing is linked or not yet known. */
  List<MediaFormat> inputFormats() {
    List<MediaFormat> formats = new ArrayList<>();
    for (Edge edge : in) {
      List<MediaFormat> from =
          edge == null || edge.from.instance == null ? List.of() : edge.from.instance.outputFormats;
      formats.add(from.isEmpty() ? null : from.get(edge.output));
    }
    return formats;
  }

  /** A link while its pipeline is compiled. */
  static final class Edge {
    final Vertex from;
    final int output;
    final Vertex to;
    final int input;

    /** Whether the data arrives one period later, because the link closes a loop. */
    boolean feedback;

    Edge(Vertex from, int output, Vertex to, int input) {
      this.from = from;
      this.output = output;
      this.to = to;
      this.input = input;
    }

    @Override
    public String toString() {
      return from.name() + " -> " + to.name();
    }
  }
}
