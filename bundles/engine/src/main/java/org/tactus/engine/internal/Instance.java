// SPDX-License-Identifier: Apache-2.0
package org.tactus.engine.internal;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.tactus.api.Direction;
import org.tactus.api.Latency;
import org.tactus.api.MediaFormat;
import org.tactus.api.device.DeviceEnd;
import org.tactus.api.node.Node;
import org.tactus.api.node.NodeHost;
import org.tactus.api.node.Options;
import org.tactus.api.node.Port;

/**
 * A node of a pipeline as it lives through plans. A plan binds it to blocks; what belongs to the
 * node itself is here: the vendor's object, its parameters, its meters, its ledger, its end.
 */
final class Instance implements NodeHost {

  enum Role {
    SOURCE,
    PROCESSOR,
    SINK
  }

  static final long NEVER = Long.MAX_VALUE;

  private static final AtomicLong SERIALS = new AtomicLong();

  /** Tells this node from all others that ever were. */
  final long serial = SERIALS.incrementAndGet();

  final String name;
  final String type;
  final Role role;
  final Options options;
  final Object provider;
  final List<Port> inputs;
  final List<Port> outputs;
  final ParameterBank parameters;
  final MeterBank meters;
  final Ledger ledger = new Ledger();
  final Guard guard = new Guard(this);
  final List<MemorySegment> memory = new ArrayList<>();
  final Runnable onLatencyChange;

  /** What is on its way to each input while paths are aligned; null where nothing is delayed. */
  final AlignmentDelay.Line[] lines;

  /** The blocks of outputs that a loop reads one period later; null elsewhere. */
  final Block[] loopBlocks;

  /** Null while the bundle that gave it is away. */
  Node node;

  List<MediaFormat> inputFormats = List.of();
  List<MediaFormat> outputFormats = List.of();
  int feedbackFrames;
  Latency lastLatency = Latency.NONE;
  boolean isClock;
  boolean started;

  /** The frame position at which its output ends; the cycle's own. */
  long end = NEVER;

  /** What process threw; written by the cycle, before {@link #bypassed}. */
  Throwable thrown;

  volatile boolean bypassed;
  volatile String failure = "";
  volatile String warning = "";

  Instance(
      String name,
      String type,
      Role role,
      Options options,
      Object provider,
      List<Port> ports,
      ParameterBank parameters,
      MeterBank meters,
      Runnable onLatencyChange) {
    this.name = name;
    this.type = type;
    this.role = role;
    this.options = options;
    this.provider = provider;
    this.parameters = parameters;
    this.meters = meters;
    this.onLatencyChange = onLatencyChange;
    inputs = ports.stream().filter(port -> port.direction() == Direction.INPUT).toList();
    outputs = ports.stream().filter(port -> port.direction() == Direction.OUTPUT).toList();
    lines = new AlignmentDelay.Line[inputs.size()];
    loopBlocks = new Block[outputs.size()];
  }

  /** Whether it moves sound in and out of the machine, and so must be fed whatever happens. */
  boolean isHardware() {
    return node instanceof DeviceEnd end && end.clock() != null;
  }

  /** The sentence for the operator; empty where all is well. */
  String message() {
    if (!failure.isEmpty()) {
      return failure;
    }
    if (bypassed && guard.fault() != Fault.NONE) {
      return "node '"
          + name
          + "' "
          + guard.deed()
          + " and is bypassed; see the log and update its bundle";
    }
    return warning;
  }

  @Override
  public void latencyChanged() {
    onLatencyChange.run();
  }

  @Override
  public void warn(String sentence) {
    warning = sentence;
  }

  @Override
  public void fail(String sentence) {
    failure = sentence;
    bypassed = true;
  }
}
