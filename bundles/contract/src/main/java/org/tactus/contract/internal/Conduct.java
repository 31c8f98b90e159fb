// SPDX-License-Identifier: Apache-2.0
package org.tactus.contract.internal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.tactus.api.RefusedException;
import org.tactus.api.node.Contract;
import org.tactus.api.processor.ProcessorFactory;
import org.tactus.testkit.TestBlock;

/**
 * Level 3: real-time conduct. What is counted is counted in rounds, and one round without a count
 * is enough: what the JVM does on a thread now and then (compiling, a safepoint) does not fail a
 * node, what the node does in every cycle does.
 */
final class Conduct {

  static final List<Entry<ProcessorSubject>> ENTRIES =
      List.of(
          Entry.of(
              3,
              "allocation.none",
              "A cycle allocates no more than is declared, with parameters still, moving, and in"
                  + " silence.",
              Conduct::allocation),
          Entry.of(
              3,
              "faults.none",
              "A cycle touches no memory that was not touched before.",
              Conduct::faults),
          Entry.of(
              3,
              "blocking.none",
              "A cycle never sleeps, waits or gives its CPU up.",
              Conduct::blocking),
          Entry.of(
              3,
              "locks.none",
              "No code of the vendor's that a cycle reaches locks, waits, logs or does I/O.",
              Conduct::locks),
          Entry.of(
              3,
              "classes.linked",
              "Every class of the vendor's that a cycle touches is loaded by prepare.",
              Conduct::classes),
          Entry.of(
              3, "threads.ended", "After release no thread of the node is left.", Conduct::threads),
          Entry.of(
              3,
              "files.closed",
              "After release no file descriptor of the node is left.",
              Conduct::files),
          Entry.of(
              3,
              "budget.kept",
              "The median cycle takes no more than four times what is declared.",
              Conduct::budget),
          Entry.of(
              3,
              "denormals.none",
              "What dies away ends in zeros, not in denormal numbers that cost hundreds of times as"
                  + " much.",
              Conduct::denormals));

  private static final int ROUNDS = 24;
  private static final int CYCLES = 256;
  private static final int LIVES = 12;
  private static final int BUDGET_FACTOR = 4;
  private static final long LONGEST_SAMPLE_NANOS = 1_500_000_000L;
  private static final long PATIENCE_NANOS = 2_000_000_000L;

  /** Denormal arithmetic costs tens of times as much; a factor of the machine's noise apart. */
  private static final double SLOWEST = 10;

  private Conduct() {}

  /** What a round of cycles looks like. */
  private enum Scene {
    STILL,
    MOVING,
    SILENT
  }

  /** The least that a round of cycles adds to a counter; ends at the first that adds nothing. */
  private static long least(Rig rig, Scene scene, LongSupplier counter, long seed, long allowed) {
    Random random = new Random(seed);
    Signal noise = Signal.noise(seed);
    long least = Long.MAX_VALUE;
    for (int round = 0; round < ROUNDS && least > allowed; round++) {
      rig.begin(scene == Scene.SILENT ? Signal.SILENCE : noise);
      if (scene == Scene.MOVING) {
        Values.automate(rig.cycle, rig.parameters(), CYCLES * rig.setup.period(), random);
      }
      long overhead = counter.getAsLong();
      overhead = counter.getAsLong() - overhead;
      long before = counter.getAsLong();
      for (int cycle = 0; cycle < CYCLES; cycle++) {
        rig.cycle.begin();
        if (scene == Scene.SILENT) {
          rig.declareSilence();
        }
        rig.processor().process(rig.cycle);
      }
      least = Math.min(least, counter.getAsLong() - before - overhead);
    }
    return least;
  }

  private static long allocatedByProcess(Rig rig, Scene scene, long seed, long allowed) {
    Random random = new Random(seed);
    Signal noise = Signal.noise(seed);
    long least = Long.MAX_VALUE;
    for (int round = 0; round < ROUNDS && least > allowed; round++) {
      rig.begin(scene == Scene.SILENT ? Signal.SILENCE : noise);
      if (scene == Scene.MOVING) {
        Values.automate(rig.cycle, rig.parameters(), CYCLES * rig.setup.period(), random);
      }
      long sum = 0;
      for (int cycle = 0; cycle < CYCLES; cycle++) {
        rig.cycle.begin();
        if (scene == Scene.SILENT) {
          rig.declareSilence();
        }
        long empty = ThreadCounters.allocatedBytes();
        long before = ThreadCounters.allocatedBytes();
        rig.processor().process(rig.cycle);
        sum += ThreadCounters.allocatedBytes() - before - (before - empty);
      }
      least = Math.min(least, sum);
    }
    return least;
  }

