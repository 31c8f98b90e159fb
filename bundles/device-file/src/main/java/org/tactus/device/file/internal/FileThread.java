// SPDX-License-Identifier: Apache-2.0
package org.tactus.device.file.internal;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/**
 * The thread that does the reading or writing of one end. It is never interrupted: that would close
 * its file.
 */
final class FileThread {

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final Thread thread;
  private volatile boolean stopping;

  /** What the thread does. */
  interface Work {
    /**
     * Does what there is to do.
     *
     * @param isLast whether the thread has been asked to stop
     * @return nanoseconds to sleep before the next call; 0 for none, below 0 to end the thread
     */
    long run(boolean isLast);
  }

  private FileThread(String node, Work work) {
    thread = Thread.ofPlatform().daemon().name("tactus-file-" + node).unstarted(() -> loop(work));
  }

  /** Starts a thread for a node. */
  static FileThread start(String node, Work work) {
    FileThread started = new FileThread(node, work);
    started.thread.start();
    return started;
  }

  private void loop(Work work) {
    while (true) {
      boolean isLast = stopping;
      long sleep = work.run(isLast);
      if (isLast || sleep < 0) {
        return;
      }
      if (sleep > 0) {
        LockSupport.parkNanos(this, sleep);
      }
    }
  }

  /** Cuts the thread's sleep short. */
  void wake() {
    LockSupport.unpark(thread);
  }

  /**
   * Lets the thread do its work once more and end.
   *
   * @return false if it hangs in the file system
   */
  boolean stop() {
    stopping = true;
    wake();
    boolean interrupted = false;
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (thread.isAlive() && System.nanoTime() < end) {
      try {
        thread.join(Duration.ofNanos(Math.max(1, end - System.nanoTime())));
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    return !thread.isAlive();
  }
}
