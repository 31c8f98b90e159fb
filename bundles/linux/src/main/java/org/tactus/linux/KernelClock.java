// SPDX-License-Identifier: Apache-2.0
package org.tactus.linux;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.ref.Reference;
import org.tactus.linux.internal.Libc;

/**
 * Reads a clock of the kernel, by {@code clock_gettime}. For the cycle's path: reading allocates
 * nothing. One instance belongs to one thread.
 */
public final class KernelClock {
  /** Which clock; see clock_gettime(2). */
  public enum Kind {
    /** Wall-clock time since 1970, set and slewed. */
    REALTIME(0),
    /** Time since boot without suspension, slewed; what {@code System.nanoTime} shows. */
    MONOTONIC(1),
    /** Processor time of the process. */
    PROCESS_CPU(2),
    /** Processor time of the calling thread. */
    THREAD_CPU(3),
    /** Time since boot as the hardware counts it. */
    MONOTONIC_RAW(4),
    /** International atomic time. */
    TAI(11);

    private final int number;

    Kind(int number) {
      this.number = number;
    }
  }

  private final int number;
  private final MemorySegment timespec = Arena.ofAuto().allocate(16, 8);
  private final long address = timespec.address();

  /** A reader of the clock {@code kind}. */
  public KernelClock(Kind kind) {
    number = kind.number;
    Libc.check(Libc.clock_gettime(number, address), "clock_gettime(" + kind + ")");
  }

  /** The clock's time in nanoseconds. */
  public long nanos() {
    Libc.clock_gettime(number, address);
    long nanos =
        timespec.get(ValueLayout.JAVA_LONG, 0) * 1_000_000_000
            + timespec.get(ValueLayout.JAVA_LONG, 8);
    Reference.reachabilityFence(this);
    return nanos;
  }
}
