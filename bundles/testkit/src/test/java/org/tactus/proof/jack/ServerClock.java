// SPDX-License-Identifier: Apache-2.0
package org.tactus.proof.jack;

import java.util.concurrent.atomic.AtomicLong;
import org.tactus.api.Rational;
import org.tactus.api.clock.Clock;
import org.tactus.api.clock.ClockWaiter;
import org.tactus.api.clock.Wake;
import org.tactus.api.node.Transport;

/** The server's cycles, on the thread that it brings. */
final class ServerClock implements Clock, Transport {

  private final Server server;
  private final AtomicLong xruns = new AtomicLong();
  private long dueTime;
  private long cycles;

  ServerClock(Server server) {
    this.server = server;
  }

  @Override
  public String name() {
    return "server";
  }

  @Override
  public Rational rate() {
    return Rational.of(48_000);
  }

  @Override
  public int period() {
    return server.period;
  }

  @Override
  public boolean ownsThread() {
    return true;
  }

  @Override
  public void launch(Runnable body) {
    server.startThread(body);
  }

  @Override
  public Wake await(ClockWaiter waiter) {
    while (!server.cycleWait()) {
      if (waiter.isStopping()) {
        return Wake.STOPPED;
      }
    }
    if (server.isDead()) {
      return Wake.LOST;
    }
    dueTime = System.nanoTime();
    cycles++;
    long lost = server.takeLost();
    if (lost == 0) {
      return Wake.CYCLE;
    }
    xruns.addAndGet(lost);
    return Wake.XRUN;
  }

  @Override
  public void complete() {
    server.cycleSignal();
  }

  @Override
  public long dueTime() {
    return dueTime;
  }

  @Override
  public long xruns() {
    return xruns.get();
  }

  @Override
  public Transport transport() {
    return this;
  }

  @Override
  public boolean isRolling() {
    return true;
  }

  @Override
  public long position() {
    return (cycles - 1) * server.period;
  }

  @Override
  public double tempo() {
    return server.tempo;
  }

  @Override
  public double beat() {
    return position() / rate().toDouble() / 60 * tempo();
  }

  @Override
  public int beatsPerBar() {
    return 3;
  }

  @Override
  public int beatUnit() {
    return 4;
  }
}
