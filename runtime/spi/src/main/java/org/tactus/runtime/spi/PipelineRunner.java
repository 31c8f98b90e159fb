// SPDX-License-Identifier: Apache-2.0
package org.tactus.runtime.spi;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * Runs one pipeline in the foreground for {@code tactus run}. The engine registers it as a service;
 * the launcher looks it up when every bundle that a pipeline needs has been started.
 */
@ConsumerType
public interface PipelineRunner {
  /**
   * Compiles and starts a pipeline. Called once, on the launcher's main thread; returns as soon as
   * the cycle thread has been started, without waiting for the first cycle.
   *
   * @param request what to run
   * @return the running pipeline
   * @throws RunRefusedException if the pipeline cannot run; nothing is left behind
   */
  RunHandle run(RunRequest request) throws RunRefusedException;
}
