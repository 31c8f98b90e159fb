// SPDX-License-Identifier: Apache-2.0
package org.tactus.engine.internal;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongUnaryOperator;
import java.util.function.Predicate;
import jdk.jfr.AnnotationElement;
import jdk.jfr.Event;
import jdk.jfr.EventFactory;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.ValueDescriptor;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedMethod;
import jdk.jfr.consumer.RecordedThread;
import jdk.jfr.consumer.RecordingStream;

/**
 * What the JVM did that may have made a cycle late, from Flight Recorder, on the scale of
 * System.nanoTime(). Events arrive about a second after the fact.
 *
 * <p>Flight Recorder's times follow the clock of the day as it was when a chunk of the recording
 * began, and the processor's counter from there on. So {@link #mark} writes the time that
 * System.nanoTime() shows into the recording itself, and all that arrives together is put on that
 * scale by the marks among it, whatever the clock of the day did.
 */
final class JvmEvents implements AutoCloseable {

  /** Every thread, in the place of a thread's number. */
  static final long ALL_THREADS = 0;

  /**
   * A time in which Java threads stood still, or were made to.
   *
   * @param tid the one that stood still, or {@link #ALL_THREADS}
   */
  record Pause(long start, long end, String what, long tid) {
    Pause(long start, long end, String what) {
      this(start, end, what, ALL_THREADS);
    }
  }

  /** A thread left the compiled code of a method, to interpret it from there on. */
  record Deoptimization(long time, long tid, String method, String reason) {}

  /** The JIT compiled a method. */
  record Compilation(long start, long end, String method, String compiler) {}

  private static final String MARK = "org.tactus.ClockMark";
  private static final int KEPT = 4096;
  private static final Duration DELAY = Duration.ofSeconds(1);

  private final Deque<Pause> pauses = new ArrayDeque<>();
  private final Deque<Deoptimization> deoptimizations = new ArrayDeque<>();
  private final Deque<Compilation> compilations = new ArrayDeque<>();

  /** What arrived and waits for the marks that arrive with it. */
  private final List<Consumer<LongUnaryOperator>> arrived = new ArrayList<>();

  private long bestMark = Long.MIN_VALUE;
  private long epochOffset;
  private volatile EventFactory marks;
  private RecordingStream stream;

  /** Starts to listen; takes a few hundred milliseconds of a control thread. */
  synchronized void start() {
    if (stream != null) {
      return;
    }
    epochOffset = System.nanoTime() - nanos(Instant.now());
    EventFactory factory =
        EventFactory.create(
            List.of(
                new AnnotationElement(Name.class, MARK),
                new AnnotationElement(StackTrace.class, false)),
            List.of(new ValueDescriptor(long.class, "nanoTime")));
    factory.register();
    stream = new RecordingStream();
    stream.enable(MARK);
    listen("jdk.ExecuteVMOperation", 0, this::vmOperation);
    listen("jdk.SafepointStateSynchronization", 10_000, event -> pause(event, "safepoint reached"));
    listen("jdk.GCPhasePause", 0, event -> pause(event, event.getString("name")));
    listen("jdk.ZAllocationStall", 0, this::allocationStall);
    listen("jdk.Compilation", 0, this::compilation);
    listen("jdk.Deoptimization", -1, this::deoptimization);
    stream.onEvent(MARK, this::marked);
    stream.onFlush(this::place);
    stream.setReuse(true);
    stream.setOrdered(false);
    stream.setMaxAge(Duration.ofSeconds(10));
    stream.startAsync();
    marks = factory;
    mark();
  }

  private void listen(String event, long thresholdNanos, Consumer<RecordedEvent> listener) {
    var settings = stream.enable(event).withoutStackTrace();
    if (thresholdNanos >= 0) {
      settings.withThreshold(Duration.ofNanos(thresholdNanos));
    }
    stream.onEvent(event, listener);
  }

  /** Writes the time into the recording. Control threads, a few times a second. */
  void mark() {
    EventFactory factory = marks;
    if (factory != null) {
      Event event = factory.newEvent();
      event.set(0, System.nanoTime());
      event.commit();
    }
  }

