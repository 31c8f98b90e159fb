// SPDX-License-Identifier: Apache-2.0
package org.tactus.linux;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.ref.Reference;
import org.tactus.linux.internal.Libc;

/**
 * Sleeps to an absolute time, by {@code clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME)}. For the
 * cycle's path: sleeping allocates nothing. One instance belongs to one thread.
 */
public final class MonotonicSleep {
  private static final int CLOCK_MONOTONIC = 1;
  private static final int TIMER_ABSTIME = 1;
  private static final long NANOS = 1_000_000_000;

  private final MemorySegment timespec = Arena.ofAuto().allocate(16, 8);
  private final long address = timespec.address();

  /** A sleeper for one thread. */
  public MonotonicSleep() {
    until(0);
  }

  /**
   * Sleeps until {@code nanos} of {@code System.nanoTime()}; returns at once when that has passed.
   * A signal does not end the sleep.
   *
   * @return 0, or the errno of a refused request
   */
  public int until(long nanos) {
    long time = Math.max(0, nanos);
    timespec.set(ValueLayout.JAVA_LONG, 0, time / NANOS);
    timespec.set(ValueLayout.JAVA_LONG, 8, time % NANOS);
    int error;
    do {
      error = Libc.clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, address, 0);
    } while (error == Errno.EINTR);
    Reference.reachabilityFence(this);
    return error;
  }
}
