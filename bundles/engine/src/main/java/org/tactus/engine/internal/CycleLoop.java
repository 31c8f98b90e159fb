// SPDX-License-Identifier: Apache-2.0
package org.tactus.engine.internal;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.List;
import java.util.function.Supplier;
import org.tactus.api.clock.Clock;
import org.tactus.api.clock.ClockWaiter;
import org.tactus.api.clock.Wake;
import org.tactus.linux.Threads;
import org.tactus.realtime.JitterRecorder;
import org.tactus.realtime.ThreadStoppedError;
import org.tactus.realtime.Waiter;
import org.tactus.realtime.Watch;

/**
 * Runs the cycles of a pipeline on one thread: waits for the clock, reads the plan once, runs it,
 * writes the counters, publishes the generation. Control reaches it by the plan, by two flags and
 * by nothing else.
 */
final class CycleLoop implements Runnable, ClockWaiter {

  /** Why the loop ended. */
  enum Outcome {
    RUNNING,
    STOPPED,
    ENDED,
    CLOCK_LOST
  }

  private static final VarHandle PLAN;
  private static final VarHandle SEEN;
  private static final VarHandle CYCLES;
  private static final VarHandle POSITION;
  private static final VarHandle LATE;
  private static final VarHandle XRUNS;
  private static final VarHandle BUSY;
  private static final VarHandle FIRST;
  private static final VarHandle LONGEST;