  private static String allocation(ProcessorSubject subject, long seed)
      throws Broken, Inapplicable, RefusedException {
    long declared = subject.type().contract().allocatedBytes();
    for (Scene scene : Scene.values()) {
      try (Rig rig = subject.start()) {
        subject.calls("process");
        long bytes = allocatedByProcess(rig, scene, seed, declared * CYCLES);
        if (bytes > declared * CYCLES) {
          throw new Broken(
              "with "
                  + (scene == Scene.SILENT
                      ? "silence"
                      : "parameters " + scene.name().toLowerCase(Locale.ROOT))
                  + " "
                  + CYCLES
                  + " cycles allocate "
                  + bytes
                  + " bytes and "
                  + declared
                  + " a cycle are declared; make what a cycle needs in prepare()");
        }
      }
    }
    return "no more than " + declared + " bytes a cycle";
  }

  private static String faults(ProcessorSubject subject, long seed)
      throws Broken, Inapplicable, RefusedException {
    try (Rig rig = subject.start()) {
      subject.calls("process");
      for (Scene scene : Scene.values()) {
        long faults = least(rig, scene, ThreadCounters::pageFaults, seed, 0);
        if (faults > 0) {
          throw new Broken(
              CYCLES
                  + " cycles cost "
                  + faults
                  + " page faults; take memory from Preparation.allocate, which is touched and"
                  + " locked");
        }
      }
    }
    return "no page fault in " + CYCLES + " cycles";
  }

  private static String blocking(ProcessorSubject subject, long seed)
      throws Broken, Inapplicable, RefusedException {
    try (Rig rig = subject.start()) {
      subject.calls("process");
      for (Scene scene : Scene.values()) {
        long switches = least(rig, scene, ThreadCounters::voluntarySwitches, seed, 0);
        long waits = least(rig, scene, ThreadCounters::waits, seed, 0);
        if (switches > 0 || waits > 0) {
          throw new Broken(
              CYCLES
                  + " cycles gave the CPU up "
                  + switches
                  + " times and waited "
                  + waits
                  + " times; wait for nothing in a cycle: hand work to a thread of your own by a"
                  + " ring");
        }
      }
    }
    return "no wait in " + CYCLES + " cycles";
  }

  private static String locks(ProcessorSubject subject, long seed)
      throws Broken, Inapplicable, RefusedException {
    Class<?> type;
    try (Rig rig = subject.start()) {
      type = rig.processor().getClass();
    }
    Reach reach = Reach.from(type, "process", "saveState");
    if (reach.methods() == 0) {
      throw new Inapplicable(
          "the bytes of class " + type.getName() + " cannot be read from its class loader");
    }
    if (!reach.findings().isEmpty()) {
      throw new Broken(
          reach.findings().getFirst()
              + "; a cycle must not wait for another thread: publish by a volatile field or a"
              + " ring");
    }
    return reach.methods() + " methods that a cycle reaches";
  }

  private static String classes(ProcessorSubject subject, long seed)
      throws Broken, Inapplicable, RefusedException {
    ReloadingLoader loader = new ReloadingLoader(subject.factory().getClass());
    ProcessorFactory copy = loader.copy(subject.factory());
    ProcessorSubject reloaded = subject.of(copy);
    Setup home = subject.home();
    try (Rig rig = reloaded.start(home)) {
      Set<String> before = loader.loaded();
      rig.record(Signal.noise(seed), 4 * CYCLES);
      Values.automate(rig.cycle, rig.parameters(), CYCLES, new Random(seed));
      rig.record(Signal.SILENCE, CYCLES);
      Set<String> late = new TreeSet<>(loader.loaded());
      late.removeAll(before);
      if (!late.isEmpty()) {
        throw new Broken(
            "the first cycles load "
                + late.iterator().next()
                + (late.size() == 1 ? "" : " and " + (late.size() - 1) + " more")
                + ", which reads a file and locks; touch the class in prepare()");
      }
      return before.size() + " classes loaded before the first cycle";
    }
  }

  private static String threads(ProcessorSubject subject, long seed)
      throws Broken, Inapplicable, RefusedException {
    Set<Thread> before = alive();
    live(subject, seed);
    Set<Thread> left = left(before);
    for (long start = System.nanoTime();
        left.size() >= LIVES && System.nanoTime() - start < PATIENCE_NANOS; ) {
      Thread.onSpinWait();
      left = left(before);
    }
    if (left.size() >= LIVES) {
      throw new Broken(
          left.size()
              + " threads are left after "
              + LIVES
              + " lives, one is '"
              + left.iterator().next().getName()
              + "'; end and join in release() what prepare() started");
    }
    return "none left after " + LIVES + " lives";
  }

  private static void live(ProcessorSubject subject, long seed)
      throws Broken, Inapplicable, RefusedException {
    for (int i = 0; i < LIVES; i++) {
      try (Rig rig = subject.start()) {
        rig.record(Signal.noise(seed), 2 * ProcessorSubject.PERIOD);
      }
    }
  }

