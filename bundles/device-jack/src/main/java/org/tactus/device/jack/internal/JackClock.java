// SPDX-License-Identifier: Apache-2.0
package org.tactus.device.jack.internal;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.MemorySegment;
import org.tactus.api.Rational;
import org.tactus.api.clock.Clock;
import org.tactus.api.clock.ClockWaiter;
import org.tactus.api.clock.Wake;

/** Starts a cycle whenever the JACK server runs one. */
final class JackClock implements Clock {

  /** What {@code jack_get_cycle_times} writes: frames, current, next and period. */
  static final int TIMES_BYTES = 32;

  private static final int CURRENT = 8;
  private static final int NEXT = 16;
  private static final int PERIOD = 24;
  private static final long NANOS_PER_MICRO = 1_000L;
  private static final long SAME_CLOCK_NANOS = 1_000_000L;

  private final JackClient client;
  private final MemorySegment times;
  private final Rational rate;
  private long jackToMonotonicNanos;
  private boolean drives;
  private boolean inCycle;
  private boolean knowsFrameTime;
  private int nextFrameTime;
  private long dueTime;

  JackClock(JackClient client, MemorySegment times) {
    this.client = client;
    this.times = times;
    this.rate = Rational.of(client.rate);
  }

  @Override
  public String name() {
    return "jack " + (client.server.isEmpty() ? "default" : client.server);
  }

  @Override
  public Rational rate() {
    return rate;
  }

  @Override
  public int period() {
    return client.period;
  }

  @Override
  public long dueTime() {
    return dueTime;
  }

  @Override
  public long xruns() {
    return client.xruns();
  }

  @Override
  public void begin() {
    long offset = System.nanoTime() - Jack.jack_get_time() * NANOS_PER_MICRO;
    // Both are CLOCK_MONOTONIC unless the server was told to use another.
    jackToMonotonicNanos = Math.abs(offset) < SAME_CLOCK_NANOS ? 0 : offset;
    drives = false;
    inCycle = false;
    knowsFrameTime = false;
  }

  @Override
  public Wake await(ClockWaiter waiter) {
    if (inCycle) {
      complete();
    }
    if (waiter.isStopping()) {
      return leave(Wake.STOPPED);
    }
    if (!drives) {
      drives = true;
      client.takeOver();
    }
    if (client.trouble() != JackClient.Trouble.NONE) {
      return leave(Wake.LOST);
    }
    int frames = client.waitForCycle();
    if (client.trouble() != JackClient.Trouble.NONE || frames != client.period) {
      return leave(Wake.LOST);
    }
    if (waiter.isStopping()) {
      client.clear(false);
      client.signal();
      return leave(Wake.STOPPED);
    }
    inCycle = true;
    takeDueTime();
    int frameTime = client.lastFrameTime();
    boolean hasLost = knowsFrameTime && frameTime != nextFrameTime;
    knowsFrameTime = true;
    nextFrameTime = frameTime + frames;
    return hasLost ? Wake.XRUN : Wake.CYCLE;
  }

  private Wake leave(Wake wake) {
    if (drives) {
      drives = false;
      client.giveBack();
    }
    return wake;
  }

  private void takeDueTime() {
    long now = System.nanoTime();
    long at = times.address();
    dueTime = now;
    if (client.cycleTimes(at, at + CURRENT, at + NEXT, at + PERIOD)) {
      long filtered = times.get(JAVA_LONG, CURRENT) * NANOS_PER_MICRO + jackToMonotonicNanos;
      // After a stall the server's filter lags for seconds and says nothing of this cycle.
      if (filtered < now && now - filtered < rate.nanos(client.period) / 2) {
        dueTime = filtered;
      }
    }
  }

  @Override
  public void complete() {
    if (inCycle) {
      inCycle = false;
      client.clear(true);
      client.signal();
    }
  }
}
