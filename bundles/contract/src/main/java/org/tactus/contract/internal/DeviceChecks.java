// SPDX-License-Identifier: Apache-2.0
package org.tactus.contract.internal;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.tactus.api.Direction;
import org.tactus.api.Rational;
import org.tactus.api.RefusedException;
import org.tactus.api.clock.Clock;
import org.tactus.api.clock.ClockWaiter;
import org.tactus.api.clock.Wake;
import org.tactus.api.device.DeviceInfo;
import org.tactus.api.node.Option;
import org.tactus.contract.internal.DeviceSubject.EndSetup;
import org.tactus.testkit.TestBlock;

/** What is asked of a device, at every level. */
final class DeviceChecks {

  static final List<Entry<DeviceSubject>> ENTRIES =
      List.of(
          Entry.of(
              1,
              "device.descriptor",
              "Type, description, options and devices make sense.",
              DeviceChecks::descriptor),
          Entry.of(
              1,
              "device.refusal",
              "It takes every value that its options allow or refuses it in one sentence.",
              DeviceChecks::refusal),
          Entry.of(
              1,
              "device.life",
              "Each of its ends is opened, prepared, started, run, stopped and released, twice.",
              DeviceChecks::life),
          Entry.of(
              1,
              "device.output",
              "A source writes every sample of every cycle, and silence that it declares is zeros.",
              DeviceChecks::output),
          Entry.of(1, "device.input", "A sink does not write to its input.", DeviceChecks::input),
          Entry.of(
              2,
              "device.formats",
              "It takes rates, channels and periods of any size or refuses them in one sentence.",
              DeviceChecks::formats),
          Entry.of(
              2,
              "device.end",
              "A source that ends says so once and is silent after it.",
              DeviceChecks::end),
          Entry.of(
              2,
              "device.partial",
              "A sink takes a last cycle that is shorter than the period.",
              DeviceChecks::partial),
          Entry.of(
              2,
              "device.clock",
              "A clock has the rate and period that were asked for, its due times rise, and it"
                  + " stops when asked to.",
              DeviceChecks::clock),
          Entry.of(3, "device.allocation", "A cycle allocates nothing.", DeviceChecks::allocation),
          Entry.of(
              3,
              "device.blocking",
              "A cycle never sleeps or waits: the clock does.",
              DeviceChecks::blocking),
          Entry.of(
              3,
              "device.closed",
              "After release no thread and no file descriptor of an end is left.",
              DeviceChecks::closed),
          Entry.of(
              4,
              "device.fuzz",
              "No mixture of options, formats, signals and cycle lengths makes it throw.",
              DeviceChecks::fuzz));

  private static final int CYCLES = 256;
  private static final int ROUNDS = 24;
  private static final int LIVES = 12;
  private static final int LONGEST = 16_384;
  private static final int FUZZ_ROUNDS = 32;
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(2);

  private DeviceChecks() {}

  private static String descriptor(DeviceSubject subject, long seed) throws Broken {
    String type = subject.name();
    if (type == null || !type.matches("[a-z][A-Za-z0-9-]*")) {
      throw new Broken(
          "type() is '"
              + type
              + "'; give a lower-case letter, then letters, digits and -, as the notation takes");
    }
    subject.calls("description");
    Descriptors.words("the description of '" + type + "'", subject.provider().description());
    subject.calls("options");
    List<Option> options = subject.provider().options();
    if (options == null) {
      throw new Broken("options() gave null; return a list, empty where there are none");
    }
    Descriptors.check(options);
    Set<String> ids = new HashSet<>();
    for (Option option : options) {
      if (!ids.add(option.id())) {
        throw new Broken("option '" + option.id() + "' occurs twice; rename one");
      }
    }
    subject.calls("devices");
    List<DeviceInfo> devices = subject.provider().devices();
    if (devices == null) {
      throw new Broken("devices() gave null; return a list, empty where any name will do");
    }
    Set<String> names = new HashSet<>();
    for (DeviceInfo device : devices) {
      if (!names.add(device.id()) || device.directions().isEmpty()) {
        throw new Broken(
            device + " occurs twice or has no direction; list each device once with what it does");
      }
    }
    return devices.size() + " devices, " + options.size() + " options";
  }

