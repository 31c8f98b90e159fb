// SPDX-License-Identifier: Apache-2.0
package org.tactus.hygiene.internal;

import java.util.concurrent.TimeUnit;

/** Ends threads that nobody else will. */
final class StrayThreads {
  private static final long INTERRUPT_MILLIS = 500;

  private StrayThreads() {}

  /**
   * Interrupts a thread and waits a little.
   *
   * @return what came of it, for the operator
   */
  static String end(Thread thread) {
    thread.interrupt();
    try {
      if (thread.join(java.time.Duration.ofMillis(INTERRUPT_MILLIS))) {
        return "thread '" + thread.getName() + "' has ended after an interrupt";
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    return "thread '"
        + thread.getName()
        + "' does not end "
        + TimeUnit.MILLISECONDS.toMillis(INTERRUPT_MILLIS)
        + " ms after an interrupt; it goes on until the process ends";
  }
}
