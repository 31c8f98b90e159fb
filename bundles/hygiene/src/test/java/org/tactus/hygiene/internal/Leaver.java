// SPDX-License-Identifier: Apache-2.0
package org.tactus.hygiene.internal;

import java.util.concurrent.CountDownLatch;
import java.util.logging.Handler;
import java.util.logging.LogRecord;

/** What a vendor leaves behind. */
public final class Leaver implements Runnable {
  @Override
  public void run() {
    try {
      new CountDownLatch(1).await();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  /** A log handler. */
  public static final class LogHandler extends Handler {
    @Override
    public void publish(LogRecord record) {
      // It only has to be there.
    }

    @Override
    public void flush() {
      // Nothing is kept back.
    }

    @Override
    public void close() {
      // Nothing is held.
    }
  }
}
