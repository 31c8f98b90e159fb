// SPDX-License-Identifier: Apache-2.0
package org.tactus.engine.internal;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.osgi.service.log.Logger;
import org.tactus.engine.Xrun;

/** The late cycles of a pipeline, each with its cause as soon as that can be known. */
final class XrunHistory {

  private static final int KEPT = 100;
  private static final int LOGGED_AT_ONCE = 3;

  private final String pipeline;
  private final JvmPauses pauses;
  private final Logger logger;
  private final XrunLog log = new XrunLog();
  private final Deque<XrunLog.Entry> unsettled = new ArrayDeque<>();
  private final Deque<Xrun> settled = new ArrayDeque<>();

  XrunHistory(String pipeline, JvmPauses pauses, Logger logger) {
    this.pipeline = pipeline;
    this.pauses = pauses;
    this.logger = logger;
  }

  /** Where the cycle thread writes. */
  XrunLog log() {
    return log;
  }

  /**
   * Finds the causes of what can be known by now.
   *
   * @param all also of what happened just now, since nothing more will be known
   */
  synchronized void settle(boolean all) {
    XrunLog.Entry entry;
    while ((entry = log.poll()) != null) {
      unsettled.add(entry);
    }
    int found = 0;
    while (!unsettled.isEmpty() && (all || JvmPauses.isSettled(unsettled.peek().ended()))) {
      Xrun xrun = Causes.find(unsettled.poll(), pauses);
      if (++found <= LOGGED_AT_ONCE) {
        logger.warn("pipeline '{}' cycle {}: {}", pipeline, xrun.cycle(), xrun.detail());
      }
      settled.add(xrun);
      if (settled.size() > KEPT) {
        settled.remove();
      }
    }
    if (found > LOGGED_AT_ONCE) {
      logger.warn(
          "pipeline '{}': {} more late cycles at the same time", pipeline, found - LOGGED_AT_ONCE);
    }
  }

  /** The last ones, oldest first. */
  synchronized List<Xrun> last() {
    return List.copyOf(settled);
  }
}
