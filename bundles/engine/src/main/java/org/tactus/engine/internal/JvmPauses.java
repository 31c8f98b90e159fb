// SPDX-License-Identifier: Apache-2.0
package org.tactus.engine.internal;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingStream;

/**
 * The JVM's own pauses, from Flight Recorder, on the scale of System.nanoTime(). Events arrive
 * about a second after the fact.
 */
final class JvmPauses implements AutoCloseable {

  /** A time in which every Java thread stood still, or was made to. */
  record Pause(long start, long end, String what) {}

  private static final int KEPT = 4096;
  private static final Duration DELAY = Duration.ofSeconds(1);

  private final Deque<Pause> pauses = new ArrayDeque<>();
  private long epochOffset;
  private RecordingStream stream;

  /** Starts to listen; takes a few hundred milliseconds of a control thread. */
  synchronized void start() {
    if (stream != null) {
      return;
    }
    Instant now = Instant.now();
    epochOffset = System.nanoTime() - nanos(now);
    stream = new RecordingStream();
    stream.enable("jdk.ExecuteVMOperation").withThreshold(Duration.ZERO).withoutStackTrace();
    stream
        .enable("jdk.SafepointStateSynchronization")
        .withThreshold(Duration.ofNanos(10_000))
        .withoutStackTrace();
    stream.enable("jdk.GCPhasePause").withThreshold(Duration.ZERO).withoutStackTrace();
    stream.onEvent(
        "jdk.ExecuteVMOperation",
        event -> {
          if (event.getBoolean("safepoint")) {
            add(event, event.getString("operation"));
          }
        });
    stream.onEvent("jdk.SafepointStateSynchronization", event -> add(event, "safepoint reached"));
    stream.onEvent("jdk.GCPhasePause", event -> add(event, event.getString("name")));
    stream.setReuse(true);
    stream.setOrdered(false);
    stream.setMaxAge(Duration.ofSeconds(10));
    stream.startAsync();
  }

  private void add(RecordedEvent event, String what) {
    add(
        new Pause(
            nanos(event.getStartTime()) + epochOffset,
            nanos(event.getEndTime()) + epochOffset,
            what));
  }

  void add(Pause pause) {
    synchronized (pauses) {
      pauses.add(pause);
      if (pauses.size() > KEPT) {
        pauses.remove();
      }
    }
  }

  /** Whether pauses of that time can be known by now. */
  static boolean isSettled(long time) {
    return System.nanoTime() - time > 2 * DELAY.toNanos();
  }

  /** The longest pause that overlaps a time, or null. */
  Pause during(long start, long end) {
    Pause longest = null;
    synchronized (pauses) {
      for (Pause pause : pauses) {
        boolean overlaps = pause.start < end && pause.end > start;
        if (overlaps
            && (longest == null || pause.end - pause.start > longest.end - longest.start)) {
          longest = pause;
        }
      }
    }
    return longest;
  }

  private static long nanos(Instant instant) {
    return instant.getEpochSecond() * 1_000_000_000L + instant.getNano();
  }

  @Override
  public synchronized void close() {
    if (stream != null) {
      stream.close();
      stream = null;
    }
  }
}