  static {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      PLAN = lookup.findVarHandle(CycleLoop.class, "plan", Plan.class);
      SEEN = lookup.findVarHandle(CycleLoop.class, "seen", long.class);
      CYCLES = lookup.findVarHandle(CycleLoop.class, "cycles", long.class);
      POSITION = lookup.findVarHandle(CycleLoop.class, "position", long.class);
      LATE = lookup.findVarHandle(CycleLoop.class, "late", long.class);
      XRUNS = lookup.findVarHandle(CycleLoop.class, "xruns", long.class);
      BUSY = lookup.findVarHandle(CycleLoop.class, "busy", long.class);
      FIRST = lookup.findVarHandle(CycleLoop.class, "firstCycle", long.class);
      LONGEST = lookup.findVarHandle(CycleLoop.class, "longest", long.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final Waiter waiter;
  private final Watch watch;
  private final WorkerPool workers;
  private final RateFilter rate;
  private final long periodNanos;
  private final long limit;
  private final JitterRecorder lateness;
  private final JitterRecorder cycleTime;
  private final XrunLog xrunLog;
  private final TypicalTime typicalBody = new TypicalTime();
  private Supplier<ThreadCounters> counterSource = KernelThreadCounters::new;
  private CycleCounters counters;
  private boolean timerWaited;
  private final CpuWitness witness = new CpuWitness();

  private volatile boolean stopping;

  /** What starts the cycles; null to run as fast as it can. */
  private volatile Clock clock;

  /** What is to start them from the next edge on. */
  private volatile Clock wantedClock;

  private volatile boolean muted;
  private volatile boolean investigating;
  private volatile boolean judging;
  private volatile Thread thread;
  private volatile Outcome outcome = Outcome.RUNNING;

  private Plan plan;
  private volatile Plan executing;
  private long seen;
  private long cycles;
  private long position;
  private long late;
  private long xruns;
  private long busy;
  private long firstCycle;

  /** The longest cycle of a plan in which code is replaced. */
  private long longest;

  /**
   * A loop.
   *
   * @param clock null to run as fast as it can
   * @param position where to go on
   * @param limit the frame position at which to end
   */
  CycleLoop(
      Plan plan,
      Clock clock,
      Waiter waiter,
      Watch watch,
      WorkerPool workers,
      JitterRecorder lateness,
      JitterRecorder cycleTime,
      XrunLog xrunLog,
      boolean muted,
      long position,
      long limit) {
    this.plan = plan;
    this.clock = clock;
    wantedClock = clock;
    this.waiter = waiter;
    this.watch = watch;
    this.workers = workers;
    this.lateness = lateness;
    this.cycleTime = cycleTime;
    this.xrunLog = xrunLog;
    this.muted = muted;
    this.position = position;
    this.limit = limit;
    rate = new RateFilter(plan.period, plan.rate.toDouble());
    periodNanos = plan.rate.nanos(plan.period);
  }

  @Override
  public void run() {
    CycleCounters own = begin();
    try {
      if (clock != null) {
        clock.begin();
      }
      outcome = clock == null ? freewheel() : keepTime();
    } catch (LeftBehind _) {
      // Another thread has the cycle, and all that belongs to it.
    } finally {
      own.close();
    }
  }

  private CycleCounters begin() {
    thread = Thread.currentThread();
    xrunLog.knowThread(Threads.currentTid());
    counters = new CycleCounters(counterSource.get());
    return counters;
  }

  /** Whether the cycle that goes on now can go on on another thread, without a node. */
  boolean canMoveFrom(NodeRun run) {
    Plan current = executing;
    return current.standby != null && List.of(current.runs).contains(run);
  }

  /** Goes on on this thread, at the node which the other thread does not return from. */
  void resume(NodeRun left) {
    CycleCounters counted = begin();
    Plan before = executing;
    Plan own = before.standby;
    before.standby = null;
    PLAN.compareAndSet(this, before, own);
    executing = own;
    long woken = System.nanoTime();
    PlanState state = before.state;
    watch.begin(woken);
    witness.begin();
    try {
      own.executeAfter(before, left);
      left.instance.ledger.charge(woken - state.time, 0);
      boolean goesOn =
          finish(Wake.CYCLE, state.deadline - periodNanos, state.time, own, state.muted);
      clock.complete();
      outcome = goesOn ? keepTime() : Outcome.ENDED;
    } catch (LeftBehind _) {
      // As in run().
    } finally {
      counted.close();
    }
  }

  private Outcome freewheel() {
    while (!stopping) {
      try {
        long now = System.nanoTime();
        if (!cycle(Wake.CYCLE, now, now)) {
          return Outcome.ENDED;
        }
      } catch (ThreadStoppedError _) {
        // Meant for a node that had just returned.
      }
    }
    return Outcome.STOPPED;
  }

  private Outcome keepTime() {
    while (true) {
      try {
        timerWaited = false;
        Clock current = clock;
        Wake wake = current.await(this);
        if (wake == Wake.STOPPED || stopping) {
          return Outcome.STOPPED;
        }
        Clock wanted = wantedClock;
        if (wake != Wake.LOST) {
          boolean goesOn = cycle(wake, current.dueTime(), System.nanoTime());
          current.complete();
          if (!goesOn) {
            return Outcome.ENDED;
          }
        } else if (wanted == current) {
          return Outcome.CLOCK_LOST;
        }
        if (wanted != current) {
          wanted.begin();
          clock = wanted;
        }
      } catch (ThreadStoppedError _) {
        // Meant for a node that had just returned, and on whose thread this may not be any more.
        if (thread != Thread.currentThread()) {
          throw LeftBehind.NOW;
        }
      }
    }
  }

  /** Runs one cycle; false when it was the last. */
  private boolean cycle(Wake wake, long due, long woken) {
    Plan current = (Plan) PLAN.getAcquire(this);
    executing = current;
    boolean isMuted = muted;
    long deadline = due + periodNanos;
    PlanState state = current.state;
    state.position = position;
    state.time = woken;
    state.deadline = deadline;
    state.muted = isMuted;
    state.investigating = investigating;
    state.swapping = false;
    state.limit = limit;
    state.judging = judging;
    if (clock != null) {
      state.measuredRate = rate.update(due);
      state.witness = witness;
      witness.begin();
    }
    state.beginTransport();
    watch.begin(woken);
    if (workers == null || current.workers() == 0) {
      current.execute();
    } else {
      workers.execute(current);
    }
    return finish(wake, due, woken, current, isMuted);
  }

  private boolean finish(Wake wake, long due, long woken, Plan current, boolean isMuted) {
    watch.end();
    long ended = System.nanoTime();
    cycleTime.record(ended - woken);
    BUSY.setOpaque(this, busy + (ended - woken));
    if (current.state.swapping) {
      LONGEST.setOpaque(this, Math.max(longest, ended - woken));
    } else if (longest != 0) {
      LONGEST.setOpaque(this, 0L);
    }
    if (clock != null) {
      account(wake, due, woken, ended, current, isMuted);
    }
    if (cycles == 0) {
      FIRST.setOpaque(this, ended);
    }
    CYCLES.setOpaque(this, cycles + 1);
    if (!isMuted) {
      POSITION.setOpaque(this, position + current.period);
    }
    SEEN.setRelease(this, current.generation);
    return isMuted || (position < limit && !current.isOver(position));
  }

  private void account(Wake wake, long due, long woken, long ended, Plan current, boolean isMuted) {
    long deadline = due + periodNanos;
    counters.advance();
    // Nobody hears a muted cycle: what is late there is the price of warming up.
    boolean isLate = ended - deadline > 0 && !isMuted;
    if (isLate) {
      LATE.setOpaque(this, late + 1);
    }
    if (!isMuted) {
      lateness.record(woken - due);
    }
    if (isLate || (wake == Wake.XRUN && !isMuted)) {
      XRUNS.setOpaque(this, xruns + 1);
      if (current.workers() > 0 && workers != null) {
        workers.include(counters);
      }
      xrunLog.add(
          cycles,
          wake,
          !timerWaited,
          current.state.swapping,
          due,
          woken,
          ended,
          deadline,
          typicalBody.nanos(),
          current.mostOverTypical(),
          counters);
    }
    if (!current.state.swapping) {
      typicalBody.learn(ended - woken);
    }
  }

  @Override
  public boolean until(long nanoTime) {
    timerWaited = true;
    while (!stopping) {
      if (waiter.awaitUntil(nanoTime)) {
        return !stopping;
      }
    }
    return false;
  }

  @Override
  public boolean isStopping() {
    return stopping;
  }

  void stop() {
    stopping = true;
    waiter.wakeup();
  }

  void unmute() {
    muted = false;
  }

  /** Counts by other counters than the kernel's. */
  void countBy(Supplier<ThreadCounters> source) {
    counterSource = source;
  }

  /** Whether to count for each node what costs a system call. */
  void investigate(boolean on) {
    investigating = on;
  }

  /** From the next cycle on, what nodes take and allocate counts. */
  void judge() {
    judging = true;
  }

  boolean isJudging() {
    return judging;
  }

  long periodNanos() {
    return periodNanos;
  }

  /** The thread that runs the cycle; null before the first. */
  Thread thread() {
    return thread;
  }

  /** A node in whose code a thread is; null where there is none. */
  NodeRun occupied() {
    Plan current = executing;
    for (NodeRun run : current.runs) {
      if (run.isOccupied()) {
        return run;
      }
    }
    NodeRun last = current.state.running();
    return last != null && last.isOccupied() ? last : null;
  }

  void publish(Plan next) {
    PLAN.setRelease(this, next);
  }

  /** Lets another clock start the cycles from the next edge on; neither has a thread of its own. */
  void follow(Clock next) {
    wantedClock = next;
  }

  Plan plan() {
    return (Plan) PLAN.getAcquire(this);
  }

  Clock clock() {
    return clock;
  }

  Outcome outcome() {
    return outcome;
  }

  long seenGeneration() {
    return (long) SEEN.getAcquire(this);
  }

  long cycles() {
    return (long) CYCLES.getOpaque(this);
  }

  long position() {
    return (long) POSITION.getOpaque(this);
  }

  long late() {
    return (long) LATE.getOpaque(this);
  }

  long xruns() {
    return (long) XRUNS.getOpaque(this);
  }

  /** Nanoseconds that cycles took in all. */
  long busyNanos() {
    return (long) BUSY.getOpaque(this);
  }

  /** Nanoseconds of the longest cycle in which old and new code of a node ran side by side. */
  long longestOfSwap() {
    return (long) LONGEST.getOpaque(this);
  }

  /** When the first cycle ended, as System.nanoTime(); 0 before. */
  long firstCycleEnded() {
    return (long) FIRST.getOpaque(this);
  }
}
