// SPDX-License-Identifier: Apache-2.0
package org.tactus.policy.internal;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.tactus.linux.CpuSet;
import org.tactus.testkit.Peers;

/** What programs of util-linux say of this process. */
final class Outside {
  private static final Pattern THREAD =
      Pattern.compile(
          "pid (\\d+)'s current scheduling policy: (\\S+)\\s+"
              + "pid \\d+'s current scheduling priority: (\\d+)");

  private Outside() {}

  /** {@code SCHED_FIFO 80} of one thread. */
  static String scheduler(int tid) {
    return parse(run("chrt", "-p", Integer.toString(tid))).get(tid);
  }

  /** The same of all threads of this process. */
  static Map<Integer, String> schedulers() {
    return parse(run("chrt", "-a", "-p", Long.toString(ProcessHandle.current().pid())));
  }

  private static Map<Integer, String> parse(String text) {
    Map<Integer, String> found = new HashMap<>();
    Matcher matcher = THREAD.matcher(text);
    while (matcher.find()) {
      found.put(Integer.valueOf(matcher.group(1)), matcher.group(2) + " " + matcher.group(3));
    }
    return found;
  }

  static CpuSet cpus(int tid) {
    String text = run("taskset", "-cp", Integer.toString(tid));
    return CpuSet.parse(text.substring(text.lastIndexOf(':') + 1));
  }

  private static String run(String... command) {
    return new String(Peers.run(command), StandardCharsets.UTF_8);
  }

  /** Runs something on a thread of its own, so that what it does to the thread ends with it. */
  static <T> T onThread(String name, Callable<T> body) throws Exception {
    FutureTask<T> task = new FutureTask<>(body);
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    thread.start();
    return task.get(30, TimeUnit.SECONDS);
  }
}
