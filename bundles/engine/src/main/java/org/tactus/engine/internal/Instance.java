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
import org.tactus.api.processor.ProcessorFactory;

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

  /** Its place, which it may have taken over from another. */
  final Slot slot;

  /** How much longer each output is held back, so that it is as late as its predecessor's. */
  int padFrames;

  /** What is held back of each output; null where nothing is. */
  AlignmentDelay.Line[] padLines;

  /** Null while the bundle that gave it is away. */
  Node node;

  List<MediaFormat> inputFormats = List.of();
  List<MediaFormat> outputFormats = List.of();
  int feedbackFrames;
  Latency lastLatency = Latency.NONE;
  boolean isClock;
  boolean started;

  /** Whether its device starts only when its predecessor's has stopped. */
  boolean startsLater;

  /** The frame position at which its output ends; the cycle's own. */
  long end = NEVER;

  /** What process threw; written by the cycle, before {@link #bypassed}. */
  Throwable thrown;

  /** What saving its state threw; written by the cycle once. */
  Throwable savingThrew;

  volatile boolean bypassed;

  /** By how much later its output is since it runs behind; 0 where it does not. */
  int deferredFrames;

  /** Runs it behind; null where it runs in its cycle. */
  volatile Deferral deferral;

  /** What a thread was doing when the cycle left it behind in the node's code; else null. */
  volatile NodeRun occupant;

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
      Runnable onLatencyChange,
      Slot slot) {
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
    this.slot = slot == null ? new Slot(inputs.size(), outputs.size()) : slot;
  }

  /** How late its outputs are, what they are held back included. */
  Latency latency() {
    return node == null
        ? lastLatency
        : node.latency().plus(Latency.of((long) padFrames + deferredFrames));
  }

  /** The version that its factory declares; empty for a device. */
  String version() {
    return provider instanceof ProcessorFactory factory ? factory.type().version() : "";
  }

  /** Its code as an operator names it: {@code type@version}. */
  String code() {
    return version().isEmpty() ? type : type + "@" + version();
  }

  /** Whether its code can run on. */
  boolean isHealthy() {
    return node != null && failure.isEmpty() && thrown == null;
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

  /** Whether a thread that the cycle left behind is still in the node's code. */
  boolean isOccupied() {
    NodeRun last = occupant;
    return last != null && last.isOccupied();
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
