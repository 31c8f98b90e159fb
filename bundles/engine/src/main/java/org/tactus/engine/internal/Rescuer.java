// SPDX-License-Identifier: Apache-2.0
package org.tactus.engine.internal;

import java.time.Duration;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.tactus.realtime.ThreadStopper;

/** Threads that free cycles which do not end, one of which is always there. */
final class Rescuer implements AutoCloseable {

  private final ThreadStopper stopper;
  private final ThreadPoolExecutor threads;

  Rescuer(ThreadStopper stopper) {
    this.stopper = stopper;
    threads =
        new ThreadPoolExecutor(
            1,
            16,
            10,
            TimeUnit.SECONDS,
            new SynchronousQueue<>(),
            runnable -> {
              Thread thread = new Thread(runnable, "tactus-rescuer");
              thread.setDaemon(true);
              return thread;
            },
            new ThreadPoolExecutor.DiscardPolicy());
    threads.prestartCoreThread();
  }

  /** Runs soon on a thread of its own; not at all where 16 cycles are being freed already. */
  void begin(Runnable work) {
    threads.execute(work);
  }

  /** Ends what runs on a thread; false when it does not end. */
  boolean stop(Thread thread, String reason, BooleanSupplier returned, Duration patience)
      throws InterruptedException {
    return stopper.stop(thread, reason, returned, patience);
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
