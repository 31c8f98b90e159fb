// SPDX-License-Identifier: Apache-2.0
package org.tactus.realtime.internal;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.tactus.realtime.Watch;
import org.tactus.realtime.WatchListener;

/** One cycle thread's word, alone on its cache lines, and what the watchdog knows of it. */
final class CycleWatch implements Watch {
  private static final long IDLE = 0;

  /** Two cache lines, because processors fetch lines in pairs. */
  private static final int SPACE = 16;

  private static final VarHandle WORD =
      MethodHandles.arrayElementVarHandle(long[].class).withInvokeExactBehavior();

  private final String name;
  private final long limitNanos;
  private final WatchListener listener;
  private final Consumer<CycleWatch> closed;
  private final long[] words = new long[2 * SPACE + 1];
  private long reported = IDLE;
  private final AtomicLong stuckCycles = new AtomicLong();

  CycleWatch(String name, long limitNanos, WatchListener listener, Consumer<CycleWatch> closed) {
    this.name = name;
    this.limitNanos = limitNanos;
    this.listener = listener;
    this.closed = closed;
  }

  long limitNanos() {
    return limitNanos;
  }

  @Override
  public void begin(long nanoTime) {
    WORD.setOpaque(words, SPACE, nanoTime);
  }

  @Override
  public void end() {
    WORD.setOpaque(words, SPACE, IDLE);
  }

  /** The watchdog's thread calls. */
  void look(long now) {
    long begun = (long) WORD.getOpaque(words, SPACE);
    if (reported != IDLE && begun != reported) {
      long ended = reported;
      reported = IDLE;
      listener.recovered(this, ended, now - ended);
    }
    if (begun != IDLE && begun != reported && now - begun > limitNanos) {
      reported = begun;
      stuckCycles.incrementAndGet();
      listener.stuck(this, begun, now - begun);
    }
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public long stuckCycles() {
    return stuckCycles.get();
  }

  @Override
  public void close() {
    closed.accept(this);
  }
}
