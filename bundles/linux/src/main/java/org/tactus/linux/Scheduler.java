// SPDX-License-Identifier: Apache-2.0
package org.tactus.linux;

import java.util.Arrays;

/** The scheduling policies of the kernel, {@code include/uapi/linux/sched.h}; see sched(7). */
public enum Scheduler {
  /** Time-shared, the default. */
  OTHER(0),
  /** Real-time, runs until it blocks or a higher priority is ready. */
  FIFO(1),
  /** Real-time, shares its priority in turns. */
  RR(2),
  /** Time-shared, taken to be a batch job. */
  BATCH(3),
  /** Runs when nothing else wants to. */
  IDLE(5),
  /** Earliest deadline first with a guaranteed runtime in each period. */
  DEADLINE(6),
  /** A scheduler loaded as a BPF program. */
  EXT(7);

  private final int number;

  Scheduler(int number) {
    this.number = number;
  }

  /** The kernel's number of this policy. */
  public int number() {
    return number;
  }

  /** True for FIFO, RR and DEADLINE, which run before every time-shared thread. */
  public boolean isRealTime() {
    return this == FIFO || this == RR || this == DEADLINE;
  }

  /** True for FIFO and RR, which have a priority from 1 to 99. */
  public boolean hasPriority() {
    return this == FIFO || this == RR;
  }

  /**
   * The policy with the kernel's number {@code number}.
   *
   * @throws IllegalArgumentException when this kernel has a policy that is not known here
   */
  public static Scheduler ofNumber(int number) {
    return Arrays.stream(values())
        .filter(s -> s.number == number)
        .findFirst()
        .orElseThrow(
            () -> new IllegalArgumentException("Unknown scheduling policy number " + number));
  }

  /** The kernel's name, for example {@code SCHED_FIFO}. */
  public String symbol() {
    return "SCHED_" + name();
  }
}
