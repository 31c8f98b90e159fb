// SPDX-License-Identifier: Apache-2.0
package org.tactus.engine.internal;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.tactus.policy.PolicyResult;
import org.tactus.policy.Role;
import org.tactus.realtime.RealtimeThread;
import org.tactus.realtime.RealtimeThreads;
import org.tactus.realtime.ThreadRequest;

/** Threads without any rights, so that tests run anywhere. */
final class OrdinaryThreads implements RealtimeThreads {

  final List<String> demoted = new CopyOnWriteArrayList<>();
  private final List<RealtimeThread> started = new CopyOnWriteArrayList<>();

  @Override
  public RealtimeThread start(ThreadRequest request, Runnable body) {
    Ordinary thread = new Ordinary(request);
    thread.thread =
        Thread.ofPlatform()
            .name(request.name())
            .daemon()
            .uncaughtExceptionHandler((_, failure) -> thread.failure = failure)
            .unstarted(body);
    started.add(thread);
    thread.thread.start();
    return thread;
  }

  @Override
  public RealtimeThread adopt(ThreadRequest request) {
    Ordinary thread = new Ordinary(request);
    thread.thread = Thread.currentThread();
    started.add(thread);
    return thread;
  }

  @Override
  public void demote(RealtimeThread thread) {
    demoted.add(thread.name());
  }

  @Override
  public List<RealtimeThread> threads() {
    return started.stream().filter(RealtimeThread::isAlive).toList();
  }

  private static final class Ordinary implements RealtimeThread {

    private final ThreadRequest request;
    private Thread thread;
    private volatile Throwable failure;

    Ordinary(ThreadRequest request) {
      this.request = request;
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
      return 0;
    }

    @Override
    public List<PolicyResult> policy() {
      return List.of();
    }

    @Override
    public long minorFaults() {
      return 0;
    }

    @Override
    public long majorFaults() {
      return 0;
    }

    @Override
    public long allocatedBytes() {
      return 0;
    }

    @Override
    public long voluntarySwitches() {
      return 0;
    }

    @Override
    public long involuntarySwitches() {
      return 0;
    }

    @Override
    public long runQueueWaitNanos() {
      return 0;
    }

    @Override
    public void resetCounters() {}

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
  }
}
