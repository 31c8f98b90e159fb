// SPDX-License-Identifier: Apache-2.0
package org.tactus.linux;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.tactus.linux.internal.Libc;

/** Limits that the kernel puts on a process; see getrlimit(2). */
public enum ResourceLimit {
  /** Size of the main thread's stack, bytes. */
  STACK(3),
  /** Number of open files. */
  NOFILE(7),
  /** Bytes that may be locked without CAP_IPC_LOCK. */
  MEMLOCK(8),
  /** 20 minus the lowest nice value that may be chosen without CAP_SYS_NICE. */
  NICE(13),
  /** Highest real-time priority that may be chosen without CAP_SYS_NICE. */
  RTPRIO(14),
  /** Microseconds that a real-time thread may run without a blocking call. */
  RTTIME(15);

  /** The value that means no limit. */
  public static final long UNLIMITED = -1;

  private final int number;

  ResourceLimit(int number) {
    this.number = number;
  }

  /**
   * A limit's two values, {@link #UNLIMITED} for none.
   *
   * @param soft what the kernel enforces
   * @param hard up to where the process may raise it itself
   */
  public record Values(long soft, long hard) {
    /** True when there is no soft limit. */
    public boolean isUnlimited() {
      return soft == UNLIMITED;
    }

    /** For example {@code 8388608 (hard: unlimited)}. */
    @Override
    public String toString() {
      return text(soft) + " (hard: " + text(hard) + ")";
    }

    private static String text(long value) {
      return value == UNLIMITED ? "unlimited" : Long.toUnsignedString(value);
    }
  }

  /** The limit of this process ({@code getrlimit}). */
  public Values get() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment limit = arena.allocate(16, 8);
      Libc.check(Libc.getrlimit(number, limit.address()), "getrlimit(RLIMIT_" + name() + ")");
      return values(limit);
    }
  }

  /** Sets the limit of a process, 0 for this one, and returns what it was ({@code prlimit}). */
  public Values set(int pid, Values values) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment next = arena.allocate(16, 8);
      MemorySegment previous = arena.allocate(16, 8);
      next.set(ValueLayout.JAVA_LONG, 0, values.soft);
      next.set(ValueLayout.JAVA_LONG, 8, values.hard);
      Libc.check(
          Libc.prlimit(pid, number, next.address(), previous.address()),
          "prlimit(RLIMIT_" + name() + ", " + values + ")");
      return values(previous);
    }
  }

  private static Values values(MemorySegment limit) {
    return new Values(limit.get(ValueLayout.JAVA_LONG, 0), limit.get(ValueLayout.JAVA_LONG, 8));
  }
}