  // ---------------------------------------------------------------- Flight Recorder's thread

  private void vmOperation(RecordedEvent event) {
    if (event.getBoolean("safepoint")) {
      pause(event, event.getString("operation"));
    }
  }

  private void pause(RecordedEvent event, String what) {
    pause(event, what, ALL_THREADS);
  }

  private void allocationStall(RecordedEvent event) {
    pause(event, "allocation stall", tid(event));
  }

  private void pause(RecordedEvent event, String what, long tid) {
    long start = nanos(event.getStartTime());
    long end = nanos(event.getEndTime());
    arrived.add(
        clock -> add(new Pause(clock.applyAsLong(start), clock.applyAsLong(end), what, tid)));
  }

  private void compilation(RecordedEvent event) {
    long start = nanos(event.getStartTime());
    long end = nanos(event.getEndTime());
    String method = method(event);
    String compiler = event.getString("compiler");
    arrived.add(clock ->
        add(new Compilation(clock.applyAsLong(start), clock.applyAsLong(end), method, compiler)));
  }

  private void deoptimization(RecordedEvent event) {
    long time = nanos(event.getStartTime());
    long tid = tid(event);
    String method = method(event);
    String reason = event.getString("reason");
    arrived.add(clock -> add(new Deoptimization(clock.applyAsLong(time), tid, method, reason)));
  }

  private static String method(RecordedEvent event) {
    return event.getValue("method") instanceof RecordedMethod method
        ? method.getType().getName() + "." + method.getName()
        : "unknown";
  }

  private static long tid(RecordedEvent event) {
    RecordedThread thread = event.getThread();
    return thread == null ? ALL_THREADS : thread.getOSThreadId();
  }

  /** The thread that marked may have been held before the event got its time, never after. */
  private void marked(RecordedEvent event) {
    bestMark = Math.max(bestMark, event.getLong("nanoTime") - nanos(event.getStartTime()));
  }

  private void place() {
    if (bestMark != Long.MIN_VALUE) {
      epochOffset = bestMark;
      bestMark = Long.MIN_VALUE;
    }
    long offset = epochOffset;
    arrived.forEach(event -> event.accept(epoch -> epoch + offset));
    arrived.clear();
  }

  private static long nanos(Instant instant) {
    return instant.getEpochSecond() * 1_000_000_000L + instant.getNano();
  }

  // ---------------------------------------------------------------- any thread

  void add(Pause pause) {
    add(pauses, pause);
  }

  void add(Deoptimization deoptimization) {
    add(deoptimizations, deoptimization);
  }

  void add(Compilation compilation) {
    add(compilations, compilation);
  }

  private static <T> void add(Deque<T> events, T event) {
    synchronized (events) {
      events.add(event);
      if (events.size() > KEPT) {
        events.remove();
      }
    }
  }

  private static <T> List<T> those(Deque<T> events, Predicate<T> wanted) {
    synchronized (events) {
      return events.stream().filter(wanted).toList();
    }
  }

  /** Whether what happened at that time can be known by now. */
  static boolean isSettled(long time) {
    return System.nanoTime() - time > 2 * DELAY.toNanos();
  }

  /** The pauses that overlap a time, in no order. */
  List<Pause> pauses(long start, long end) {
    return those(pauses, pause -> pause.start - end < 0 && pause.end - start > 0);
  }

  /** The compilations that overlap a time, in no order. */
  List<Compilation> compilations(long start, long end) {
    return those(compilations, one -> one.start - end < 0 && one.end - start > 0);
  }

  /** The deoptimizations within a time, in no order. */
  List<Deoptimization> deoptimizations(long start, long end) {
    return those(deoptimizations, one -> one.time - start >= 0 && one.time - end <= 0);
  }

  /** Whether a method's compilation ended within a time. */
  boolean isCompiled(String method, long start, long end) {
    return !those(
            compilations,
            one -> one.method.equals(method) && one.end - start > 0 && one.end - end < 0)
        .isEmpty();
  }

  @Override
  public synchronized void close() {
    if (stream != null) {
      EventFactory factory = marks;
      marks = null;
      stream.close();
      stream = null;
      factory.unregister();
    }
  }
}
