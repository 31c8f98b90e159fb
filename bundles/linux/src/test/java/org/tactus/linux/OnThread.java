// SPDX-License-Identifier: Apache-2.0
package org.tactus.linux;

import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;

/** Runs something on a thread of its own, so that what it does to the thread ends with it. */
final class OnThread {
  private OnThread() {}

  static <T> T call(Callable<T> body) throws Exception {
    FutureTask<T> task = new FutureTask<>(body);
    Thread thread = new Thread(task, "on-thread");
    thread.setDaemon(true);
    thread.start();
    return task.get(30, TimeUnit.SECONDS);
  }
}
