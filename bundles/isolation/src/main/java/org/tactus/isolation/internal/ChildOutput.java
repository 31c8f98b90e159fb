// SPDX-License-Identifier: Apache-2.0
package org.tactus.isolation.internal;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.osgi.service.log.Logger;

/**
 * Brings what a child prints to the log: lines cut off where they are too long, and so many in a
 * while. Keeps what the JVM says of a crash.
 */
final class ChildOutput implements Runnable {

  private static final int LONGEST_LINE = 1000;
  private static final long END_MILLIS = 500;
  private static final int MOST_LINES = 200;
  private static final long WHILE_NANOS = Duration.ofSeconds(10).toNanos();
  private static final Pattern SIGNAL = Pattern.compile("#\\s+(SIG[A-Z]+)\\b.*");
  private static final Pattern FRAME = Pattern.compile("# [CJVv]\\s+(\\S.*)");

  private final String name;
  private final InputStream in;
  private final Logger logger;
  private final CountDownLatch ended = new CountDownLatch(1);
  private long since = System.nanoTime();
  private int lines;
  private long leftOut;
  private volatile String crash = "";

  ChildOutput(String name, InputStream in, Logger logger) {
    this.name = name;
    this.in = in;
    this.logger = logger;
  }

  @Override
  public void run() {
    try (BufferedReader reader =
        new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
      StringBuilder line = new StringBuilder();
      for (int c = reader.read(); c >= 0; c = reader.read()) {
        if (c == '\n') {
          take(line.toString());
          line.setLength(0);
        } else if (line.length() < LONGEST_LINE) {
          line.append((char) c);
        }
      }
      if (!line.isEmpty()) {
        take(line.toString());
      }
    } catch (IOException e) {
      logger.debug("The output of isolated bundle '{}' ended: {}", name, e.getMessage());
    } finally {
      ended.countDown();
    }
  }

  private void take(String line) {
    Matcher signal = SIGNAL.matcher(line);
    Matcher frame = FRAME.matcher(line);
    if (signal.matches()) {
      crash = signal.group(1);
    } else if (!crash.isEmpty() && !crash.contains(" in ") && frame.matches()) {
      String where = crash + " in " + frame.group(1);
      crash = where;
    }
    long now = System.nanoTime();
    if (now - since > WHILE_NANOS) {
      if (leftOut > 0) {
        logger.warn("Isolated bundle '{}' printed {} lines more", name, leftOut);
      }
      since = now;
      lines = 0;
      leftOut = 0;
    }
    if (lines++ < MOST_LINES) {
      logger.info("{}: {}", name, line);
    } else {
      leftOut++;
    }
  }

  /** Waits, for a moment, until everything is read that a process printed that has ended. */
  void awaitEnd() {
    try {
      if (!ended.await(END_MILLIS, TimeUnit.MILLISECONDS)) {
        logger.debug("The output of isolated bundle '{}' is still open", name);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** The signal and the native frame that the JVM named when it crashed; empty if it did not. */
  String crash() {
    return crash;
  }
}
