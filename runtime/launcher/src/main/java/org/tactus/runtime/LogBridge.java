// SPDX-License-Identifier: Apache-2.0
package org.tactus.runtime;

import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;
import org.osgi.service.log.LogEntry;
import org.osgi.service.log.LogListener;
import org.osgi.service.log.LogReaderService;
import org.osgi.util.tracker.ServiceTracker;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/** Carries every entry of the OSGi Log Service to the log file. */
final class LogBridge extends ServiceTracker<LogReaderService, LogReaderService>
    implements LogListener {
  LogBridge(BundleContext context) {
    super(context, LogReaderService.class, null);
  }

  @Override
  public LogReaderService addingService(ServiceReference<LogReaderService> reference) {
    LogReaderService reader = super.addingService(reference);
    reader.addLogListener(this);
    return reader;
  }

  @Override
  public void removedService(
      ServiceReference<LogReaderService> reference, LogReaderService reader) {
    reader.removeLogListener(this);
    super.removedService(reference, reader);
  }

  @Override
  public void logged(LogEntry entry) {
    Level level =
        switch (entry.getLogLevel()) {
          case AUDIT, INFO -> Level.INFO;
          case ERROR -> Level.ERROR;
          case WARN -> Level.WARN;
          case DEBUG -> Level.DEBUG;
          case TRACE -> Level.TRACE;
        };
    LoggerFactory.getLogger(name(entry))
        .atLevel(level)
        .setCause(entry.getException())
        .log(entry.getMessage());
  }

  private static String name(LogEntry entry) {
    String name = entry.getLoggerName();
    boolean unnamed = name == null || name.equals("ROOT") || name.startsWith("LogService");
    return unnamed && entry.getBundle() != null ? entry.getBundle().getSymbolicName() : name;
  }
}
