// SPDX-License-Identifier: Apache-2.0
package org.tactus.shell.internal.command;

import java.util.List;
import org.tactus.engine.NodeStatus;
import org.tactus.engine.PipelineStatus;

/**
 * What the nodes of a pipeline cost.
 *
 * @param name the pipeline's
 * @param nodes in the order in which they run
 */
public record PipelineLedger(String name, List<NodeStatus> nodes) {
  static PipelineLedger of(PipelineStatus status) {
    return new PipelineLedger(status.name(), status.nodes());
  }
}
