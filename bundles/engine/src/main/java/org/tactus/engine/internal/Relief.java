// SPDX-License-Identifier: Apache-2.0
package org.tactus.engine.internal;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.tactus.realtime.RealtimeThread;
import org.tactus.realtime.ThreadRequest;
import org.tactus.realtime.Watch;
import org.tactus.realtime.WatchListener;

/**
 * Relieves a cycle of a node that does not return: the cycle goes on in its place on a thread that
 * stands by, on blocks that the node does not know, and the node's code is ended. Where the cycle
 * cannot move, since it has workers or the clock brings its own thread, the code is ended where it
 * is.
 */
final class Relief implements WatchListener {

  private static final Duration PATIENCE = Duration.ofSeconds(1);
  private static final long LEAST_NANOS = 5_000_000;

  /** Before everything is warm, code may be slow that will not be so for long. */
  private static final long COLD_NANOS = 500_000_000;

  private static final long RETRY_NANOS = 10_000_000_000L;
  private static final int PERIODS = 4;

  /** A thread that is still in a node's code which the cycle has left. */
  private record Stray(Thread thread, NodeRun run, AtomicBoolean ending) {
    Stray(Thread thread, NodeRun run) {
      this(thread, run, new AtomicBoolean());
    }
  }

  private final String pipeline;
  private final Services services;
  private final ThreadRequest request;
  private final boolean movable;
  private final List<Stray> strays = new CopyOnWriteArrayList<>();

  private volatile CycleLoop loop;
  private volatile RealtimeThread thread;
  private volatile Standby standby;
  private volatile boolean closed;
  private volatile boolean moved;
  private volatile String trouble = "";
  private volatile long triedAt;

  /** When the cycle began that does not end, as System.nanoTime(); 0 where none. */
  private volatile long stuckSince;

  /**
   * For a pipeline that is about to run.
   *
   * @param request of the cycle's thread
   * @param movable whether the cycle may go on on another thread
   */
  Relief(String pipeline, Services services, ThreadRequest request, boolean movable) {
    this.pipeline = pipeline;
    this.services = services;
    this.request = request;
    this.movable = movable;
  }

  // ---------------------------------------------------------------- control thread

  /** The cycle runs. */
  void begin(CycleLoop newLoop, RealtimeThread newThread) {
    thread = newThread;
    loop = newLoop;
    standBy();
  }

  private void standBy() {
    if (movable) {
      standby =
          new Standby(
              services.realtime(),
              new ThreadRequest("tactus-standby-" + pipeline, request.role(), request.cpus()));
    }
  }

  /** The thread that runs the cycle now. */
  RealtimeThread thread() {
    return thread;
  }

  /** Whether threads are still in code that the cycle has left. */
  boolean hasStrays() {
    strays.removeIf(stray -> !stray.run().isOccupied() || !stray.thread().isAlive());
    return !strays.isEmpty();
  }

  /** What the operator must know: a sentence, or nothing. */
  String trouble() {
    return trouble;
  }

  /**
   * Goes on with what is unfinished; a few times a second.
   *
   * @return whether the pipeline must be compiled anew: for the cycle has moved, and needs blocks
   *     to which it could move again
   */
  boolean look() {
    if (hasStrays() && System.nanoTime() - triedAt > RETRY_NANOS) {
      triedAt = System.nanoTime();
      strays.forEach(stray -> services.rescuer().begin(() -> end(stray)));
    }
    if (!moved || hasStrays()) {
      return false;
    }
    moved = false;
    if (!closed) {
      standBy();
    }
    return true;
  }

  /** From here on the cycle is left alone. */
  void close() throws InterruptedException {
    closed = true;
    Standby waiting = standby;
    standby = null;
    if (waiting != null) {
      waiting.dismiss();
    }
  }

  // ---------------------------------------------------------------- watchdog

  @Override
  public void stuck(Watch watch, long begunNanos, long elapsedNanos) {
    stuckSince = begunNanos;
    services.rescuer().begin(() -> examine(begunNanos));
  }

  @Override
  public void recovered(Watch watch, long begunNanos, long elapsedNanos) {
    stuckSince = 0;
  }

  // ---------------------------------------------------------------- a rescuer's thread

  private void examine(long begun) {
    try {
      while (loop == null) {
        TimeUnit.MILLISECONDS.sleep(1);
      }
      CycleLoop running = loop;
      Thread cycle = running.thread();
      long period = running.periodNanos();
      long least = running.isJudging() ? Math.max(LEAST_NANOS, PERIODS * period) : COLD_NANOS;
      NodeRun run = running.occupied();
      Evidence evidence =
          run == null || run.thread() == cycle
              ? new Evidence(cycle, thread.tid(), Math.max(1_000_000, period))
              : new Evidence(run.thread(), 0, Math.max(1_000_000, period));
      while (stuckSince == begun && cycle.isAlive()) {
        TimeUnit.NANOSECONDS.sleep(Math.clamp(period / 2, 500_000, 10_000_000));
        boolean enough = evidence.isEnough();
        long elapsed = System.nanoTime() - begun;
        if (enough && elapsed >= least && stuckSince == begun) {
          relieve(running, elapsed);
          return;
        }
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      services.log().error("pipeline '{}': its cycle is stuck, and freeing it failed", pipeline, e);
    }
  }

  private void relieve(CycleLoop running, long elapsed) {
    NodeRun run = running.occupied();
    if (run == null) {
      trouble =
          "a cycle of '"
              + pipeline
              + "' has not ended for "
              + elapsed / 1_000_000
              + " ms, and no node is at work; restart the instance";
      services.log().error(trouble);
      return;
    }
    Instance instance = run.instance;
    Standby waiting = standby;
    if (waiting != null && !instance.isClock && running.canMoveFrom(run) && run.leaveBehind()) {
      standby = null;
      Stray stray = new Stray(run.thread(), run);
      strays.add(stray);
      instance.occupant = run;
      instance.guard.stuck(elapsed);
      RealtimeThread old = thread;
      thread = waiting.thread();
      if (waiting.call(() -> running.resume(run))) {
        moved = true;
      }
      services.realtime().demote(old);
      services
          .log()
          .error(
              "pipeline '{}': node '{}' {}; the cycle goes on without it on another thread",
              pipeline,
              instance.name,
              instance.guard.deed());
      end(stray);
      return;
    }
    instance.guard.stuck(elapsed);
    Stray stray = new Stray(run.thread(), run);
    strays.add(stray);
    end(stray);
  }

  private void end(Stray stray) {
    if (!stray.ending().compareAndSet(false, true)) {
      return;
    }
    triedAt = System.nanoTime();
    String node = stray.run().instance.name;
    try {
      boolean ended =
          services
              .rescuer()
              .stop(
                  stray.thread(),
                  "node '" + node + "' of pipeline '" + pipeline + "' does not return",
                  () -> !stray.run().isOccupied(),
                  PATIENCE);
      trouble =
          ended
              ? ""
              : "node '"
                  + node
                  + "' of '"
                  + pipeline
                  + "' does not return and cannot be ended, for it is in native code or waits for"
                  + " a lock; restart the instance and have its bundle isolated";
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } catch (IllegalStateException e) {
      trouble = "node '" + node + "' of '" + pipeline + "' does not return: " + e.getMessage();
    }
    stray.ending().set(false);
    if (!trouble.isEmpty()) {
      services.log().error(trouble);
    }
  }
}
