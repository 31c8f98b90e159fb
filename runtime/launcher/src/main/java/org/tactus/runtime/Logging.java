// SPDX-License-Identifier: Apache-2.0
package org.tactus.runtime;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.core.status.NopStatusListener;
import ch.qos.logback.core.status.Status;
import java.util.Optional;
import org.slf4j.LoggerFactory;

/** Logback, made ready on a thread of its own while the framework starts. */
final class Logging {
  private final Thread starter = new Thread(LoggerFactory::getILoggerFactory, "tactus-logging");

  private Logging() {}

  /** Begins; a logger may be used at once, what it is told in the meantime is kept. */
  static Logging start() {
    // Logback would print its own troubles to standard output.
    System.setProperty("logback.statusListenerClass", NopStatusListener.class.getName());
    Logging logging = new Logging();
    logging.starter.setDaemon(true);
    logging.starter.start();
    return logging;
  }

  /** The sentence for the operator if the log's configuration is broken. */
  Optional<String> trouble() throws InterruptedException {
    starter.join();
    if (!(LoggerFactory.getILoggerFactory() instanceof LoggerContext context)) {
      return Optional.of("The log does not work: Logback is missing in lib/.");
    }
    return context.getStatusManager().getCopyOfStatusList().stream()
        .filter(status -> status.getEffectiveLevel() >= Status.ERROR)
        .findFirst()
        .map(status ->
            "The log is not as configured, because "
                + status.getMessage()
                + ": mend it and start again.");
  }

  /** Writes out what is still held. */
  void stop() {
    if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
      context.stop();
    }
  }
}
