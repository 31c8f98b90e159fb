// SPDX-License-Identifier: Apache-2.0
package org.tactus.hygiene.internal;

import java.time.Duration;
import org.tactus.realtime.ThreadStopper;

/** Ends threads that nobody else will. */
final class StrayThreads {
  private static final Duration INTERRUPT_PATIENCE = Duration.ofMillis(500);
  private static final Duration STOP_PATIENCE = Duration.ofSeconds(2);

  private StrayThreads() {}

  /**
   * Interrupts a thread, waits a little, and stops it.
   *
   * @param bundle whose it is
   * @return what came of it, for the operator
   * @throws InterruptedException if the calling thread is interrupted
   */
  static String end(Thread thread, String bundle, ThreadStopper stopper)
      throws InterruptedException {
    String name = "thread '" + thread.getName() + "' of bundle " + bundle;
    thread.interrupt();
    if (thread.join(INTERRUPT_PATIENCE)) {
      return name + " has ended after an interrupt";
    }
    try {
      boolean stopped =
          stopper.stop(
              thread,
              "bundle " + bundle + " has gone and its threads with it",
              () -> !thread.isAlive(),
              STOP_PATIENCE);
      return stopped
          ? name + " ignored an interrupt and was stopped"
          : name
              + " could not be stopped within "
              + STOP_PATIENCE.toSeconds()
              + " s; it and the bundle's classes stay until the process ends: restart Tactus when"
              + " that suits";
    } catch (IllegalStateException e) {
      return name + " ignored an interrupt and cannot be stopped: " + e.getMessage();
    }
  }
}
