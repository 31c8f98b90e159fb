// SPDX-License-Identifier: Apache-2.0
package org.tactus.engine;

/** Where a pipeline is in its life. */
public enum PipelineState {
  /** Known, with no thread and no open device. */
  STOPPED,
  /** Cycles run, muted until everything is warm. */
  WARMING,
  /** Cycles run. */
  RUNNING,
  /** Its sources ended, or its time was up. */
  ENDED,
  /** It could not go on; the status has the sentence. */
  FAILED
}
