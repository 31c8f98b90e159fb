// SPDX-License-Identifier: Apache-2.0
package org.tactus.proof.jack;

import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.tactus.api.Latency;

/** What a sound server is for a client: buffers, a thread that waits for cycles, latencies. */
final class Server {

  final int period;
  final float[] captured;
  final float[] played;
  final AtomicLong signalled = new AtomicLong();
  volatile Latency captureLatency;
  volatile Latency playbackLatency;
  volatile double tempo = 90;
  private final Semaphore cycles = new Semaphore(0);
  private final Semaphore done = new Semaphore(0);
  private volatile boolean dead;
  private final AtomicLong lost = new AtomicLong();
  private Thread thread;

  Server(int period) {
    this.period = period;
    captured = new float[period];
    played = new float[period];
  }

  /** As jack_activate with a process thread. */
  void startThread(Runnable body) {
    thread = new Thread(body, "server");
    thread.start();
  }

  /** As jack_cycle_wait, but it gives up after 20 ms; the server may have gone. */
  boolean cycleWait() {
    try {
      return cycles.tryAcquire(20, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  boolean isDead() {
    return dead;
  }

  /** As jack_cycle_signal. */
  void cycleSignal() {
    signalled.incrementAndGet();
    done.release();
  }

  /** Runs one cycle and waits for the client's signal. */
  void runCycle() throws InterruptedException {
    cycles.release();
    done.acquire();
  }

  /** Loses cycles before the next. */
  void lose(int count) {
    lost.addAndGet(count);
  }

  long takeLost() {
    return lost.getAndSet(0);
  }

  void die() throws InterruptedException {
    dead = true;
    cycles.release();
    thread.join();
  }

  void join() throws InterruptedException {
    thread.join();
  }
}