  private static String refusal(DeviceSubject subject, long seed)
      throws Broken, Inapplicable, RefusedException {
    int taken = 0;
    int refused = 0;
    for (EndSetup home : subject.homes()) {
      for (Option option : subject.provider().options()) {
        if (home.direction() == Direction.INPUT && option.type() == Option.Type.PATH) {
          continue;
        }
        for (Object value : Behaviour.extremes(option).values()) {
          Map<String, Object> all = new TreeMap<>(home.options().asMap());
          all.put(option.id(), value);
          String what = option.id() + "=" + Sentences.shortened(value.toString());
          if (runs(subject, home.withOptions(subject.complete(all)), what, seed)) {
            taken++;
          } else {
            refused++;
          }
        }
      }
    }
    return taken + " values taken, " + refused + " refused";
  }

  private static boolean runs(DeviceSubject subject, EndSetup setup, String what, long seed)
      throws Broken {
    try (DeviceRig rig = new DeviceRig(subject, setup)) {
      for (int i = 0; i < 4; i++) {
        rig.step(Signal.noise(seed), setup.period());
        rig.checkOutput();
      }
      return true;
    } catch (RefusedException e) {
      Sentences.check(e, what);
      return false;
    }
  }

  private static String life(DeviceSubject subject, long seed)
      throws Broken, Inapplicable, RefusedException {
    List<String> seen = new ArrayList<>();
    for (EndSetup home : subject.homes()) {
      for (int life = 0; life < 2; life++) {
        try (DeviceRig rig = new DeviceRig(subject, home)) {
          for (int i = 0; i < CYCLES; i++) {
            rig.step(Signal.noise(seed), home.period());
          }
          subject.calls("xruns");
          if (rig.end.xruns() < 0) {
            throw new Broken("xruns() is " + rig.end.xruns() + "; count up from 0");
          }
        } catch (RefusedException e) {
          throw new Broken(
              "opened a second time it refuses: "
                  + e.getMessage()
                  + "; give everything back in release()");
        }
      }
      seen.add(home.words());
    }
    return String.join(" and ", seen);
  }

  private static String output(DeviceSubject subject, long seed)
      throws Broken, Inapplicable, RefusedException {
    for (EndSetup home : subject.homes(Direction.OUTPUT)) {
      try (DeviceRig rig = new DeviceRig(subject, home)) {
        for (int i = 0; i < CYCLES; i++) {
          rig.step(Signal.SILENCE, home.period());
          rig.checkOutput();
        }
      }
    }
    return CYCLES + " cycles written";
  }

  private static String input(DeviceSubject subject, long seed)
      throws Broken, Inapplicable, RefusedException {
    Signal noise = Signal.noise(seed);
    for (EndSetup home : subject.homes(Direction.INPUT)) {
      try (DeviceRig rig = new DeviceRig(subject, home)) {
        for (int i = 0; i < CYCLES; i++) {
          rig.step(noise, home.period());
          TestBlock block = rig.cycle.audioIn(0);
          for (int channel = 0; channel < block.channels(); channel++) {
            for (int frame = 0; frame < home.period(); frame++) {
              if (block.get(channel, frame) != noise.at(0, channel, rig.cycle.position() + frame)) {
                throw new Broken(
                    "it wrote "
                        + block.get(channel, frame)
                        + " to its input; other nodes read the same block: copy it first");
              }
            }
          }
        }
      }
    }
    return CYCLES + " cycles read only";
  }

  private static String formats(DeviceSubject subject, long seed)
      throws Broken, Inapplicable, RefusedException {
    int taken = 0;
    int all = 0;
    for (EndSetup home : subject.homes()) {
      List<EndSetup> setups = new ArrayList<>();
      for (Rational rate : Sameness.RATES) {
        setups.add(home.withRate(rate));
      }
      for (int period : Sameness.PERIODS) {
        setups.add(home.withPeriod(period));
      }
      for (int channels = 1; channels <= Sameness.MOST_CHANNELS; channels++) {
        setups.add(home.withChannels(channels));
      }
      for (EndSetup setup : setups) {
        all++;
        taken += runs(subject, setup, setup.words(), seed) ? 1 : 0;
      }
    }
    return taken + " of " + all + " formats taken";
  }

  private static String end(DeviceSubject subject, long seed)
      throws Broken, Inapplicable, RefusedException {
    for (EndSetup home : subject.homes(Direction.OUTPUT)) {
      try (DeviceRig rig = new DeviceRig(subject, home)) {
        for (int i = 0; i < LONGEST && rig.cycle.endedAt() < 0; i++) {
          rig.step(Signal.SILENCE, home.period());
        }
        int end = rig.cycle.endedAt();
        if (end < 0) {
          throw new Inapplicable("it does not end within " + LONGEST + " cycles");
        }
        if (end > home.period()) {
          throw new Broken(
              "it says that it ended at frame "
                  + end
                  + " of a cycle of "
                  + home.period()
                  + "; give 0 to the cycle's frames");
        }
        silentFrom(rig, end);
        for (int i = 0; i < 4; i++) {
          rig.step(Signal.SILENCE, home.period());
          silentFrom(rig, 0);
        }
        return "ended with " + end + " frames of the last cycle";
      }
    }
    throw new Inapplicable("it is no source");
  }

