// SPDX-License-Identifier: Apache-2.0
package org.tactus.shell.internal.command;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.tactus.linux.Errno;
import org.tactus.linux.LinuxException;
import org.tactus.linux.Task;
import org.tactus.linux.TaskScheduleTimes;
import org.tactus.linux.Threads;
import org.tactus.policy.PolicyResult;
import org.tactus.realtime.RealtimeThread;

/** Looks at the threads of this process. */
final class ThreadReader {
  private ThreadReader() {}

  /** Those with a role, in the order given. */
  static List<ThreadRow> withRole(List<RealtimeThread> threads) {
    List<ThreadRow> rows = new ArrayList<>();
    for (RealtimeThread thread : threads) {
      effective(thread.tid())
          .ifPresent(effective ->
              rows.add(
                  new ThreadRow(
                      thread.name(),
                      thread.role().name().toLowerCase(Locale.ROOT),
                      thread.tid(),
                      effective.scheduling(),
                      effective.cpus(),
                      thread.minorFaults(),
                      thread.majorFaults(),
                      thread.allocatedBytes(),
                      thread.runQueueWaitNanos(),
                      thread.policy().stream().allMatch(PolicyResult::ok) ? "ok" : "not ok")));
    }
    return rows;
  }

  /** All others, the most urgent first. */
  static List<ThreadRow> withoutRole(List<RealtimeThread> threads) {
    Set<Integer> known = new HashSet<>(threads.stream().map(RealtimeThread::tid).toList());
    List<ThreadRow> rows = new ArrayList<>();
    Task.ofProcess().stream()
        .filter(task -> !known.contains(task.tid()))
        .sorted(Comparator.comparing(Task::realTimePriority).reversed().thenComparing(Task::tid))
        .forEach(task ->
            effective(task.tid())
                .ifPresent(effective ->
                    rows.add(
                        new ThreadRow(
                            task.name(),
                            ThreadRow.JVM,
                            task.tid(),
                            effective.scheduling(),
                            effective.cpus(),
                            task.minorFaults(),
                            task.majorFaults(),
                            ThreadRow.UNKNOWN,
                            TaskScheduleTimes.find(task.tid())
                                .map(TaskScheduleTimes::waitNanos)
                                .orElse(ThreadRow.UNKNOWN),
                            ""))));
    return rows;
  }

  private record Effective(String scheduling, String cpus) {}

  /** Empty where the thread has ended meanwhile. */
  private static Optional<Effective> effective(int tid) {
    try {
      return Optional.of(
          new Effective(Threads.scheduling(tid).toString(), Threads.affinity(tid).toString()));
    } catch (LinuxException e) {
      if (e.errno() == Errno.ESRCH) {
        return Optional.empty();
      }
      throw e;
    }
  }
}
