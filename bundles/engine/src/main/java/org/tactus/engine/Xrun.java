// SPDX-License-Identifier: Apache-2.0
package org.tactus.engine;

import java.time.Instant;
import java.util.List;

/**
 * A cycle that was late or that a device lost. Immutable; any thread.
 *
 * <p>Causes of Tactus's own are {@code node} (it took longer than it usually does), {@code
 * jvm-pause} (a collector's pause or another safepoint), {@code compilation} (a deoptimisation made
 * the cycle's code slow), {@code page-fault} and {@code swap} (old and new code ran side by side).
 * The machine's are {@code preemption} (the thread was ready and had no CPU), {@code steal} (the
 * host took the CPU), {@code interrupts} (a storm of them), {@code device} (it lost frames or
 * signalled late) and {@code wake-up} (the timer's interrupt came late, which has no cause that the
 * kernel counts).
 *
 * @param cycle counted from 0
 * @param time when it ended
 * @param lateMicros by how much it missed its deadline; 0 where only the device lost frames
 * @param cause the one that explains most of the lateness
 * @param detail one sentence
 * @param also what else contributed, most first: {@code "cause: sentence"}
 */
public record Xrun(
    long cycle, Instant time, double lateMicros, String cause, String detail, List<String> also) {

  /** Copies the list. */
  public Xrun {
    also = List.copyOf(also);
  }
}
