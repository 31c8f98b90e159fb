// SPDX-License-Identifier: Apache-2.0
package org.tactus.runtime;

import org.apache.felix.framework.Logger;
import org.osgi.framework.Bundle;
import org.osgi.framework.ServiceReference;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/** What the framework itself has to say. */
final class FrameworkLogger extends Logger {
  private final org.slf4j.Logger log = LoggerFactory.getLogger("org.apache.felix.framework");

  @Override
  protected void doLog(
      Bundle bundle, ServiceReference service, int level, String message, Throwable trace) {
    write(level, bundle == null ? message : bundle.getSymbolicName() + ": " + message, trace);
  }

  @Override
  protected void doLog(int level, String message, Throwable trace) {
    write(level, message, trace);
  }

  private void write(int level, String message, Throwable trace) {
    Level slf4jLevel =
        switch (level) {
          case LOG_ERROR -> Level.ERROR;
          case LOG_WARNING -> Level.WARN;
          case LOG_INFO -> Level.INFO;
          default -> Level.DEBUG;
        };
    log.atLevel(slf4jLevel).setCause(trace).log(message);
  }
}