  private static void silentFrom(DeviceRig rig, int from) throws Broken {
    TestBlock block = rig.cycle.audioOut(0);
    for (int channel = 0; channel < block.channels(); channel++) {
      for (int frame = from; frame < rig.setup.period(); frame++) {
        if (block.get(channel, frame) != 0) {
          throw new Broken(
              "after its end it gives "
                  + block.get(channel, frame)
                  + " in frame "
                  + frame
                  + "; write zeros");
        }
      }
    }
  }

  private static String partial(DeviceSubject subject, long seed)
      throws Broken, Inapplicable, RefusedException {
    for (EndSetup home : subject.homes(Direction.INPUT)) {
      for (int last : new int[] {0, 1, home.period() / 2, home.period() - 1}) {
        try (DeviceRig rig = new DeviceRig(subject, home)) {
          for (int i = 0; i < 4; i++) {
            rig.step(Signal.noise(seed), home.period());
          }
          rig.step(Signal.noise(seed), last);
          rig.step(Signal.noise(seed), 0);
        }
      }
    }
    return "short last cycles taken";
  }

  /** Waits in no way, and wants the clock to stop after some cycles. */
  private static final class Waiter implements ClockWaiter {
    private boolean stopping;

    @Override
    public boolean until(long nanoTime) {
      return !stopping;
    }

    @Override
    public boolean isStopping() {
      return stopping;
    }
  }

  private static String clock(DeviceSubject subject, long seed)
      throws Broken, Inapplicable, RefusedException {
    for (EndSetup home : subject.homes()) {
      try (DeviceRig rig = new DeviceRig(subject, home)) {
        subject.calls("clock");
        Clock clock = rig.end.clock();
        if (clock != null && !clock.ownsThread()) {
          return clock(subject, rig, clock, seed);
        }
      }
    }
    throw new Inapplicable("it has no clock that runs on the host's thread");
  }

  private static String clock(DeviceSubject subject, DeviceRig rig, Clock clock, long seed)
      throws Broken {
    EndSetup home = rig.setup;
    if (!clock.rate().equals(home.rate()) || clock.period() != home.period()) {
      throw new Broken(
          "its clock is of "
              + clock.rate()
              + " Hz and "
              + clock.period()
              + " frames where "
              + home.rate()
              + " Hz and "
              + home.period()
              + " were asked for; refuse in open() what it cannot do");
    }
    Waiter waiter = new Waiter();
    subject.calls("begin");
    clock.begin();
    long before = Long.MIN_VALUE;
    for (int i = 0; i < 64; i++) {
      subject.calls("await");
      Wake wake = clock.await(waiter);
      if (wake == null || wake == Wake.STOPPED) {
        throw new Broken(
            "await() gave " + wake + " though nobody asked it to stop; give CYCLE for every cycle");
      }
      long due = clock.dueTime();
      if (before != Long.MIN_VALUE && due - before <= 0) {
        throw new Broken(
            "the due time of a cycle lies "
                + (before - due)
                + " ns before that of the cycle before it; let it rise by a period each cycle");
      }
      before = due;
      rig.step(Signal.noise(seed), home.period());
      subject.calls("complete");
      clock.complete();
    }
    waiter.stopping = true;
    subject.calls("await");
    for (int i = 0; i < 3; i++) {
      if (clock.await(waiter) == Wake.STOPPED) {
        return "64 cycles, then it stopped";
      }
    }
    throw new Broken(
        "await() goes on after the host asked it to stop; give STOPPED when until() says false");
  }

  private static long least(DeviceRig rig, LongSupplier counter, long seed) {
    rig.step(Signal.noise(seed), rig.setup.period());
    long least = Long.MAX_VALUE;
    for (int round = 0; round < ROUNDS && least > 0; round++) {
      long overhead = counter.getAsLong();
      overhead = counter.getAsLong() - overhead;
      long before = counter.getAsLong();
      for (int i = 0; i < CYCLES; i++) {
        rig.end.process(rig.cycle.begin());
      }
      least = Math.min(least, counter.getAsLong() - before - overhead);
    }
    return least;
  }

