// SPDX-License-Identifier: Apache-2.0
package org.tactus.runtime;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Turns SIGINT and SIGTERM into an orderly end with an exit status of our own: the JVM would return
 * 128 and the signal's number.
 */
final class Termination {
  private static final Duration LIMIT = Duration.ofSeconds(30);

  private final CountDownLatch ended = new CountDownLatch(1);
  private final Thread hook;
  private volatile int exitCode = ExitStatus.FAILURE.code();
  private volatile boolean signalled;

  private Termination(Runnable stop) {
    hook =
        new Thread(
            () -> {
              signalled = true;
              stop.run();
              awaitEnd();
              Runtime.getRuntime().halt(exitCode);
            },
            "tactus-termination");
  }

  /**
   * Calls {@code stop} on a thread of its own when a signal comes, then waits for {@link #ended}.
   */
  static Termination onSignal(Runnable stop) {
    Termination termination = new Termination(stop);
    Runtime.getRuntime().addShutdownHook(termination.hook);
    return termination;
  }

  private void awaitEnd() {
    try {
      if (!ended.await(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
        System.err.println(
            "tactus: Ended by force: it did not end within " + LIMIT.toSeconds() + " s.");
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  /** True once a signal has come. */
  boolean signalled() {
    return signalled;
  }

  /** Says that everything is done, and how it went. */
  void ended(ExitStatus status) {
    exitCode = status.code();
    ended.countDown();
    if (!signalled) {
      try {
        Runtime.getRuntime().removeShutdownHook(hook);
      } catch (IllegalStateException _) {
        // A signal came just now: the hook ends the process with the same status.
        return;
      }
    }
  }
}
