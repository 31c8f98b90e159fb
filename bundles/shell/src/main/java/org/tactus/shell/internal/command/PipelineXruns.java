// SPDX-License-Identifier: Apache-2.0
package org.tactus.shell.internal.command;

import java.util.List;
import java.util.Map;
import org.tactus.engine.PipelineStatus;
import org.tactus.engine.Xrun;

/**
 * The late cycles of a pipeline.
 *
 * @param name the pipeline's
 * @param count all since the start
 * @param last those to be shown, oldest first
 * @param byCause how many had which cause, of all since the start whose causes are found
 */
public record PipelineXruns(String name, long count, List<Xrun> last, Map<String, Long> byCause) {
  static PipelineXruns of(PipelineStatus status, int last) {
    List<Xrun> all = status.xruns();
    return new PipelineXruns(
        status.name(),
        status.xrunCount(),
        all.subList(Math.max(0, all.size() - last), all.size()),
        status.xrunsByCause());
  }

  /** Those that happened just now. */
  long withoutCause() {
    return Math.max(0, count - byCause.values().stream().mapToLong(Long::longValue).sum());
  }
}
