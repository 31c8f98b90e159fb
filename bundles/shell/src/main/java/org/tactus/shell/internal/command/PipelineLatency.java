// SPDX-License-Identifier: Apache-2.0
package org.tactus.shell.internal.command;

import java.util.List;
import org.tactus.api.Rational;
import org.tactus.engine.NodeStatus;
import org.tactus.engine.Percentiles;
import org.tactus.engine.PipelineStatus;

/**
 * How late a pipeline's output is, and how late its cycles begin.
 *
 * @param name the pipeline's
 * @param rate null before its first start
 * @param period frames a cycle, 0 before its first start
 * @param path frames from the first source to the last sink
 * @param nodes what every node adds, in the order in which they run
 * @param lateness of the cycle thread's wake-up, in µs
 */
public record PipelineLatency(
    String name,
    Rational rate,
    int period,
    String path,
    List<NodeLatency> nodes,
    Percentiles lateness) {

  /**
   * What a node adds.
   *
   * @param name the node's
   * @param role source, processor or sink
   * @param frames its own latency
   */
  public record NodeLatency(String name, String role, long frames) {
    static NodeLatency of(NodeStatus node) {
      return new NodeLatency(node.name(), node.role(), node.latencyFrames());
    }
  }

  static PipelineLatency of(PipelineStatus status) {
    return new PipelineLatency(
        status.name(),
        status.rate(),
        status.period(),
        status.latencyFrames(),
        status.nodes().stream().map(NodeLatency::of).toList(),
        status.lateness());
  }
}