  static Set<Thread> left(Set<Thread> before) {
    Set<Thread> left = alive();
    left.removeAll(before);
    left.remove(Thread.currentThread());
    return left;
  }

  /** Every thread of the process; unlike with stack traces nothing has to stop for it. */
  static Set<Thread> alive() {
    ThreadGroup root = Thread.currentThread().getThreadGroup();
    while (root.getParent() != null) {
      root = root.getParent();
    }
    Thread[] threads = new Thread[2 * root.activeCount() + 64];
    int count = root.enumerate(threads, true);
    return new HashSet<>(Arrays.asList(threads).subList(0, count));
  }

  private static String files(ProcessorSubject subject, long seed)
      throws Broken, Inapplicable, RefusedException {
    live(subject, seed);
    long before = openFiles();
    live(subject, seed);
    long left = openFiles() - before;
    if (left >= LIVES) {
      throw new Broken(
          left
              + " more file descriptors are open after "
              + LIVES
              + " lives; close in release() what prepare() opened, and in create() at once");
    }
    return "none left after " + LIVES + " lives";
  }

  static long openFiles() {
    try (Stream<Path> descriptors = Files.list(Path.of("/proc/self/fd"))) {
      return descriptors.count();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String budget(ProcessorSubject subject, long seed)
      throws Broken, Inapplicable, RefusedException {
    Contract contract = subject.type().contract();
    try (Rig rig = subject.start()) {
      subject.calls("process");
      Signal noise = Signal.noise(seed);
      long median = leastMedian(rig, noise);
      int channels = Math.max(1, Math.max(rig.outputChannels, rig.inputChannels()));
      long declared = contract.budgetNanos(rig.setup.period(), channels);
      if (contract.equals(Contract.MEASURED)) {
        throw new Inapplicable("nothing is declared; a median cycle takes " + median + " ns");
      }
      if (median > BUDGET_FACTOR * declared) {
        throw new Broken(
            "the median cycle takes "
                + median
                + " ns with "
                + rig.setup.words()
                + " and "
                + declared
                + " ns are declared; declare what it costs at most");
      }
      return "median " + median + " ns of " + declared + " ns declared";
    }
  }

  /** The least of the medians of interleaved rounds, which the machine's load hardly moves. */
  private static long leastMedian(Rig rig, Signal signal) {
    long[] nanos = new long[CYCLES];
    long least = Long.MAX_VALUE;
    long start = System.nanoTime();
    for (int round = 0; round < 4 * ROUNDS; round++) {
      rig.begin(signal);
      for (int cycle = 0; cycle < CYCLES; cycle++) {
        rig.cycle.begin();
        long before = System.nanoTime();
        rig.processor().process(rig.cycle);
        nanos[cycle] = System.nanoTime() - before;
      }
      Arrays.sort(nanos);
      least = Math.min(least, nanos[CYCLES / 2]);
      if (System.nanoTime() - start > LONGEST_SAMPLE_NANOS) {
        break;
      }
    }
    return least;
  }

  private static String denormals(ProcessorSubject subject, long seed)
      throws Broken, Inapplicable, RefusedException {
    try (Rig rig = subject.start()) {
      if (rig.outputChannels == 0 || rig.inputChannels() == 0) {
        throw new Inapplicable("it has no audio input and output");
      }
      Signal noise = Signal.noise(seed);
      Signal zeros = noise.until(0);
      rig.record(noise, CYCLES * rig.setup.period());
      long seconds = (long) (2 * rig.setup.rate().toDouble());
      for (long done = 0; done < seconds; done += rig.setup.period()) {
        rig.step(zeros);
        for (int i = 0; i < rig.outputs.size(); i++) {
          denormals(rig.cycle.audioOut(i), rig.cycle.frames(), rig.outputs.get(i).name());
        }
      }
      long quiet = leastMedian(rig, zeros);
      long loud = leastMedian(rig, noise);
      if (quiet > SLOWEST * loud + 1000) {
        throw new Broken(
            "a cycle takes "
                + quiet
                + " ns after the sound has died away and "
                + loud
                + " ns with sound; set what is below 1e-30 to zero");
      }
      return "a cycle takes " + quiet + " ns in silence and " + loud + " ns with sound";
    }
  }

  private static void denormals(TestBlock block, int frames, String output) throws Broken {
    for (int channel = 0; block != null && channel < block.channels(); channel++) {
      for (int frame = 0; frame < frames; frame++) {
        float sample = Math.abs(block.get(channel, frame));
        if (sample > 0 && sample < Float.MIN_NORMAL) {
          throw new Broken(
              "output '"
                  + output
                  + "' dies away in denormal numbers such as "
                  + sample
                  + "; set what is below 1e-30 to zero");
        }
      }
    }
  }
}
