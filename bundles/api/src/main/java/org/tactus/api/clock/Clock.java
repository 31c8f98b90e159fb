// SPDX-License-Identifier: Apache-2.0
package org.tactus.api.clock;

import org.osgi.annotation.versioning.ConsumerType;
import org.tactus.api.Rational;
import org.tactus.api.node.Transport;

/** Starts the cycles of a pipeline: a sound card, a frame clock, a timer, a server. */
@ConsumerType
public interface Clock {

  /** What an operator reads: {@code "alsa hw:1"}. Any thread. */
  String name();

  /** Frames a second, nominal. Any thread. */
  Rational rate();

  /** Frames of a cycle. Any thread. */
  int period();

  /**
   * Called once on the cycle thread, with its role and affinity applied, before the first await.
   */
  default void begin() {}

  /**
   * Blocks until the next cycle is due. Cycle thread; does not allocate. Returns within two periods
   * after the host asks to stop.
   */
  Wake await(ClockWaiter waiter);

  /**
   * When the cycle that await returned last was due: CLOCK_MONOTONIC in nanoseconds. Cycle thread.
   */
  long dueTime();

  /** Called on the cycle thread when the cycle's last node has run. */
  default void complete() {}

  /**
   * The device's own transport (a JACK server's, time code), or null where the pipeline keeps its
   * own. Control thread, before {@link #begin}; what it returns is read on the cycle thread.
   */
  default Transport transport() {
    return null;
  }

  /** Cycles that the device lost since it was opened. Any thread. */
  default long xruns() {
    return 0;
  }

  /**
   * Whether the cycle must run on a thread that the clock brings, as a JACK client must. The host
   * then calls {@link #launch} and applies role and affinity on that thread.
   */
  default boolean ownsThread() {
    return false;
  }

  /**
   * Runs {@code cycles} on the clock's own thread and returns at once. Control thread; only where
   * {@link #ownsThread()} says so.
   *
   * @param cycles returns when the host stops
   * @throws IllegalStateException if the thread cannot be started; the message is one sentence
   */
  default void launch(Runnable cycles) {
    throw new IllegalStateException("clock '" + name() + "' has no thread of its own");
  }
}