  private static String allocation(DeviceSubject subject, long seed)
      throws Broken, Inapplicable, RefusedException {
    for (EndSetup home : subject.homes()) {
      try (DeviceRig rig = new DeviceRig(subject, home)) {
        long bytes = least(rig, ThreadCounters::allocatedBytes, seed);
        if (bytes > 0) {
          throw new Broken(
              CYCLES
                  + " cycles of "
                  + home.words()
                  + " allocate "
                  + bytes
                  + " bytes; make what a cycle needs in prepare()");
        }
      }
    }
    return "nothing in " + CYCLES + " cycles";
  }

  private static String blocking(DeviceSubject subject, long seed)
      throws Broken, Inapplicable, RefusedException {
    for (EndSetup home : subject.homes()) {
      try (DeviceRig rig = new DeviceRig(subject, home)) {
        long switches = least(rig, ThreadCounters::voluntarySwitches, seed);
        long waits = least(rig, ThreadCounters::waits, seed);
        if (switches > 0 || waits > 0) {
          throw new Broken(
              CYCLES
                  + " cycles of "
                  + home.words()
                  + " gave the CPU up "
                  + switches
                  + " times and waited "
                  + waits
                  + " times; wait in the clock, or on a thread of your own behind a ring");
        }
      }
    }
    return "no wait in " + CYCLES + " cycles";
  }

  private static String closed(DeviceSubject subject, long seed)
      throws Broken, Inapplicable, RefusedException {
    live(subject, seed);
    long files = Conduct.openFiles();
    Set<Thread> before = Conduct.alive();
    live(subject, seed);
    long start = System.nanoTime();
    Set<Thread> left = Conduct.left(before);
    while (left.size() >= LIVES && System.nanoTime() - start < PATIENCE_NANOS) {
      Thread.onSpinWait();
      left = Conduct.left(before);
    }
    if (left.size() >= LIVES) {
      throw new Broken(
          left.size()
              + " threads are left after "
              + LIVES
              + " lives, one is '"
              + left.iterator().next().getName()
              + "'; end and join them in release()");
    }
    if (Conduct.openFiles() - files >= LIVES) {
      throw new Broken(
          (Conduct.openFiles() - files)
              + " more file descriptors are open after "
              + LIVES
              + " lives; close in release() what open() and prepare() opened");
    }
    return "none left after " + LIVES + " lives";
  }

  private static void live(DeviceSubject subject, long seed)
      throws Broken, Inapplicable, RefusedException {
    List<EndSetup> homes = subject.homes();
    for (int i = 0; i < LIVES; i++) {
      try (DeviceRig rig = new DeviceRig(subject, homes.get(i % homes.size()))) {
        rig.step(Signal.noise(seed), rig.setup.period());
      }
    }
  }

  private static String fuzz(DeviceSubject subject, long seed)
      throws Broken, Inapplicable, RefusedException {
    List<EndSetup> homes = subject.homes();
    long end = System.nanoTime() + subject.fuzzNanos();
    long roundSeed = seed;
    int rounds = 0;
    while (rounds < FUZZ_ROUNDS || System.nanoTime() - end < 0) {
      round(subject, homes, roundSeed);
      roundSeed = Hash.of(roundSeed);
      rounds++;
    }
    return rounds + " rounds";
  }

  private static void round(DeviceSubject subject, List<EndSetup> homes, long seed) throws Broken {
    Random random = new Random(seed);
    EndSetup setup = homes.get(random.nextInt(homes.size()));
    if (random.nextBoolean()) {
      setup = setup.withChannels(1 + random.nextInt(Sameness.MOST_CHANNELS));
    }
    if (random.nextBoolean()) {
      setup = setup.withPeriod(1 + random.nextInt(512));
    }
    if (random.nextInt(4) == 0) {
      setup = setup.withRate(Sameness.RATES[random.nextInt(Sameness.RATES.length)]);
    }
    try (DeviceRig rig = new DeviceRig(subject, setup)) {
      for (int i = 0; i < 64; i++) {
        Signal signal =
            random.nextInt(4) == 0
                ? Signal.SILENCE
                : Signal.noise(random.nextLong()).times(random.nextInt(1000));
        rig.step(signal, setup.period());
        rig.checkOutput();
        if (random.nextInt(24) == 0) {
          subject.calls("reset");
          rig.end.reset();
        }
      }
      if (!rig.source) {
        rig.step(Signal.SILENCE, random.nextInt(setup.period()));
      }
    } catch (RefusedException e) {
      Sentences.check(e, setup.words());
    } catch (Broken e) {
      throw new Broken(e.getMessage() + " (" + setup.words() + ")", seed);
    } catch (RuntimeException | Error e) {
      throw new Broken(Runner.thrown(subject, e) + " (" + setup.words() + ")", seed);
    }
  }
}
