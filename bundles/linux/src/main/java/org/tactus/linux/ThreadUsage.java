// SPDX-License-Identifier: Apache-2.0
package org.tactus.linux;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.ref.Reference;
import org.tactus.linux.internal.Libc;

/**
 * What the calling thread has used, by {@code getrusage(RUSAGE_THREAD)}. For the cycle's path:
 * reading allocates nothing. One instance belongs to one thread.
 */
public final class ThreadUsage {
  private static final int RUSAGE_THREAD = 1;
  private static final long BYTES = 144;
  private static final long MINOR_FAULTS = 64;
  private static final long MAJOR_FAULTS = 72;
  private static final long VOLUNTARY_SWITCHES = 128;
  private static final long INVOLUNTARY_SWITCHES = 136;

  private final MemorySegment usage = Arena.ofAuto().allocate(BYTES, 8);
  private final long address = usage.address();

  /** Counters that are zero until the first {@link #read}. */
  public ThreadUsage() {}

  /** Reads the counters of the calling thread; the getters return them until the next read. */
  public void read() {
    Libc.getrusage(RUSAGE_THREAD, address);
    Reference.reachabilityFence(this);
  }

  /** Page faults without I/O since the thread began. */
  public long minorFaults() {
    return usage.get(ValueLayout.JAVA_LONG, MINOR_FAULTS);
  }

  /** Page faults with I/O since the thread began. */
  public long majorFaults() {
    return usage.get(ValueLayout.JAVA_LONG, MAJOR_FAULTS);
  }

  /** How often the thread gave up the CPU to wait. */
  public long voluntarySwitches() {
    return usage.get(ValueLayout.JAVA_LONG, VOLUNTARY_SWITCHES);
  }

  /** How often the CPU was taken from the thread. */
  public long involuntarySwitches() {
    return usage.get(ValueLayout.JAVA_LONG, INVOLUNTARY_SWITCHES);
  }

  /** Time on a CPU in user mode and in the kernel, nanoseconds, of microsecond resolution. */
  public long cpuNanos() {
    long seconds = usage.get(ValueLayout.JAVA_LONG, 0) + usage.get(ValueLayout.JAVA_LONG, 16);
    long micros = usage.get(ValueLayout.JAVA_LONG, 8) + usage.get(ValueLayout.JAVA_LONG, 24);
    return seconds * 1_000_000_000 + micros * 1_000;
  }
}
