// SPDX-License-Identifier: Apache-2.0
package org.tactus.isolation.internal;

import java.time.Duration;

/**
 * How children are run.
 *
 * @param heapMegabytes Java heap of a child
 * @param priority SCHED_FIFO priority of the threads that process; 0 for none
 * @param restartLimit crashes within the window after which a bundle is quarantined
 * @param restartWindow for how long a crash counts
 * @param startTimeout how long a start may take
 * @param answerTimeout how long an answer may take
 * @param blockTimeout how long a block may take
 */
record Settings(
    int heapMegabytes,
    int priority,
    int restartLimit,
    Duration restartWindow,
    Duration startTimeout,
    Duration answerTimeout,
    Duration blockTimeout) {

  static Settings of(IsolationConfiguration configuration) {
    return new Settings(
        Math.clamp(configuration.heap_megabytes(), 16, 65536),
        Math.clamp(configuration.priority(), 0, 79),
        Math.max(0, configuration.restart_limit()),
        Duration.ofSeconds(Math.max(1, configuration.restart_windowSeconds())),
        Duration.ofSeconds(Math.max(1, configuration.timeout_startSeconds())),
        Duration.ofSeconds(Math.max(1, configuration.timeout_answerSeconds())),
        Duration.ofMillis(Math.max(10, configuration.timeout_blockMillis())));
  }
}
