// SPDX-License-Identifier: Apache-2.0
package org.tactus.deploy.internal;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.osgi.framework.BundleException;
import org.osgi.service.log.Logger;
import org.tactus.api.RefusedException;
import org.tactus.realtime.ThreadStopper;

/** Runs a vendor's code on a thread of its own, and ends it when it does not return. */
final class Attempts {
  private static final Duration STOPPING = Duration.ofSeconds(2);

  private final ThreadStopper stopper;
  private final Logger log;

  Attempts(ThreadStopper stopper, Logger log) {
    this.stopper = stopper;
    this.log = log;
  }

  /**
   * Runs code.
   *
   * @param who the bundle, as a sentence names it
   * @param what what it does, as in {@code "starts"}
   * @param patience how long it may take
   * @throws RefusedException what the code refused; or, in a sentence, that it threw or hung
   */
  <T> T run(String who, String what, Duration patience, Callable<T> code) throws RefusedException {
    AtomicReference<T> result = new AtomicReference<>();
    AtomicReference<Throwable> failure = new AtomicReference<>();
    CountDownLatch returned = new CountDownLatch(1);
    Thread thread =
        new Thread(
            () -> {
              try {
                result.set(code.call());
              } catch (Throwable e) {
                // A vendor's code may throw anything, and an error that ends it arrives here too.
                failure.set(e);
              } finally {
                returned.countDown();
              }
            },
            "tactus-deploy " + who);
    thread.setDaemon(true);
    // An error that arrives when the code has returned ends a thread that has nothing left to do.
    thread.setUncaughtExceptionHandler((_, e) -> log.debug("{} after its return: {}", who, e));
    thread.start();
    try {
      if (!returned.await(patience.toMillis(), TimeUnit.MILLISECONDS)) {
        throw hung(who, what, patience, thread, returned);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new RefusedException(who + " was not waited for, since Tactus stops.", e);
    }
    if (failure.get() != null) {
      throw refusal(who, what, failure.get());
    }
    return result.get();
  }

  private RefusedException hung(
      String who, String what, Duration patience, Thread thread, CountDownLatch returned)
      throws InterruptedException {
    String hangs =
        who
            + " hangs while it "
            + what
            + " ("
            + place(thread)
            + "): it did not return within "
            + patience.toSeconds()
            + " s and ";
    boolean ended;
    try {
      ended =
          stopper.stop(thread, who + " took too long.", () -> returned.getCount() == 0, STOPPING);
    } catch (IllegalStateException e) {
      log.warn("{}", e.getMessage());
      ended = false;
    }
    return new RefusedException(
        ended
            ? hangs + "was ended."
            : hangs + "cannot be ended; its thread is there until the instance is restarted.");
  }

  private static String place(Thread thread) {
    for (StackTraceElement frame : thread.getStackTrace()) {
      if (!frame.getClassName().startsWith("java.") && !frame.getClassName().startsWith("jdk.")) {
        return "at " + frame.getClassName() + "." + frame.getMethodName();
      }
    }
    return "at no line of its own";
  }

  private RefusedException refusal(String who, String what, Throwable failure) {
    Throwable cause = failure;
    if (failure instanceof BundleException && failure.getCause() != null) {
      cause = failure.getCause();
    }
    if (cause instanceof RefusedException refused) {
      return refused;
    }
    log.warn("{} failed while it {}", who, what, failure);
    return new RefusedException(
        who + " fails while it " + what + " (" + brief(cause) + "): ask its vendor.", cause);
  }

  /** An exception in one line. */
  static String brief(Throwable failure) {
    String text = failure.toString().strip().lines().findFirst().orElse("").strip();
    return text.length() > 200 ? text.substring(0, 200) + "..." : text;
  }
}
