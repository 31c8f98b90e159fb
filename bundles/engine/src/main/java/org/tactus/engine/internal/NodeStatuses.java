// SPDX-License-Identifier: Apache-2.0
package org.tactus.engine.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.tactus.api.MediaFormat;
import org.tactus.api.parameter.Meter;
import org.tactus.api.parameter.Parameter;
import org.tactus.engine.Containment;
import org.tactus.engine.MeterStatus;
import org.tactus.engine.NodeContainment;
import org.tactus.engine.NodeStatus;
import org.tactus.engine.ParameterStatus;

/** What is known of the nodes of a plan. Control thread. */
final class NodeStatuses {

  private NodeStatuses() {}

  static List<NodeStatus> of(Plan plan, Ladder ladder) {
    List<NodeStatus> nodes = new ArrayList<>();
    for (Instance instance : plan.instances) {
      nodes.add(
          new NodeStatus(
              instance.name,
              instance.type,
              instance.role.name().toLowerCase(Locale.ROOT),
              formats(instance),
              instance.latency().maximum(),
              instance.ledger.read(plan.rate.toDouble() / plan.period),
              isLeftOut(instance, ladder.of(instance.name)),
              ladder.of(instance.name),
              instance.message(),
              parameters(instance),
              meters(instance)));
    }
    return nodes;
  }

  private static boolean isLeftOut(Instance instance, NodeContainment containment) {
    return instance.bypassed
        || instance.provider == null
        || containment.rung() == Containment.BYPASS
        || containment.rung() == Containment.QUARANTINE;
  }

  private static String formats(Instance instance) {
    List<MediaFormat> formats =
        instance.outputFormats.isEmpty() ? instance.inputFormats : instance.outputFormats;
    return String.join(
        ", ", formats.stream().map(format -> format == null ? "-" : format.toString()).toList());
  }

  private static List<ParameterStatus> parameters(Instance instance) {
    List<ParameterStatus> result = new ArrayList<>();
    List<Parameter> descriptors = instance.parameters.descriptors();
    for (int i = 0; i < descriptors.size(); i++) {
      float value = instance.parameters.requested(i);
      result.add(
          new ParameterStatus(
              descriptors.get(i), value, Arguments.written(descriptors.get(i), value).text()));
    }
    return result;
  }

  private static List<MeterStatus> meters(Instance instance) {
    List<MeterStatus> result = new ArrayList<>();
    List<Meter> descriptors = instance.meters.descriptors();
    for (int i = 0; i < descriptors.size(); i++) {
      result.add(new MeterStatus(descriptors.get(i), instance.meters.get(i)));
    }
    return result;
  }
}
