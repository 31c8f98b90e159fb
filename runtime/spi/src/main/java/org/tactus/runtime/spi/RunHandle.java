// SPDX-License-Identifier: Apache-2.0
package org.tactus.runtime.spi;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * A pipeline started by a {@link PipelineRunner}. Every method may be called by any thread except a
 * cycle thread; the launcher calls {@link #stop} from a shutdown hook too, while another thread
 * waits.
 */
@ConsumerType
public interface RunHandle {
  /**
   * Waits until the first cycle has ended, or the pipeline has.
   *
   * @param timeout how long to wait at most
   * @return true if the first cycle has ended or the pipeline has
   * @throws InterruptedException if the calling thread is interrupted
   */
  boolean awaitFirstCycle(Duration timeout) throws InterruptedException;

  /**
   * Tells the pipeline that every bundle of the host has been started, the shell and the consoles
   * too: from here on nothing more is loaded. A strict pipeline stays muted until then. Called
   * once, after the first cycle.
   */
  void hostStarted();

  /**
   * Waits until the pipeline has ended: its sources are exhausted, its duration is over, it was
   * stopped or it failed.
   *
   * @param timeout how long to wait at most
   * @return true if it has ended
   * @throws InterruptedException if the calling thread is interrupted
   */
  boolean awaitEnd(Duration timeout) throws InterruptedException;

  /**
   * What the operator sees while it runs: cycles, load, xruns, lateness. One line of at most 100
   * characters without line feed.
   */
  String statusLine();

  /**
   * Stops the pipeline at a cycle's edge and returns when its sinks are closed, so that a recording
   * is a valid file. Stopping twice is allowed.
   */
  void stop();

  /**
   * The report of the run, complete once it has ended: keys and values as the JSON report has them,
   * in that order. Values are {@code String}, {@code Number}, {@code Boolean}, null, and {@code
   * Map}s and {@code List}s of these.
   */
  Map<String, Object> report();

  /**
   * The sentence that says why the pipeline failed; empty while it runs, and when it ended as it
   * should.
   */
  Optional<String> failure();
}
