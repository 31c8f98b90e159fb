// SPDX-License-Identifier: Apache-2.0
package org.tactus.machine.internal;

import java.io.IOException;
import java.util.Optional;
import org.tactus.linux.LinuxException;
import org.tactus.linux.Scheduler;
import org.tactus.linux.Task;
import org.tactus.linux.ThreadScheduling;
import org.tactus.linux.Threads;

/** One value of the machine that can be read and set, and that has a name to find it again. */
sealed interface Knob {

  /** One line from which {@link #of} makes the same knob again. */
  String name();

  /** The value, empty when it cannot be read. */
  Optional<String> read();

  void write(String value) throws IOException;

  /** The knob with this name, empty for a line that names none. */
  static Optional<Knob> of(KernelFiles files, String name) {
    String[] words = name.split(" ");
    if (words.length == 2 && words[0].equals("file") && words[1].startsWith("/")) {
      return Optional.of(new FileKnob(files, words[1]));
    }
    if (words.length == 3 && words[0].equals("thread") && words[1].matches("\\d{1,9}")) {
      return Optional.of(new ThreadKnob(Integer.parseInt(words[1]), Long.parseLong(words[2])));
    }
    return Optional.empty();
  }

  /** A file of {@code /proc} or {@code /sys}; of a list with a choice in brackets, the choice. */
  record FileKnob(KernelFiles files, String path) implements Knob {
    @Override
    public String name() {
      return "file " + path;
    }

    @Override
    public Optional<String> read() {
      return files.read(path).choice();
    }

    @Override
    public void write(String value) throws IOException {
      files.write(path, value);
    }
  }

  /** The scheduling of a kernel thread, written {@code SCHED_FIFO 50}. */
  record ThreadKnob(int tid, long startTicks) implements Knob {
    @Override
    public String name() {
      return "thread " + tid + " " + startTicks;
    }

    @Override
    public Optional<String> read() {
      return isAlive() ? Optional.of(Threads.scheduling(tid).toString()) : Optional.empty();
    }

    @Override
    public void write(String value) throws IOException {
      if (!isAlive()) {
        throw new IOException("thread " + tid + " has ended");
      }
      try {
        Threads.setScheduling(tid, parse(value));
      } catch (LinuxException e) {
        throw new IOException(e.getMessage(), e);
      }
    }

    private boolean isAlive() {
      return Task.findProcess(tid).filter(task -> task.startTicks() == startTicks).isPresent();
    }

    private static ThreadScheduling parse(String text) throws IOException {
      for (Scheduler scheduler : Scheduler.values()) {
        if (!text.equals(scheduler.symbol()) && !text.startsWith(scheduler.symbol() + " ")) {
          continue;
        }
        String rest = text.substring(scheduler.symbol().length()).strip();
        int number = rest.isEmpty() ? 0 : Integer.parseInt(rest.replaceAll("\\D*", ""));
        boolean niced = rest.startsWith("nice");
        return new ThreadScheduling(
            scheduler,
            niced ? 0 : number,
            niced && rest.contains("-") ? -number : niced ? number : 0,
            false,
            0,
            0,
            0);
      }
      throw new IOException("'" + text + "' is no scheduling");
    }
  }
}
