// SPDX-License-Identifier: Apache-2.0
package org.tactus.contract.internal;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Random;
import org.tactus.api.RefusedException;
import org.tactus.api.node.StateLayout;
import org.tactus.api.processor.Processor;

/** Level 4: replacement and endurance. */
final class Replacement {

  static final List<Entry<ProcessorSubject>> ENTRIES =
      List.of(
          Entry.of(
              4,
              "state.layout",
              "Saving writes no more than the layout says, allocates nothing and is not heard.",
              Replacement::layout),
          Entry.of(
              4,
              "state.round-trip",
              "A successor that loads the state goes on exactly as the old one would have.",
              Replacement::roundTrip),
          Entry.of(
              4,
              "state.refused",
              "State that is not its own is refused without an exception and without a trace.",
              Replacement::refused),
          Entry.of(
              4,
              "state.replay",
              "After the declared frames of replay a successor does as the old one.",
              Replacement::replay),
          Entry.of(
              4,
              "swap.self",
              "A swap with itself at any cycle, parameters moving, is not heard.",
              Replacement::swap),
          Entry.of(
              4,
              "life.endurance",
              "Thousands of lives leave nothing on the heap.",
              Replacement::endurance));

  private static final int ROUNDS = 6;
  private static final int AFTER = 8192;
  private static final int LONGEST_REPLAY = 2_000_000;
  private static final int UNKNOWN_VERSION = 0x5EED;
  private static final int LIVES = 700;
  private static final int FEWEST_LIVES = 60;
  private static final long LONGEST_NANOS = 900_000_000L;
  private static final long BYTES_PER_LIFE = 512;

  /** Where sizes and positions usually stand in a state. */
  private static final int HEADER_WORDS = 16;

  /** Numbers that are no size and no position, read as whole numbers or as floating-point ones. */
  private static final long[] WRONG_WORDS = {
    -1,
    Long.MAX_VALUE,
    Integer.MAX_VALUE,
    Double.doubleToRawLongBits(-1),
    Double.doubleToRawLongBits(1e12),
    Double.doubleToRawLongBits(0.5)
  };

  /** Seconds after which slow meters have something to show. */
  private static final int METER_SECONDS = 6;

  /** What a declared replay may leave of what was before it: 100 dB under full scale. */
  private static final double CONVERGED = 1e-5;

  private Replacement() {}

  static StateLayout layoutOf(ProcessorSubject subject, Processor processor) throws Broken {
    subject.calls("stateLayout");
    StateLayout layout = processor.stateLayout();
    if (layout == null
        || layout.bytes() < 0
        || layout.costNanos() < 0
        || layout.replayFrames() < 0) {
      throw new Broken(
          "the state layout is "
              + layout
              + "; give StateLayout.NONE, or sizes that are not below"
              + " zero");
    }
    return layout;
  }

  private static MemorySegment room(StateLayout layout) {
    return Arena.ofAuto().allocate(Math.max(1, layout.bytes()), 64);
  }

  /** Saves and gives what was written. */
  static MemorySegment save(ProcessorSubject subject, Processor processor, MemorySegment room)
      throws Broken {
    subject.calls("saveState");
    long written = processor.saveState(room);
    if (written < 1 || written > room.byteSize()) {
      throw new Broken(
          "saveState() says that it wrote "
              + written
              + " bytes of the "
              + room.byteSize()
              + " that its layout declares; write at least one and no more than those");
    }
    return room.asSlice(0, written);
  }

  static boolean load(
      ProcessorSubject subject, Processor processor, int version, MemorySegment state) {
    subject.calls("loadState");
    return processor.loadState(version, state);
  }

