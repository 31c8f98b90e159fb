// SPDX-License-Identifier: Apache-2.0
package org.tactus.realtime;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;
import org.tactus.policy.PolicyResult;
import org.tactus.policy.Role;

/**
 * A thread with a role. Any thread may ask; the answers come from the kernel's files and allocate,
 * so never ask on the cycle's path. Counters count from the thread's start or adoption, or from
 * {@link #resetCounters}; after the thread has ended they stay as they were last.
 */
@ProviderType
public interface RealtimeThread {
  /** The name asked for. */
  String name();

  /** What the thread is for. */
  Role role();

  /** The kernel's number of the thread. */
  int tid();

  /** What was asked for this thread and what was read back, its stack included. */
  List<PolicyResult> policy();

  /** Page faults without I/O. */
  long minorFaults();

  /** Page faults with I/O. */
  long majorFaults();

  /** Bytes that the thread has allocated on the Java heap. */
  long allocatedBytes();

  /** How often the thread gave up its CPU to wait. */
  long voluntarySwitches();

  /** How often its CPU was taken from the thread. */
  long involuntarySwitches();

  /** Nanoseconds that the thread was ready to run and had no CPU. */
  long runQueueWaitNanos();

  /** Lets the counters begin at zero. */
  void resetCounters();

  /** False once the thread has ended. */
  boolean isAlive();

  /**
   * Waits for the end of the thread.
   *
   * @return false when {@code timeout} passed first
   * @throws InterruptedException when the waiting thread is interrupted
   */
  boolean join(Duration timeout) throws InterruptedException;

  /** What the body threw, which ended the thread; empty when it runs or returned. */
  Optional<Throwable> failure();
}
