// SPDX-License-Identifier: Apache-2.0
package org.tactus.linux;

/**
 * How the kernel schedules one thread, as asked of it or read back from it.
 *
 * @param scheduler the policy
 * @param priority 1 to 99 for FIFO and RR, else 0
 * @param nice -20 to 19 for OTHER and BATCH, else 0
 * @param resetOnFork threads and processes that it starts begin as SCHED_OTHER
 * @param runtimeNanos DEADLINE: processor time guaranteed in each period, else 0
 * @param deadlineNanos DEADLINE: the runtime is given within this time of the period's begin, else
 *     0
 * @param periodNanos DEADLINE: the period, else 0
 */
public record ThreadScheduling(
    Scheduler scheduler,
    int priority,
    int nice,
    boolean resetOnFork,
    long runtimeNanos,
    long deadlineNanos,
    long periodNanos) {

  /** SCHED_OTHER with nice 0. */
  public static ThreadScheduling other() {
    return new ThreadScheduling(Scheduler.OTHER, 0, 0, false, 0, 0, 0);
  }

  /** SCHED_FIFO with a priority from 1 to 99. */
  public static ThreadScheduling fifo(int priority) {
    return new ThreadScheduling(Scheduler.FIFO, priority, 0, false, 0, 0, 0);
  }

  /** SCHED_RR with a priority from 1 to 99. */
  public static ThreadScheduling roundRobin(int priority) {
    return new ThreadScheduling(Scheduler.RR, priority, 0, false, 0, 0, 0);
  }

  /** SCHED_DEADLINE with these guarantees, in nanoseconds. */
  public static ThreadScheduling deadline(long runtimeNanos, long deadlineNanos, long periodNanos) {
    return new ThreadScheduling(
        Scheduler.DEADLINE, 0, 0, false, runtimeNanos, deadlineNanos, periodNanos);
  }

  /** The same, with threads and processes that it starts beginning as SCHED_OTHER. */
  public ThreadScheduling withResetOnFork() {
    return new ThreadScheduling(
        scheduler, priority, nice, true, runtimeNanos, deadlineNanos, periodNanos);
  }

  /** For example {@code SCHED_FIFO 80}, {@code SCHED_OTHER nice 5}. */
  @Override
  public String toString() {
    return switch (scheduler) {
      case FIFO, RR -> scheduler.symbol() + " " + priority;
      case DEADLINE ->
          scheduler.symbol()
              + " runtime "
              + runtimeNanos
              + " deadline "
              + deadlineNanos
              + " period "
              + periodNanos
              + " ns";
      case OTHER, BATCH -> nice == 0 ? scheduler.symbol() : scheduler.symbol() + " nice " + nice;
      case IDLE, EXT -> scheduler.symbol();
    };
  }
}
