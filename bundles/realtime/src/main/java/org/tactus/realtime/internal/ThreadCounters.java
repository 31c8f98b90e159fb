// SPDX-License-Identifier: Apache-2.0
package org.tactus.realtime.internal;

import com.sun.management.ThreadMXBean;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.util.Optional;
import org.tactus.linux.ProcessStatus;
import org.tactus.linux.Task;
import org.tactus.linux.TaskScheduleTimes;

/** What the kernel and the JVM have counted for one thread. */
record ThreadCounters(
    long minorFaults,
    long majorFaults,
    long allocatedBytes,
    long voluntarySwitches,
    long involuntarySwitches,
    long runQueueWaitNanos) {
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  /** Empty when the thread has ended. */
  static Optional<ThreadCounters> read(int tid, Thread thread) {
    // First: reading the kernel's files allocates, and the thread may be the one that asks.
    long allocated = THREADS.getThreadAllocatedBytes(thread.threadId());
    Optional<Task> task = Task.find(tid);
    if (task.isEmpty() || allocated < 0) {
      return Optional.empty();
    }
    ProcessStatus status;
    try {
      status = ProcessStatus.ofThread(tid);
    } catch (UncheckedIOException _) {
      return Optional.empty();
    }
    return Optional.of(
        new ThreadCounters(
            task.get().minorFaults(),
            task.get().majorFaults(),
            allocated,
            status.number("voluntary_ctxt_switches"),
            status.number("nonvoluntary_ctxt_switches"),
            TaskScheduleTimes.find(tid).map(TaskScheduleTimes::waitNanos).orElse(0L)));
  }

  ThreadCounters since(ThreadCounters base) {
    return new ThreadCounters(
        minorFaults - base.minorFaults,
        majorFaults - base.majorFaults,
        allocatedBytes - base.allocatedBytes,
        voluntarySwitches - base.voluntarySwitches,
        involuntarySwitches - base.involuntarySwitches,
        runQueueWaitNanos - base.runQueueWaitNanos);
  }
}