  private static String layout(ProcessorSubject subject, long seed)
      throws Broken, Inapplicable, RefusedException {
    try (Rig rig = subject.start()) {
      StateLayout layout = layoutOf(subject, rig.processor());
      if (layout.bytes() == 0) {
        throw new Inapplicable(
            layout.replayFrames() == 0
                ? "it declares no state"
                : "it declares a replay of " + layout.replayFrames() + " frames");
      }
      MemorySegment room = room(layout);
      Processor unsaved = rig.another();
      for (int i = 0; i < 16; i++) {
        String difference =
            rig.difference(unsaved, rig.processor(), Signal.noise(seed), 16 * rig.setup.period());
        if (difference != null) {
          throw new Broken(
              "after saveState() it gave "
                  + difference
                  + "; let saving change nothing, for the old processor plays on");
        }
        save(subject, rig.processor(), room);
      }
      if (!layout.equals(layoutOf(subject, rig.processor()))
          && layout.bytes() != layoutOf(subject, rig.processor()).bytes()) {
        throw new Broken(
            "the layout of the state changed from "
                + layout
                + " to "
                + layoutOf(subject, rig.processor())
                + "; the host makes room once: declare the most");
      }
      long bytes = savingAllocates(rig.processor(), room);
      if (bytes > 0) {
        throw new Broken(
            "saveState() allocates "
                + bytes
                + " bytes; it runs on the cycle thread: copy by MemorySegment.copy and setters");
      }
      return layout.bytes() + " bytes of version " + layout.version();
    }
  }

  private static long savingAllocates(Processor processor, MemorySegment room) {
    long least = Long.MAX_VALUE;
    for (int round = 0; round < 64 && least > 0; round++) {
      for (int i = 0; i < 64; i++) {
        processor.saveState(room);
      }
      long empty = ThreadCounters.allocatedBytes();
      long before = ThreadCounters.allocatedBytes();
      processor.saveState(room);
      least = Math.min(least, ThreadCounters.allocatedBytes() - before - (before - empty));
    }
    return least;
  }

  private static String roundTrip(ProcessorSubject subject, long seed)
      throws Broken, Inapplicable, RefusedException {
    Random random = new Random(seed);
    try (Rig rig = subject.start()) {
      Signal noise = Signal.swelling(seed, (int) rig.setup.rate().toDouble() / 2);
      StateLayout layout = layoutOf(subject, rig.processor());
      if (layout.bytes() == 0) {
        throw new Inapplicable("it declares no state that is copied");
      }
      int settling =
          subject.type().meters().isEmpty()
              ? 0
              : (int) (METER_SECONDS * rig.setup.rate().toDouble());
      for (int round = 0; round < ROUNDS; round++) {
        int frames = (1 + random.nextInt(64)) * rig.setup.period();
        Values.automate(rig.cycle, rig.parameters(), frames + AFTER, random);
        rig.record(noise, frames);
        if (round == ROUNDS - 1) {
          rig.record(noise, settling);
        }
        MemorySegment state = save(subject, rig.processor(), room(layout));
        Processor successor = rig.another();
        if (!load(subject, successor, layout.version(), state)) {
          throw new Broken(
              "loadState() refuses what saveState() of the same version wrote; take it");
        }
        state.fill((byte) 0xFF);
        int after = round == ROUNDS - 1 ? AFTER + settling : AFTER;
        String difference = rig.difference(rig.processor(), successor, noise, after);
        if (difference != null) {
          throw new Broken(
              "a successor with the state of round "
                  + round
                  + " gave "
                  + difference
                  + "; save all that later output depends on, and copy it in loadState()");
        }
        rig.replace(successor);
      }
      return ROUNDS + " successors went on exactly";
    }
  }

