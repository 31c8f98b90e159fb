// SPDX-License-Identifier: Apache-2.0
package org.tactus.realtime.internal;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.log.Logger;
import org.osgi.service.log.LoggerFactory;
import org.tactus.linux.CpuSet;
import org.tactus.policy.MemoryPolicy;
import org.tactus.policy.Role;
import org.tactus.policy.SchedulingPolicy;
import org.tactus.realtime.RealtimeThread;
import org.tactus.realtime.RealtimeThreads;
import org.tactus.realtime.ThreadRequest;

/** Starts threads, gives them their role first, and keeps count of those alive. */
@Component(service = RealtimeThreads.class)
public final class RealtimeThreadsComponent implements RealtimeThreads {
  private final Logger logger;
  private final SchedulingPolicy scheduling;
  private final MemoryPolicy memory;
  private final List<ManagedThread> threads = new CopyOnWriteArrayList<>();

  /** Called by Declarative Services. */
  @Activate
  public RealtimeThreadsComponent(
      @Reference(service = LoggerFactory.class) Logger logger,
      @Reference SchedulingPolicy scheduling,
      @Reference MemoryPolicy memory) {
    this.logger = logger;
    this.scheduling = scheduling;
    this.memory = memory;
  }

  @Override
  public RealtimeThread start(ThreadRequest request, Runnable body) {
    forgetTheDead();
    CompletableFuture<ManagedThread> started = new CompletableFuture<>();
    // A thread keeps what it was made with after it has ended, and is kept for its counters.
    AtomicReference<Runnable> once = new AtomicReference<>(body);
    Thread thread = new Thread(() -> run(request, once.getAndSet(null), started), request.name());
    thread.setDaemon(true);
    thread.start();
    try {
      return started.join();
    } catch (CompletionException e) {
      throw new IllegalStateException(
          "The thread '" + request.name() + "' could not start: " + e.getCause().getMessage(),
          e.getCause());
    }
  }

  private void run(ThreadRequest request, Runnable body, CompletableFuture<ManagedThread> started) {
    ManagedThread managed;
    try {
      managed = new ManagedThread(request, scheduling, memory);
    } catch (RuntimeException | Error e) {
      started.completeExceptionally(e);
      return;
    }
    threads.add(managed);
    started.complete(managed);
    Throwable thrown = null;
    try {
      body.run();
    } catch (Throwable e) {
      // Whatever a body throws ends its thread, and only that.
      thrown = e;
      logger.error("The thread '{}' ended by {}", request.name(), e.toString(), e);
    } finally {
      managed.finish(thrown);
    }
  }

  @Override
  public RealtimeThread adopt(ThreadRequest request) {
    forgetTheDead();
    Thread current = Thread.currentThread();
    ManagedThread managed = new ManagedThread(request, scheduling, memory);
    threads.removeIf(thread -> thread.isOf(current));
    threads.add(managed);
    return managed;
  }

  @Override
  public void demote(RealtimeThread thread) {
    // Where control threads are time-shared, the lowest real-time role is the safe side.
    boolean isRealTime = scheduling.settings(Role.CONTROL).scheduling().scheduler().isRealTime();
    scheduling.apply(thread.tid(), isRealTime ? Role.CONTROL : Role.WORKER, CpuSet.none());
  }

  private void forgetTheDead() {
    List<ManagedThread> dead = threads.stream().filter(thread -> !thread.isAlive()).toList();
    dead.forEach(ManagedThread::forget);
    threads.removeAll(dead);
  }

  @Override
  public List<RealtimeThread> threads() {
    forgetTheDead();
    return List.copyOf(threads);
  }
}
