// SPDX-License-Identifier: Apache-2.0
package org.tactus.realtime.internal;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.tactus.linux.Task;
import org.tactus.linux.Threads;
import org.tactus.policy.MemoryPolicy;
import org.tactus.policy.PolicyResult;
import org.tactus.policy.Role;
import org.tactus.policy.SchedulingPolicy;
import org.tactus.realtime.RealtimeThread;
import org.tactus.realtime.ThreadRequest;

/** A thread with a role and its counters. Made on the thread itself. */
final class ManagedThread implements RealtimeThread {
  private final ThreadRequest request;
  private final SchedulingPolicy scheduling;
  private final Thread thread;
  private final int tid;
  private final long startTicks;
  private final PolicyResult stack;
  private volatile List<PolicyResult> lastPolicy;
  private volatile ThreadCounters base;
  private volatile ThreadCounters last;
  private volatile boolean finished;
  private volatile Throwable failure;

  /** Gives the calling thread the role. */
  ManagedThread(ThreadRequest request, SchedulingPolicy scheduling, MemoryPolicy memory) {
    this.request = request;
    this.scheduling = scheduling;
    thread = Thread.currentThread();
    if (thread.isVirtual()) {
      throw new IllegalStateException(
          "The virtual thread '"
              + thread.getName()
              + "' cannot have the role "
              + request.role()
              + "; use a platform thread");
    }
    tid = Threads.currentTid();
    startTicks = Task.find(tid).orElseThrow().startTicks();
    stack = memory.lockStack();
    lastPolicy = scheduling.apply(request.role(), request.cpus());
    last = ThreadCounters.read(tid, thread).orElseThrow();
    base = last;
  }

  /** Keeps what the thread did; the last call on the thread itself. */
  void finish(Throwable thrown) {
    failure = thrown;
    counters();
    finished = true;
    policy();
    scheduling.forget(tid);
  }

  /** Forgets a thread that ended without saying so, as adopted ones do. */
  void forget() {
    if (Task.find(tid).filter(t -> t.startTicks() != startTicks).isEmpty()) {
      scheduling.forget(tid);
    }
  }

  boolean isOf(Thread other) {
    return thread == other;
  }

  @Override
  public String name() {
    return request.name();
  }

  @Override
  public Role role() {
    return request.role();
  }

  @Override
  public int tid() {
    return tid;
  }

  @Override
  public List<PolicyResult> policy() {
    List<PolicyResult> now = isAlive() ? scheduling.results(tid) : List.of();
    if (!now.isEmpty()) {
      lastPolicy = now;
    }
    List<PolicyResult> all = new ArrayList<>(lastPolicy);
    all.add(stack);
    return List.copyOf(all);
  }

  private ThreadCounters counters() {
    if (!finished && isAlive()) {
      ThreadCounters.read(tid, thread).ifPresent(read -> last = read);
    }
    return last.since(base);
  }

  @Override
  public long minorFaults() {
    return counters().minorFaults();
  }

  @Override
  public long majorFaults() {
    return counters().majorFaults();
  }

  @Override
  public long allocatedBytes() {
    return counters().allocatedBytes();
  }

  @Override
  public long voluntarySwitches() {
    return counters().voluntarySwitches();
  }

  @Override
  public long involuntarySwitches() {
    return counters().involuntarySwitches();
  }

  @Override
  public long runQueueWaitNanos() {
    return counters().runQueueWaitNanos();
  }

  @Override
  public void resetCounters() {
    counters();
    base = last;
  }

  @Override
  public boolean isAlive() {
    return thread.isAlive();
  }

  @Override
  public boolean join(Duration timeout) throws InterruptedException {
    return thread.join(timeout);
  }

  @Override
  public Optional<Throwable> failure() {
    return Optional.ofNullable(failure);
  }

  /** For example {@code cycle:demo (CYCLE, tid 4711)}. */
  @Override
  public String toString() {
    return name() + " (" + role() + ", tid " + tid + ")";
  }
}
