// SPDX-License-Identifier: Apache-2.0
package org.tactus.linux;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * One thread as {@code /proc/PID/task/TID/stat} shows it; see proc_pid_stat(5).
 *
 * @param tid the kernel's number
 * @param name the kernel's name, at most 15 bytes
 * @param state for example {@code R} running, {@code S} sleeping
 * @param minorFaults page faults without I/O since the thread began
 * @param majorFaults page faults with I/O since the thread began
 * @param userTicks time in user mode, clock ticks
 * @param systemTicks time in the kernel, clock ticks
 * @param nice -20 to 19
 * @param startTicks clock ticks after boot at which the thread began; with the tid it names a
 *     thread for good
 * @param cpu the CPU it last ran on
 * @param realTimePriority 1 to 99 for FIFO and RR, else 0
 * @param scheduler the scheduling policy
 */
public record Task(
    int tid,
    String name,
    char state,
    long minorFaults,
    long majorFaults,
    long userTicks,
    long systemTicks,
    int nice,
    long startTicks,
    int cpu,
    int realTimePriority,
    Scheduler scheduler) {
  private static final Path TASKS = Path.of("/proc/self/task");

  /** The threads of this process, ascending by number; those that end meanwhile are left out. */
  public static List<Task> ofProcess() {
    List<Task> tasks = new ArrayList<>();
    for (int tid : tids()) {
      find(tid).ifPresent(tasks::add);
    }
    return tasks;
  }

  /** The numbers of the threads of this process, ascending. */
  public static List<Integer> tids() {
    List<Integer> tids = new ArrayList<>();
    try (DirectoryStream<Path> directory = Files.newDirectoryStream(TASKS)) {
      for (Path entry : directory) {
        tids.add(Integer.valueOf(entry.getFileName().toString()));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (DirectoryIteratorException e) {
      throw new UncheckedIOException(e.getCause());
    }
    Collections.sort(tids);
    return tids;
  }

  /** A thread of this process, empty when there is none with that number. */
  public static Optional<Task> find(int tid) {
    return read(TASKS.resolve(tid + "/stat")).map(Task::parse);
  }

  /** The first thread of another process, empty when there is no such process. */
  public static Optional<Task> findProcess(long pid) {
    return read(Path.of("/proc/" + pid + "/stat")).map(Task::parse);
  }

  private static Optional<String> read(Path file) {
    try {
      return Optional.of(Files.readString(file).strip());
    } catch (NoSuchFileException _) {
      return Optional.empty();
    } catch (IOException e) {
      // The kernel answers ESRCH when the thread ends between open and read.
      if (Files.exists(file)) {
        throw new UncheckedIOException(e);
      }
      return Optional.empty();
    }
  }

  /**
   * Parses one line of a {@code stat} file.
   *
   * @throws IllegalArgumentException when it has too few fields
   */
  public static Task parse(String line) {
    int open = line.indexOf('(');
    int close = line.lastIndexOf(')');
    String[] fields = close < 0 ? new String[0] : line.substring(close + 1).strip().split(" ");
    if (open < 1 || fields.length < 39) {
      throw new IllegalArgumentException("'" + line + "' is not a line of a stat file");
    }
    return new Task(
        Integer.parseInt(line.substring(0, open).strip()),
        line.substring(open + 1, close),
        fields[0].charAt(0),
        number(fields, 10),
        number(fields, 12),
        number(fields, 14),
        number(fields, 15),
        (int) number(fields, 19),
        number(fields, 22),
        (int) number(fields, 39),
        (int) number(fields, 40),
        Scheduler.ofNumber((int) number(fields, 41)));
  }

  /** A field by its number in proc_pid_stat(5); the array begins with field 3. */
  private static long number(String[] fields, int number) {
    return Long.parseLong(fields[number - 3]);
  }
}
