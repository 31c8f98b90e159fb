// SPDX-License-Identifier: Apache-2.0
package org.tactus.realtime.internal;

import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.osgi.service.component.annotations.Component;
import org.tactus.linux.Jvmti;
import org.tactus.realtime.ThreadStoppedError;
import org.tactus.realtime.ThreadStopper;

/** Stops threads by JVMTI, which is opened when it is first needed. */
@Component(service = ThreadStopper.class)
public final class ThreadStopperComponent implements ThreadStopper {

  /** Short enough that code which catches everything does little between two errors. */
  private static final long REPEAT_MILLIS = 5;

  private static final int POLLS = 10;

  private Jvmti jvmti;

  @Override
  public boolean stop(Thread thread, String reason, BooleanSupplier returned, Duration patience)
      throws InterruptedException {
    if (thread.isVirtual() || thread == Thread.currentThread()) {
      throw new IllegalArgumentException(
          "The thread '" + thread.getName() + "' cannot be stopped; name another platform thread");
    }
    Jvmti opened = opened();
    long end = System.nanoTime() + patience.toNanos();
    while (thread.isAlive() && !returned.getAsBoolean()) {
      if (System.nanoTime() - end >= 0) {
        return false;
      }
      opened.stopThread(thread, new ThreadStoppedError(reason, thread.getStackTrace()));
      for (int i = 0; i < POLLS && !returned.getAsBoolean(); i++) {
        if (thread.join(Duration.ofNanos(REPEAT_MILLIS * 1_000_000 / POLLS))) {
          return true;
        }
      }
    }
    return true;
  }

  private synchronized Jvmti opened() {
    if (jvmti == null) {
      jvmti = new Jvmti();
    }
    return jvmti;
  }
}
