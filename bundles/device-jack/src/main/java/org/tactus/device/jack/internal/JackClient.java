// SPDX-License-Identifier: Apache-2.0
package org.tactus.device.jack.internal;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import com.sun.jna.CallbackThreadInitializer;
import com.sun.jna.Native;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.tactus.api.RefusedException;

/**
 * A client of a JACK server, shared by the JACK ends of one pipeline.
 *
 * <p>libjack starts a thread of its own, which keeps the client alive with silent cycles while no
 * pipeline drives it; in between the pipeline's cycle thread, which libjack knows nothing of, calls
 * {@code jack_cycle_wait} and {@code jack_cycle_signal}. So the server never waits for a client
 * that is busy starting or stopping.
 *
 * <p>libjack would cancel its thread when the client is deactivated, which no Java frame survives.
 * With JACK 2 the thread refuses to be cancelled and returns when its last cycle is over; with
 * PipeWire, which goes on without a client that is late, it returns before.
 */
final class JackClient {

  /** Why a client cannot go on. */
  enum Trouble {
    NONE,
    SHUT_DOWN,
    STALLED,
    PERIOD_CHANGED,
    RATE_CHANGED
  }

  private enum Driver {
    LIBJACK,
    PIPELINE,
    NOBODY
  }

  private static final long THREAD_MILLIS = 2000;
  private static final long LAST_CYCLE_NANOS = 20_000_000L;
  private static final int LAST_CYCLE_PERIODS = 4;
  private static final long LAST_CYCLE_LOOK_MILLIS = 2;
  private static final long QUIET_MILLIS = 20;
  private static final long HAND_OVER_NANOS = 50_000;
  private static final long NANOS_PER_SECOND = 1_000_000_000L;
  private static final long STALL_NANOS = NANOS_PER_SECOND;
  private static final int STALL_PERIODS = 32;

  final String server;
  final String name;
  final int rate;
  final int period;
  private final long client;
  private final List<JackEnd> ends = new ArrayList<>();
  private volatile JackEnd[] cycleEnds = {};
  private final AtomicLong xruns = new AtomicLong();
  private final AtomicLong callbacks = new AtomicLong();

  // libjack keeps their addresses only; the fields keep the objects.
  private final Jack.ThreadCallback threadCallback = this::runWhileUndriven;
  private final Jack.XrunCallback xrunCallback = this::countXrun;
  private final Jack.FramesCallback periodCallback = this::periodChanged;
  private final Jack.FramesCallback rateCallback = this::rateChanged;
  private final Jack.LatencyCallback latencyCallback = this::latencyAsked;
  private final Jack.ShutdownCallback shutdownCallback = this::shutDown;

  private JackEnd clockEnd;
  private int started;
  private boolean active;
  private CountDownLatch threadEntered;
  private volatile Driver driver = Driver.NOBODY;
  private volatile boolean handedOver;
  private volatile Thread libjackThread;
  private volatile Trouble trouble = Trouble.NONE;
  private volatile int changedTo;
  private volatile long waitingSince;
  private volatile boolean latencyStale;

  private JackClient(String server, String name, long client) {
    this.server = server;
    this.name = name;
    this.client = client;
    this.rate = Jack.jack_get_sample_rate(client);
    this.period = Jack.jack_get_buffer_size(client);
  }

  // Control thread.