  private static String refused(ProcessorSubject subject, long seed)
      throws Broken, Inapplicable, RefusedException {
    Random random = new Random(seed);
    Signal noise = Signal.noise(seed);
    try (Rig rig = subject.start()) {
      rig.record(noise, AFTER);
      StateLayout layout = layoutOf(subject, rig.processor());
      MemorySegment good =
          layout.bytes() == 0 ? room(layout) : save(subject, rig.processor(), room(layout));
      expect(
          rig,
          subject,
          layout.version() ^ UNKNOWN_VERSION,
          good,
          "a version that it cannot know",
          true);
      expect(rig, subject, layout.version(), good.asSlice(0, 0), "no bytes", layout.bytes() > 0);
      expect(
          rig,
          subject,
          layout.version(),
          good.asSlice(0, good.byteSize() / 2),
          "half of it",
          false);
      for (int round = 0; round < 8; round++) {
        MemorySegment garbage = room(layout);
        for (long i = 0; i < garbage.byteSize(); i++) {
          garbage.set(ValueLayout.JAVA_BYTE, i, (byte) random.nextInt());
        }
        expect(rig, subject, layout.version(), garbage, "random bytes", false);
      }
      int words = (int) Math.min(HEADER_WORDS, good.byteSize() / Long.BYTES);
      for (int word = 0; word < words; word++) {
        for (long value : WRONG_WORDS) {
          MemorySegment damaged = copy(good);
          damaged.setAtIndex(ValueLayout.JAVA_LONG, word, value);
          expect(rig, subject, layout.version(), damaged, "a state with a wrong number", false);
        }
      }
      for (int round = 0; round < 8; round++) {
        MemorySegment damaged = copy(good);
        long at =
            round % 2 == 0
                ? random.nextLong(Math.min(64, damaged.byteSize()))
                : random.nextLong(damaged.byteSize());
        byte value = damaged.get(ValueLayout.JAVA_BYTE, at);
        damaged.set(ValueLayout.JAVA_BYTE, at, (byte) (value ^ 1 << random.nextInt(8)));
        expect(rig, subject, layout.version(), damaged, "one damaged bit", false);
      }
      return (19 + words * WRONG_WORDS.length) + " states that are not its own";
    }
  }

  private static MemorySegment copy(MemorySegment state) {
    return Arena.ofAuto().allocate(state.byteSize(), 64).copyFrom(state);
  }

  private static void expect(
      Rig rig,
      ProcessorSubject subject,
      int version,
      MemorySegment state,
      String what,
      boolean mustRefuse)
      throws Broken, RefusedException {
    Processor successor = rig.another();
    boolean taken = load(subject, successor, version, state);
    if (taken && mustRefuse) {
      throw new Broken(
          "loadState() takes " + what + "; check version and size first and say false");
    }
    int frames = 16 * rig.setup.period();
    if (taken) {
      for (int i = 0; i < 16; i++) {
        rig.begin(Signal.noise(version));
        rig.process(successor);
      }
    } else {
      Processor fresh = rig.another();
      String difference = rig.difference(fresh, successor, Signal.noise(version), frames);
      if (difference != null) {
        throw new Broken(
            "after loadState() refused "
                + what
                + " it gave "
                + difference
                + ", unlike one that was just prepared; check all before taking any of it");
      }
      rig.release(fresh);
    }
    rig.release(successor);
  }

  private static String replay(ProcessorSubject subject, long seed)
      throws Broken, Inapplicable, RefusedException {
    Random random = new Random(seed);
    Signal noise = Signal.noise(seed);
    long longest = 0;
    boolean declared = false;
    for (int round = 0; round < 4; round++) {
      Setup setup = subject.home();
      if (round > 0) {
        setup = setup.withValues(Values.any(subject.parameters(), random));
      }
      try (Rig rig = subject.start(setup)) {
        rig.record(noise, AFTER + random.nextInt(AFTER));
        StateLayout layout = layoutOf(subject, rig.processor());
        long frames = layout.replayFrames();
        declared |= frames > 0;
        if (frames == 0 || frames > LONGEST_REPLAY) {
          continue;
        }
        longest = Math.max(longest, frames);
        Processor successor = rig.another();
        replay(rig, successor, frames, noise);
        rig.rounding = CONVERGED;
        String difference = rig.difference(rig.processor(), successor, noise, AFTER);
        if (difference != null) {
          throw new Broken(
              "after the "
                  + frames
                  + " frames of replay that it declares a successor gave "
                  + difference
                  + (setup.values().isEmpty() ? "" : " with " + setup.values())
                  + "; declare more, or save the state");
        }
      } catch (RefusedException e) {
        Sentences.check(e, setup.values().toString());
      }
    }
    if (longest == 0) {
      throw new Inapplicable(
          declared
              ? "its replay is longer than " + LONGEST_REPLAY + " frames"
              : "it declares no replay");
    }
    return "the same after up to " + longest + " frames";
  }

