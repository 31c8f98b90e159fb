// SPDX-License-Identifier: Apache-2.0
package org.tactus.realtime;

import org.tactus.linux.CpuSet;
import org.tactus.linux.Errno;
import org.tactus.linux.Futex;

/**
 * Waits for absolute times. {@link #awaitUntil} belongs to one thread and is for the cycle's path:
 * it allocates nothing. Any thread may call {@link #wakeup}.
 */
public final class Waiter {
  /** The largest share of the time between two waits that may be spent spinning. */
  public static final double LARGEST_SPIN_SHARE = 0.5;

  private static final int SHARE_UNIT = 1 << 16;
  private static final int QUIET = 0;
  private static final int WOKEN = 1;

  private final WaitMode mode;
  private final int share;
  private final Futex word = new Futex();
  private long previous;

  Waiter(WaitMode mode, double share) {
    this.mode = mode;
    this.share = (int) (share * SHARE_UNIT);
  }

  /** A waiter that sleeps. */
  public static Waiter sleeping() {
    return new Waiter(WaitMode.SLEEP, 0);
  }

  /**
   * A waiter that sleeps until shortly before and then spins, which wins the time that waking up
   * costs.
   *
   * @param share the part of the time from one awaited time to the next that it may spin, above 0,
   *     at most {@link #LARGEST_SPIN_SHARE}; it is processor time, so it counts in admission
   */
  public static Waiter sleepingThenSpinning(double share) {
    if (!(share > 0 && share <= LARGEST_SPIN_SHARE)) {
      throw new IllegalArgumentException(
          "A spin share of "
              + share
              + " is not above 0 and at most "
              + LARGEST_SPIN_SHARE
              + "; the rest of the period belongs to the work and to the JVM");
    }
    return new Waiter(WaitMode.SLEEP_THEN_SPIN, share);
  }

  /**
   * A waiter that spins for ever.
   *
   * @param cpus the CPUs that its thread is pinned to
   * @throws IllegalStateException with the reason when a thread may not spin there
   */
  public static Waiter spinning(CpuSet cpus) {
    new SpinRules()
        .refusal(cpus)
        .ifPresent(reason -> {
          throw new IllegalStateException(reason);
        });
    return new Waiter(WaitMode.SPIN, 1);
  }

  /** How it waits. */
  public WaitMode mode() {
    return mode;
  }

  /**
   * Waits until {@code nanos} of {@code System.nanoTime()}; returns at once when that has passed.
   *
   * @return true when the time has come, false when {@link #wakeup} ended the wait
   */
  public boolean awaitUntil(long nanos) {
    long spin = spinNanos(nanos);
    previous = nanos;
    if (mode != WaitMode.SPIN && !sleepUntil(nanos - spin)) {
      return false;
    }
    while (System.nanoTime() - nanos < 0) {
      if (word.get() != QUIET) {
        break;
      }
      Thread.onSpinWait();
    }
    return !takeWakeup();
  }

  long spinNanos(long nanos) {
    if (mode != WaitMode.SLEEP_THEN_SPIN) {
      return 0;
    }
    // Later than a second apart the share would spin for longer than any wake-up takes.
    long span = Math.clamp(nanos - previous, 0, 1_000_000_000L);
    return span * share / SHARE_UNIT;
  }

  private boolean sleepUntil(long nanos) {
    int outcome = 0;
    while (outcome != Errno.ETIMEDOUT && System.nanoTime() - nanos < 0) {
      if (takeWakeup()) {
        return false;
      }
      outcome = word.awaitUntil(QUIET, nanos);
    }
    return true;
  }

  private boolean takeWakeup() {
    return word.get() == WOKEN && word.compareAndSet(WOKEN, QUIET);
  }

  /**
   * Ends the wait that goes on, or else the next one. Any thread may call; it does not block and
   * allocates nothing.
   */
  public void wakeup() {
    word.set(WOKEN);
    word.wake(1);
  }
}
