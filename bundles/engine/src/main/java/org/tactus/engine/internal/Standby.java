// SPDX-License-Identifier: Apache-2.0
package org.tactus.engine.internal;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.tactus.realtime.RealtimeThread;
import org.tactus.realtime.RealtimeThreads;
import org.tactus.realtime.ThreadRequest;
import org.tactus.realtime.Waiter;

/** A thread with the role and the CPUs of a cycle thread that waits to take its place. */
final class Standby {

  private static final Runnable NOTHING = () -> {};
  private static final long LOOK_NANOS = TimeUnit.SECONDS.toNanos(10);

  private final Waiter waiter = Waiter.sleeping();
  private final AtomicReference<Runnable> body = new AtomicReference<>();
  private final RealtimeThread thread;

  Standby(RealtimeThreads threads, ThreadRequest request) {
    thread = threads.start(request, this::run);
  }

  private void run() {
    while (body.get() == null) {
      var _ = waiter.awaitUntil(System.nanoTime() + LOOK_NANOS);
    }
    body.get().run();
  }

  RealtimeThread thread() {
    return thread;
  }

  /** Lets it run; false where it has been dismissed. */
  boolean call(Runnable what) {
    boolean first = body.compareAndSet(null, what);
    waiter.wakeup();
    return first;
  }

  /** Ends it if it was not called. */
  void dismiss() throws InterruptedException {
    if (call(NOTHING) && !thread.join(Duration.ofSeconds(5))) {
      throw new IllegalStateException("the thread '" + thread.name() + "' does not end");
    }
  }
}
