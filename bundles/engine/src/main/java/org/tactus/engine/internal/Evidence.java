// SPDX-License-Identifier: Apache-2.0
package org.tactus.engine.internal;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import org.tactus.linux.Task;

/**
 * Tells a thread that does not get on by its own fault, since it computes or sleeps, from one that
 * waits for a CPU. Control thread.
 */
final class Evidence {

  /** Below this share of the time between two samples a thread did not compute. */
  private static final double IDLE = 0.02;

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private final Thread thread;
  private final int tid;
  private final long needed;
  private final long firstCpu;
  private long lastCpu;
  private long lastTime;
  private long idle;

  /**
   * A first sample.
   *
   * @param tid the kernel's number, or 0 where only the JVM is to be asked
   * @param needed nanoseconds of computing or of sleep that are enough
   */
  Evidence(Thread thread, int tid, long needed) {
    this.thread = thread;
    this.tid = tid;
    this.needed = needed;
    firstCpu = THREADS.getThreadCpuTime(thread.threadId());
    lastCpu = firstCpu;
    lastTime = System.nanoTime();
  }

  /** Another sample; true once the thread is to blame. */
  boolean isEnough() {
    long cpu = THREADS.getThreadCpuTime(thread.threadId());
    long now = System.nanoTime();
    boolean slept = cpu - lastCpu <= IDLE * (now - lastTime) && sleeps();
    idle = slept ? idle + (now - lastTime) : 0;
    lastCpu = cpu;
    lastTime = now;
    return cpu - firstCpu >= needed || idle >= needed;
  }

  private boolean sleeps() {
    boolean inJava =
        switch (thread.getState()) {
          case WAITING, TIMED_WAITING, BLOCKED -> true;
          case NEW, RUNNABLE, TERMINATED -> false;
        };
    return inJava
        || (tid > 0 && Task.find(tid).filter(task -> "SD".indexOf(task.state()) >= 0).isPresent());
  }
}
