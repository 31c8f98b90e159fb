// SPDX-License-Identifier: Apache-2.0
package org.tactus.engine.internal;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.tactus.linux.CpuSet;
import org.tactus.linux.Futex;
import org.tactus.linux.Threads;
import org.tactus.policy.PolicyResult;
import org.tactus.policy.Role;
import org.tactus.realtime.RealtimeThread;
import org.tactus.realtime.RealtimeThreads;
import org.tactus.realtime.ThreadRequest;

/**
 * The threads that run parallel branches beside the cycle's. They spin for a while after a share is
 * done, since the next one may be near, and then sleep.
 */
final class WorkerPool {

  private static final long SPIN_NANOS = 50_000;
  private static final int PADDING = 16;
  private static final VarHandle DONE = MethodHandles.arrayElementVarHandle(long[].class);

  private final MemorySegment word = Arena.ofAuto().allocate(64, 64).asSlice(0, 4);
  private final Futex signal = new Futex(word, false);
  private final List<RealtimeThread> threads = new ArrayList<>();
  private final long[] done;
  private final CycleCounters[] counters;
  private Plan plan;
  private long sequence;
  private volatile boolean stopping;

  /**
   * Starts the workers.
   *
   * @param cpus one set for each; an empty one leaves the choice to the role
   * @param xrunLog told of the threads
   */
  WorkerPool(
      String pipeline, List<CpuSet> cpus, Role role, RealtimeThreads realtime, XrunLog xrunLog) {
    done = new long[(cpus.size() + 2) * PADDING];
    counters = new CycleCounters[cpus.size() + 1];
    for (int i = 0; i < cpus.size(); i++) {
      int thread = i + 1;
      threads.add(
          realtime.start(
              new ThreadRequest("tactus-worker" + thread + "-" + pipeline, role, cpus.get(i)),
              () -> {
                xrunLog.knowThread(Threads.currentTid());
                work(thread);
              }));
    }
  }

  /** Runs a plan; on the cycle thread. */
  void execute(Plan next) {
    plan = next;
    sequence++;
    signal.set((int) sequence);
    signal.wake(Integer.MAX_VALUE);
    next.executeShare(0, sequence);
    // Every worker must have seen this cycle before the next may begin, also one without a share.
    for (int thread = 1; thread <= threads.size(); thread++) {
      while ((long) DONE.getAcquire(done, thread * PADDING) != sequence) {
        Thread.onSpinWait();
      }
    }
  }

  private void work(int thread) {
    CycleCounters own = new CycleCounters(new KernelThreadCounters());
    counters[thread] = own;
    try {
      work(thread, own);
    } finally {
      own.close();
    }
  }

  private void work(int thread, CycleCounters own) {
    Futex futex = new Futex(word, false);
    int seen = 0;
    while (!stopping) {
      int current = futex.get();
      if (current != seen) {
        seen = current;
        if (thread < plan.shares.length) {
          plan.executeShare(thread, sequence);
        }
        own.advance();
        DONE.setRelease(done, thread * PADDING, sequence);
      } else if (!spinWhile(futex, seen)) {
        futex.await(seen);
      }
    }
  }

  /** Adds what the workers were up against in the cycle that has just ended; the cycle thread. */
  void include(CycleCounters cycle) {
    for (int thread = 1; thread < counters.length; thread++) {
      if (counters[thread] != null) {
        cycle.include(counters[thread]);
      }
    }
  }

  private boolean spinWhile(Futex futex, int seen) {
    long end = System.nanoTime() + SPIN_NANOS;
    while (System.nanoTime() - end < 0) {
      if (futex.get() != seen || stopping) {
        return true;
      }
      Thread.onSpinWait();
    }
    return false;
  }

  List<PolicyResult> policy() {
    return threads.stream().flatMap(thread -> thread.policy().stream()).toList();
  }

  /** Ends the workers; no cycle may be running. */
  void stop() throws InterruptedException {
    stopping = true;
    signal.wake(Integer.MAX_VALUE);
    for (RealtimeThread thread : threads) {
      while (!thread.join(Duration.ofMillis(10))) {
        signal.wake(Integer.MAX_VALUE);
      }
    }
  }
}
