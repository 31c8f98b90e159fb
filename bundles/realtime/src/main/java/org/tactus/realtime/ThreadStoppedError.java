// SPDX-License-Identifier: Apache-2.0
package org.tactus.realtime;

/**
 * Thrown into a thread by {@link ThreadStopper}. Its stack trace is where the thread was when it
 * was stopped.
 */
public final class ThreadStoppedError extends Error {
  private static final long serialVersionUID = 1L;

  /**
   * An error for a thread.
   *
   * @param reason one sentence
   * @param where the stack of that thread
   */
  public ThreadStoppedError(String reason, StackTraceElement... where) {
    super(reason);
    setStackTrace(where);
  }
}
