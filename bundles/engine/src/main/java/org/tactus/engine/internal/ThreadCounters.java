// SPDX-License-Identifier: Apache-2.0
package org.tactus.engine.internal;

/**
 * What the kernel has counted for a thread since it began. Belongs to that thread; reading
 * allocates nothing.
 */
interface ThreadCounters {

  /** What is not known. */
  long UNKNOWN = -1;

  /** Reads; the others return what was read last. */
  void read();

  long minorFaults();

  long majorFaults();

  long voluntarySwitches();

  long involuntarySwitches();

  /** Nanoseconds on a CPU, or {@link #UNKNOWN}. */
  long runNanos();

  /** Nanoseconds ready to run but without a CPU, or {@link #UNKNOWN}. */
  long waitNanos();

  /** The CPU that it is on. */
  int cpu();

  /** No more will be read. */
  default void close() {}
}
