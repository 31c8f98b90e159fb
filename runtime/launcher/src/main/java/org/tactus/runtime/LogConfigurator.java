// SPDX-License-Identifier: Apache-2.0
package org.tactus.runtime;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ConfiguratorRank;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.rolling.FixedWindowRollingPolicy;
import ch.qos.logback.core.rolling.RollingFileAppender;
import ch.qos.logback.core.rolling.SizeBasedTriggeringPolicy;
import ch.qos.logback.core.spi.ContextAwareBase;
import ch.qos.logback.core.util.FileSize;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;

/**
 * Sets Logback up from {@code config/log.properties}. Logback's own XML would cost every start half
 * a thousand classes.
 */
@ConfiguratorRank(ConfiguratorRank.CUSTOM_HIGH_PRIORITY)
public final class LogConfigurator extends ContextAwareBase implements Configurator {
  static final String FILE = "config/log.properties";
  private static final String PATTERN =
      "%d{yyyy-MM-dd'T'HH:mm:ss.SSSXXX} %-5level [%thread] %logger{40}: %msg%n";
  private static final String LEVEL = "level";

  /** Logback's window does not grow beyond this. */
  private static final int MOST_FILES = 20;

  private static final Properties NONE = new Properties();

  /** Made by Logback, through the service loader. */
  public LogConfigurator() {}

  @Override
  public ExecutionStatus configure(LoggerContext context) {
    Path instance = Path.of(System.getProperty("tactus.instance"));
    Properties properties = read(instance.resolve(FILE));
    context
        .getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME)
        .addAppender(appender(context, instance.resolve("log"), properties));
    context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME).setLevel(Level.INFO);
    for (String key : properties.stringPropertyNames()) {
      if (key.equals(LEVEL)) {
        setLevel(context, org.slf4j.Logger.ROOT_LOGGER_NAME, key, properties);
      } else if (key.startsWith(LEVEL + ".")) {
        setLevel(context, key.substring(LEVEL.length() + 1), key, properties);
      } else if (!key.equals("file.size") && !key.equals("file.count")) {
        addError(FILE + " has the unknown key '" + key + "'");
      }
    }
    return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
  }

  private Properties read(Path file) {
    if (!Files.exists(file)) {
      return NONE;
    }
    Properties properties = new Properties();
    try (Reader reader = Files.newBufferedReader(file)) {
      properties.load(reader);
    } catch (IOException | IllegalArgumentException e) {
      addError(FILE + " cannot be read: " + e.getMessage(), e);
    }
    return properties;
  }

  private void setLevel(LoggerContext context, String logger, String key, Properties properties) {
    String name = properties.getProperty(key).strip();
    Level level = Level.toLevel(name, null);
    if (level == null) {
      addError(FILE + " says " + key + " = " + name + ", which is no level");
    } else {
      context.getLogger(logger).setLevel(level);
    }
  }

  private RollingFileAppender<ILoggingEvent> appender(
      LoggerContext context, Path directory, Properties properties) {
    PatternLayoutEncoder encoder = new PatternLayoutEncoder();
    encoder.setContext(context);
    encoder.setPattern(PATTERN);
    encoder.start();

    RollingFileAppender<ILoggingEvent> appender = new RollingFileAppender<>();
    appender.setContext(context);
    appender.setName("file");
    appender.setFile(directory.resolve("tactus.log").toString());
    appender.setEncoder(encoder);

    FixedWindowRollingPolicy window = new FixedWindowRollingPolicy();
    window.setContext(context);
    window.setFileNamePattern(directory.resolve("tactus.%i.log").toString());
    window.setMaxIndex(count(properties.getProperty("file.count", "5")));
    window.setParent(appender);
    window.start();
    appender.setRollingPolicy(window);

    SizeBasedTriggeringPolicy<ILoggingEvent> trigger = new SizeBasedTriggeringPolicy<>();
    trigger.setContext(context);
    trigger.setMaxFileSize(size(properties.getProperty("file.size", "10MB")));
    trigger.start();
    appender.setTriggeringPolicy(trigger);
    appender.start();
    return appender;
  }

  private int count(String text) {
    try {
      int count = Integer.parseInt(text.strip());
      if (count >= 1 && count <= MOST_FILES) {
        return count;
      }
    } catch (NumberFormatException _) {
      // Said below, with numbers that are out of range.
    }
    addError(FILE + " says file.count = " + text + ", which is not from 1 to " + MOST_FILES);
    return 5;
  }

  private FileSize size(String text) {
    try {
      return FileSize.valueOf(text.strip());
    } catch (IllegalArgumentException _) {
      addError(FILE + " says file.size = " + text + ", which is no size such as 10MB");
      return FileSize.valueOf("10MB");
    }
  }
}