  /** Lets a successor hear what the old processor hears for so many frames. */
  private static void replay(Rig rig, Processor successor, long frames, Signal signal) {
    for (long done = 0; done < frames; done += rig.setup.period()) {
      rig.begin(signal);
      rig.process(rig.processor());
      rig.process(successor);
    }
  }

  private static String swap(ProcessorSubject subject, long seed)
      throws Broken, Inapplicable, RefusedException {
    Random random = new Random(seed);
    Signal noise = Signal.noise(seed);
    try (Rig rig = subject.start()) {
      Processor unswapped = rig.processor();
      Processor current = rig.another();
      for (int round = 0; round < ROUNDS; round++) {
        int frames = (1 + random.nextInt(128)) * rig.setup.period();
        Values.automate(rig.cycle, rig.parameters(), frames, random);
        compare(rig, unswapped, current, noise, frames, round);
        Processor successor = rig.another();
        if (!takeOver(subject, current, successor)) {
          StateLayout layout = layoutOf(subject, current);
          if (layout.replayFrames() > LONGEST_REPLAY) {
            throw new Inapplicable(
                "its replay is longer than " + LONGEST_REPLAY + " frames: save the state instead");
          }
          if (layout.replayFrames() > 0) {
            rig.rounding = CONVERGED;
          }
          replayBoth(rig, unswapped, successor, layout.replayFrames(), noise, current);
        }
        rig.release(current);
        current = successor;
      }
      compare(rig, unswapped, current, noise, AFTER, ROUNDS);
      return ROUNDS + " swaps were not heard";
    }
  }

  private static void replayBoth(
      Rig rig,
      Processor unswapped,
      Processor successor,
      long frames,
      Signal signal,
      Processor current) {
    for (long done = 0; done < frames; done += rig.setup.period()) {
      rig.begin(signal);
      rig.process(unswapped);
      rig.process(current);
      rig.process(successor);
    }
  }

  static boolean takeOver(ProcessorSubject subject, Processor current, Processor successor)
      throws Broken {
    StateLayout layout = layoutOf(subject, current);
    if (layout.bytes() == 0) {
      return false;
    }
    MemorySegment state = save(subject, current, room(layout));
    return load(subject, successor, layout.version(), state);
  }

  private static void compare(
      Rig rig, Processor unswapped, Processor current, Signal signal, int frames, int swaps)
      throws Broken {
    String difference = rig.difference(unswapped, current, signal, frames);
    if (difference != null) {
      throw new Broken(
          (swaps == 0 ? "before a swap" : "after swap " + swaps + " with itself")
              + " it gave "
              + difference
              + "; declare a StateLayout and save, or replay, all that later output depends on");
    }
  }

  private static String endurance(ProcessorSubject subject, long seed)
      throws Broken, Inapplicable, RefusedException {
    Setup home = subject.home();
    int warm = lives(subject, home, seed);
    long first = usedHeap();
    int lives = lives(subject, home, seed);
    long second = usedHeap();
    int more = lives(subject, home, seed);
    long third = usedHeap();
    if (second - first > lives * BYTES_PER_LIFE && third - second > more * BYTES_PER_LIFE) {
      throw new Broken(
          (lives + more)
              + " lives left "
              + (third - first)
              + " bytes on the heap; let go in release() of what static fields, threads and"
              + " listeners hold");
    }
    return (warm + lives + more) + " lives left nothing";
  }

  private static int lives(ProcessorSubject subject, Setup setup, long seed)
      throws Broken, Inapplicable, RefusedException {
    long start = System.nanoTime();
    int lives = 0;
    while (lives < LIVES && (lives < FEWEST_LIVES || System.nanoTime() - start < LONGEST_NANOS)) {
      try (Rig rig = subject.start(setup)) {
        rig.step(Signal.noise(seed));
      }
      lives++;
    }
    return lives;
  }

  private static long usedHeap() {
    long least = Long.MAX_VALUE;
    for (int i = 0; i < 3; i++) {
      System.gc();
      least = Math.min(least, ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed());
    }
    return least;
  }
}