  /** Opens a client that is good for questions alone. */
  static JackClient open(String server, String name, boolean autostart) throws RefusedException {
    Jack.require();
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment status = arena.allocate(JAVA_INT);
      int options =
          (autostart ? 0 : Jack.JACK_NO_START_SERVER)
              | (server.isEmpty() ? 0 : Jack.JACK_SERVER_NAME);
      String clean = name.replace(':', '_');
      int most = Jack.jack_client_name_size() - 1;
      long client =
          Jack.jack_client_open(
              Jack.text(arena, clean.length() > most ? clean.substring(0, most) : clean),
              options,
              status.address(),
              server.isEmpty() ? 0 : Jack.text(arena, server));
      if (client == 0) {
        throw cannotOpen(server, status.get(JAVA_INT, 0));
      }
      return new JackClient(server, Jack.text(Jack.jack_get_client_name(client)), client);
    }
  }

  private static RefusedException cannotOpen(String server, int status) {
    String which = server.isEmpty() ? "the default jack server" : "jack server '" + server + "'";
    return new RefusedException(
        (status & Jack.JACK_SERVER_FAILED) != 0
            ? which
                + " is not running; start jackd or PipeWire, name another with server=, or say"
                + " autostart=true"
            : which
                + " refused the client (status 0x"
                + Integer.toHexString(status)
                + "); check that it runs as the same user and version");
  }

  /** Makes the client fit to be driven. */
  void listen() throws RefusedException {
    initialize(threadCallback, "tactus-jack-" + name, true);
    initialize(xrunCallback, "tactus-jack-notifier-" + name, false);
    initialize(periodCallback, "tactus-jack-notifier-" + name, false);
    initialize(rateCallback, "tactus-jack-notifier-" + name, false);
    initialize(latencyCallback, "tactus-jack-notifier-" + name, false);
    initialize(shutdownCallback, "tactus-jack-notifier-" + name, false);
    Jack.jack_on_info_shutdown(client, shutdownCallback, 0);
    if (Jack.jack_set_process_thread(client, threadCallback, 0) != 0
        || Jack.jack_set_xrun_callback(client, xrunCallback, 0) != 0
        || Jack.jack_set_buffer_size_callback(client, periodCallback, 0) != 0
        || Jack.jack_set_sample_rate_callback(client, rateCallback, 0) != 0
        || Jack.jack_set_latency_callback(client, latencyCallback, 0) != 0) {
      throw new RefusedException(
          serverName() + " takes no callbacks of client '" + name + "'; restart the server");
    }
  }

  private static void initialize(
      com.sun.jna.Callback callback, String threadName, boolean detachesAtOnce) {
    Native.setCallbackThreadInitializer(
        callback, new CallbackThreadInitializer(true, detachesAtOnce, threadName));
  }

  String serverName() {
    return server.isEmpty() ? "the default jack server" : "jack server '" + server + "'";
  }

  List<String> ports(String pattern, int flags) {
    return Jack.ports(client, pattern, flags);
  }

  synchronized void add(JackEnd end, boolean isClock) {
    ends.add(end);
    cycleEnds = ends.toArray(JackEnd[]::new);
    if (isClock) {
      clockEnd = end;
    }
  }

  synchronized void remove(JackEnd end) {
    ends.remove(end);
    cycleEnds = ends.toArray(JackEnd[]::new);
    if (clockEnd == end) {
      clockEnd = null;
    }
  }

  synchronized boolean hasClock() {
    return clockEnd != null;
  }

  long registerPort(String portName, boolean isOutput) throws RefusedException {
    try (Arena arena = Arena.ofConfined()) {
      long port =
          Jack.jack_port_register(
              client,
              Jack.text(arena, portName),
              Jack.text(arena, Jack.AUDIO_TYPE),
              isOutput ? Jack.JACK_PORT_IS_OUTPUT : Jack.JACK_PORT_IS_INPUT,
              0);
      if (port == 0) {
        throw new RefusedException(
            serverName()
                + " registers no port '"
                + name
                + ":"
                + portName
                + "'; name the node differently or raise the server's number of ports");
      }
      return port;
    }
  }

  void unregisterPort(long port) {
    if (trouble != Trouble.SHUT_DOWN) {
      Jack.jack_port_unregister(client, port);
    }
  }

  void connect(String source, String destination) throws RefusedException {
    try (Arena arena = Arena.ofConfined()) {
      int error =
          Jack.jack_connect(client, Jack.text(arena, source), Jack.text(arena, destination));
      if (error != 0 && error != Jack.EEXIST) {
        throw new RefusedException(
            serverName()
                + " does not connect '"
                + source
                + "' to '"
                + destination
                + "'; `device:list` shows the ports that are there");
      }
    }
  }

  /** Activates with the first end that starts. */
  synchronized void start() throws RefusedException {
    if (started++ > 0) {
      return;
    }
    threadEntered = new CountDownLatch(1);
    driver = Driver.LIBJACK;
    waitingSince = 0;
    boolean entered = false;
    if (Jack.jack_activate(client) == 0) {
      active = true;
      try {
        entered = threadEntered.await(THREAD_MILLIS, TimeUnit.MILLISECONDS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    if (!entered) {
      stop();
      throw new RefusedException(
          serverName() + " does not start client '" + name + "'; look at the server's messages");
    }
  }

  /** Deactivates with the last end that stops. */
  synchronized void stop() {
    if (--started > 0 || !active) {
      return;
    }
    active = false;
    Thread thread = libjackThread;
    if (thread != null && Jack.isPipeWire()) {
      driver = Driver.NOBODY;
      LockSupport.unpark(thread);
      try {
        thread.join(THREAD_MILLIS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    } else if (thread != null) {
      giveBack();
      LockSupport.unpark(thread);
      Thread.ofPlatform().daemon().name("tactus-jack-last-cycle").start(() -> endOf(thread));
    }
    Jack.jack_deactivate(client);
    libjackThread = null;
  }

  /** Lets libjack's thread return once the server starts no more cycles of a deactivated client. */
  private void endOf(Thread thread) {
    long patience = Math.max(LAST_CYCLE_NANOS, LAST_CYCLE_PERIODS * periodNanos());
    while (thread.isAlive()) {
      long since = waitingSince;
      boolean isOver = since != 0 && System.nanoTime() - since > patience;
      if (isOver || trouble != Trouble.NONE) {
        driver = Driver.NOBODY;
        LockSupport.unpark(thread);
        StuckWait.release(name);
      }
      try {
        Thread.sleep(LAST_CYCLE_LOOK_MILLIS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  private long periodNanos() {
    return period * NANOS_PER_SECOND / rate;
  }

  /** Ends the client, after its last end. */
  synchronized void close() {
    awaitQuiet();
    Jack.jack_client_close(client);
  }

  /** libjack cancels its notifying thread too, so what it still has to tell must have been told. */
  private void awaitQuiet() {
    long before;
    do {
      before = callbacks.get();
      try {
        Thread.sleep(QUIET_MILLIS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    } while (callbacks.get() != before && trouble != Trouble.SHUT_DOWN);
  }

  void recomputeLatencies() {
    if (active && trouble == Trouble.NONE) {
      Jack.jack_recompute_total_latencies(client);
    }
  }

  // Housekeeping thread.

  /** Passes on what the notifier found out, and frees a cycle that waits for a dead server. */
  void look() {
    if (latencyStale) {
      latencyStale = false;
      for (JackEnd end : cycleEnds) {
        end.reportLatency();
      }
    }
    long since = waitingSince;
    long patience = Math.max(STALL_NANOS, STALL_PERIODS * periodNanos());
    boolean isDead = trouble == Trouble.SHUT_DOWN && System.nanoTime() - since > 2 * periodNanos();
    if (since != 0 && (isDead || System.nanoTime() - since > patience)) {
      if (trouble == Trouble.NONE) {
        trouble = Trouble.STALLED;
      }
      StuckWait.release(name);
    }
  }

  // Any thread.

  long xruns() {
    return xruns.get();
  }

  Trouble trouble() {
    return trouble;
  }

  String fault() {
    return switch (trouble) {
      case NONE -> null;
      case SHUT_DOWN -> serverName() + " went away; start it and then the pipeline again";
      case STALLED ->
          serverName() + " has stopped; see what holds it up and start the pipeline again";
      case PERIOD_CHANGED ->
          serverName()
              + " changed its period from "
              + period
              + " to "
              + changedTo
              + " frames; start the pipeline again";
      case RATE_CHANGED ->
          serverName()
              + " changed its rate from "
              + rate
              + " to "
              + changedTo
              + " Hz; start the pipeline again";
    };
  }

  // libjack's notifying thread.

  private int countXrun(long argument) {
    callbacks.incrementAndGet();
    xruns.incrementAndGet();
    return 0;
  }

  private int periodChanged(int frames, long argument) {
    callbacks.incrementAndGet();
    if (frames != period) {
      changedTo = frames;
      trouble = Trouble.PERIOD_CHANGED;
    }
    return 0;
  }

  private int rateChanged(int frames, long argument) {
    callbacks.incrementAndGet();
    if (frames != rate) {
      changedTo = frames;
      trouble = Trouble.RATE_CHANGED;
    }
    return 0;
  }

  private void latencyAsked(int mode, long argument) {
    callbacks.incrementAndGet();
    JackEnd[] all = cycleEnds;
    long minimum = 0;
    long maximum = 0;
    boolean any = false;
    for (JackEnd end : all) {
      if (end.isPlayback() == (mode == Jack.JACK_PLAYBACK_LATENCY)) {
        end.readLatency(mode);
        minimum = any ? Math.min(minimum, end.latency().minimum()) : end.latency().minimum();
        maximum = Math.max(maximum, end.latency().maximum());
        any = true;
      }
    }
    for (JackEnd end : all) {
      if (end.isPlayback() != (mode == Jack.JACK_PLAYBACK_LATENCY)) {
        end.writeLatency(mode, minimum, maximum);
      }
    }
    latencyStale = true;
  }

  private void shutDown(int status, long reason, long argument) {
    callbacks.incrementAndGet();
    trouble = Trouble.SHUT_DOWN;
  }

  // libjack's thread.

  private long runWhileUndriven(long argument) {
    if (!Jack.isPipeWire()) {
      Cancellation.refuse();
    }
    libjackThread = Thread.currentThread();
    threadEntered.countDown();
    while (driver != Driver.NOBODY && trouble == Trouble.NONE) {
      if (driver == Driver.PIPELINE) {
        handedOver = true;
        LockSupport.park(this);
        continue;
      }
      handedOver = false;
      int frames = waitForCycle();
      if (frames == 0 || driver == Driver.NOBODY) {
        break;
      }
      clear(false);
      Jack.jack_cycle_signal(client, 0);
    }
    handedOver = true;
    return 0;
  }

  // The thread that drives: libjack's or the pipeline's.

  /** Waits for the server; returns the frames of the cycle. */
  int waitForCycle() {
    waitingSince = System.nanoTime();
    int frames = Jack.jack_cycle_wait(client);
    waitingSince = 0;
    return frames;
  }

  void signal() {
    Jack.jack_cycle_signal(client, 0);
  }

  /** Writes silence to the output ports; to those alone that the cycle left out, if asked so. */
  void clear(boolean onlyLeftOut) {
    JackEnd[] all = cycleEnds;
    for (int i = 0; i < all.length; i++) {
      all[i].clear(onlyLeftOut);
    }
  }

  /** Takes the cycles over from libjack's thread; waits for the one that it is in. */
  void takeOver() {
    driver = Driver.PIPELINE;
    while (!handedOver && trouble == Trouble.NONE) {
      LockSupport.parkNanos(HAND_OVER_NANOS);
    }
  }

  /** Leaves the cycles to libjack's thread. */
  void giveBack() {
    if (driver == Driver.PIPELINE) {
      driver = Driver.LIBJACK;
      LockSupport.unpark(libjackThread);
    }
  }

  int lastFrameTime() {
    return Jack.jack_last_frame_time(client);
  }

  /** Writes when the cycle began, in JACK's microseconds, to an address; false if unknown. */
  boolean cycleTimes(long frames, long current, long next, long length) {
    return Jack.jack_get_cycle_times(client, frames, current, next, length) == 0;
  }
}
