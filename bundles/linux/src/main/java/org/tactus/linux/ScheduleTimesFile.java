// SPDX-License-Identifier: Apache-2.0
package org.tactus.linux;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.ref.Reference;
import org.tactus.linux.internal.Libc;

/**
 * {@code /proc/self/task/TID/schedstat} held open, to be read again and again; see {@link
 * TaskScheduleTimes}. For the cycle's path: reading allocates nothing. One instance belongs to one
 * thread.
 */
public final class ScheduleTimesFile implements AutoCloseable {
  private static final int READ_ONLY = 0;
  private static final int CLOSE_ON_EXEC = 0x80000;
  private static final int BYTES = 128;
  private static final int CLOSED = -1;

  private final MemorySegment buffer = Arena.ofAuto().allocate(BYTES, 8);
  private final long address = buffer.address();
  private int descriptor;
  private int length;
  private int at;
  private long runNanos;
  private long waitNanos;
  private long slices;

  private ScheduleTimesFile(int descriptor) {
    this.descriptor = descriptor;
  }

  /**
   * Opens the file of a thread of this process.
   *
   * @throws LinuxException when there is no such thread or the kernel does not keep the figures
   */
  public static ScheduleTimesFile open(int tid) {
    String path = "/proc/self/task/" + tid + "/schedstat";
    try (Arena arena = Arena.ofConfined()) {
      return new ScheduleTimesFile(
          Libc.check(
              Libc.open(arena.allocateFrom(path).address(), READ_ONLY | CLOSE_ON_EXEC, 0),
              "open(" + path + ")"));
    }
  }

  /**
   * Reads the figures; the getters return them until the next read.
   *
   * @return false when the file is closed, the thread has ended or the line has not three numbers;
   *     the figures stay as they were
   */
  public boolean read() {
    long read = descriptor == CLOSED ? -1 : Libc.pread(descriptor, address, BYTES, 0);
    Reference.reachabilityFence(this);
    length = (int) read;
    at = 0;
    long run = number();
    long wait = number();
    long count = number();
    if (count < 0) {
      return false;
    }
    runNanos = run;
    waitNanos = wait;
    slices = count;
    return true;
  }

  /** The next number of the line, or -1. */
  private long number() {
    while (at < length && digit() < 0) {
      at++;
    }
    long number = at < length ? 0 : -1;
    while (at < length && digit() >= 0) {
      number = 10 * number + digit();
      at++;
    }
    return number;
  }

  private int digit() {
    int digit = buffer.get(ValueLayout.JAVA_BYTE, at) - '0';
    return digit >= 0 && digit <= 9 ? digit : -1;
  }

  /** Time on a CPU, nanoseconds; what a hypervisor took is left out where the kernel knows it. */
  public long runNanos() {
    return runNanos;
  }

  /** Time ready to run but waiting for a CPU, nanoseconds. */
  public long waitNanos() {
    return waitNanos;
  }

  /** How often it was put on a CPU. */
  public long slices() {
    return slices;
  }

  /** Closes the file. Closing again does nothing. */
  @Override
  public void close() {
    if (descriptor != CLOSED) {
      int open = descriptor;
      descriptor = CLOSED;
      Libc.check(Libc.close(open), "close(schedstat)");
    }
  }
}
