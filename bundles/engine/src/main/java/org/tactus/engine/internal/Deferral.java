// SPDX-License-Identifier: Apache-2.0
package org.tactus.engine.internal;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.tactus.api.Rational;
import org.tactus.api.audio.AudioBlock;
import org.tactus.api.audio.ChannelLayout;
import org.tactus.policy.Role;
import org.tactus.realtime.RealtimeThread;
import org.tactus.realtime.RealtimeThreads;
import org.tactus.realtime.ThreadRequest;
import org.tactus.realtime.Waiter;

/**
 * Runs a node one period behind on a thread of its own. The cycle hands it a block and takes the
 * one of the cycle before; where that is not ready, the dry signal goes past and the node misses a
 * block, which nobody else notices.
 */
final class Deferral {

  private static final long LOOK_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final long STUCK_NANOS = 500_000_000;
  private static final Duration PATIENCE = Duration.ofSeconds(1);
  private static final VarHandle REQUESTED;
  private static final VarHandle DONE;

  static {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      REQUESTED = lookup.findVarHandle(Deferral.class, "requested", long.class);
      DONE = lookup.findVarHandle(Deferral.class, "done", long.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final Instance instance;
  private final NodeRun inner;
  private final Declick[] declicks;
  private final Waiter waiter = Waiter.sleeping();
  private final RealtimeThread thread;
  private volatile Thread worker;
  private volatile boolean stopping;
  private volatile long handedAt;
  private boolean goesPast = true;

  /** Whether the node has not kept up since the last block was handed over. */
  private boolean missed;

  /** Blocks handed over; the cycle's. */
  private long requested;

  /** Blocks that the node has run; the worker's. */
  private long done;

  /**
   * Starts the thread. Control thread, before the first cycle.
   *
   * @param run the node's place in a plan, whose shapes it takes
   * @param rate frames a second
   */
  Deferral(String pipeline, NodeRun run, Rational rate, Memory memory, RealtimeThreads threads) {
    instance = run.instance;
    PlanState state = new PlanState(rate, run.state.period, false);
    inner =
        new NodeRun(
            instance,
            state,
            alike(run.audioIn, memory),
            alike(run.audioOut, memory),
            alike(run.eventsIn, memory),
            alike(run.eventsOut, memory),
            new AlignmentDelay[0],
            new NodeRun[0],
            new long[0]);
    declicks = instance.guard.lendDeclicks();
    thread =
        threads.start(
            ThreadRequest.of("tactus-deferred-" + instance.name + "-" + pipeline, Role.WORKER),
            this::work);
  }

  private Block[] alike(Block[] blocks, Memory memory) {
    Block[] made = new Block[blocks.length];
    for (int i = 0; i < made.length; i++) {
      if (blocks[i] != null) {
        ChannelLayout layout = blocks[i].layout();
        made[i] =
            Block.over(
                kept(memory, Block.bytes(layout.count(), blocks[i].capacity())),
                layout,
                blocks[i].capacity());
      }
    }
    return made;
  }

  private EventBuffer[] alike(EventBuffer[] buffers, Memory memory) {
    EventBuffer[] made = new EventBuffer[buffers.length];
    for (int i = 0; i < made.length; i++) {
      if (buffers[i] != null) {
        made[i] = new EventBuffer(kept(memory, EventBuffer.CAPACITY_BYTES));
      }
    }
    return made;
  }

  private MemorySegment kept(Memory memory, long bytes) {
    MemorySegment segment = memory.allocate(bytes, Block.ALIGNMENT);
    instance.memory.add(segment);
    return segment;
  }

  boolean isInner(NodeRun run) {
    return run == inner;
  }

  /** Whether the node has run all that was handed over. */
  boolean isIdle() {
    return (long) DONE.getAcquire(this) == (long) REQUESTED.getAcquire(this);
  }

  // ---------------------------------------------------------------- cycle thread

  /** Hands a block over and takes the one before. */
  void exchange(NodeRun outer) {
    boolean idle = isIdle();
    // A block that came too late belongs to a cycle that has gone.
    boolean ready = idle && !missed;
    if (idle) {
      inner.takeInputs(outer);
    }
    if (ready) {
      takeOutputs(outer);
    } else {
      outer.bypass();
      instance.ledger.miss();
    }
    if (idle) {
      inner.state.copyFrom(outer.state);
      handedAt = System.nanoTime();
      REQUESTED.setRelease(this, requested + 1);
      waiter.wakeup();
    }
    missed = !idle;
    boolean changes = ready == goesPast;
    goesPast = !ready;
    for (int i = 0; i < declicks.length; i++) {
      if (declicks[i] != null) {
        if (changes) {
          declicks[i].stepAhead();
        }
        declicks[i].run(outer.audioOut[i], outer.state.period);
      }
    }
  }

  private void takeOutputs(NodeRun outer) {
    for (int i = 0; i < outer.audioOut.length; i++) {
      if (outer.audioOut[i] != null) {
        outer.audioOut[i].copyFrom((AudioBlock) inner.audioOut[i]);
      }
    }
    for (int i = 0; i < outer.eventsOut.length; i++) {
      if (outer.eventsOut[i] != null) {
        outer.eventsOut[i].copyFrom(inner.eventsOut[i]);
      }
    }
  }

  // ---------------------------------------------------------------- the node's thread

  private void work() {
    worker = Thread.currentThread();
    while (!stopping) {
      long wanted = (long) REQUESTED.getAcquire(this);
      if (wanted == done) {
        var _ = waiter.awaitUntil(System.nanoTime() + LOOK_NANOS);
        continue;
      }
      inner.runDeferred();
      DONE.setRelease(this, wanted);
    }
  }

  // ---------------------------------------------------------------- control thread

  /** Ends what the node does where it does not return. */
  void look(Services services) {
    long elapsed = System.nanoTime() - handedAt;
    Thread own = worker;
    if (isIdle() || elapsed < STUCK_NANOS || own == null) {
      return;
    }
    if (instance.guard.fault() != Fault.STUCK) {
      instance.guard.stuck(elapsed);
    }
    services.rescuer().begin(() -> end(services, own));
  }

  private void end(Services services, Thread own) {
    try {
      boolean ended =
          services
              .rescuer()
              .stop(own, "node '" + instance.name + "' does not return", this::isIdle, PATIENCE);
      if (!ended) {
        services
            .log()
            .error(
                "node '{}' does not return and cannot be ended; restart the instance",
                instance.name);
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  /** Ends the thread, after the last cycle; false where the node does not return. */
  boolean stop() {
    stopping = true;
    waiter.wakeup();
    try {
      return thread.join(PATIENCE);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
