// SPDX-License-Identifier: Apache-2.0
package org.tactus.contract.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.tactus.api.Direction;
import org.tactus.api.RefusedException;
import org.tactus.api.node.Option;
import org.tactus.api.node.Options;
import org.tactus.api.node.Port;
import org.tactus.api.parameter.Parameter;
import org.tactus.api.processor.Processor;

/** Level 4: everything at once, left to chance. */
final class Fuzz {

  static final List<Entry<ProcessorSubject>> ENTRIES =
      List.of(
          Entry.of(
              4,
              "fuzz.everything",
              "No mixture of options, formats, parameters, events, resets, swaps and signals makes"
                  + " it throw or give what is not a number.",
              Fuzz::everything));

  private static final int ROUNDS = 48;
  private static final int FRAMES = 16_384;
  private static final int MOST_CYCLES = 96;
  private static final int MOST_CHANNELS = 8;
  private static final int OPERATIONS = 9;
  private static final long MOST_POSITION = 1L << 40;
  private static final long MOST_BYTES = 32L << 20;

  private Fuzz() {}

  /** The first round is the seed's own, so that a seed that fails fails at once. */
  private static String everything(ProcessorSubject subject, long seed)
      throws Broken, Inapplicable, RefusedException {
    Setup home = subject.home();
    long end = System.nanoTime() + subject.fuzzNanos();
    long roundSeed = seed;
    int rounds = 0;
    int refused = 0;
    while (rounds < ROUNDS || System.nanoTime() - end < 0) {
      refused += round(subject, home, roundSeed) ? 0 : 1;
      roundSeed = Hash.of(roundSeed);
      rounds++;
    }
    return rounds + " rounds, " + refused + " of them refused";
  }

  private static boolean round(ProcessorSubject subject, Setup home, long seed)
      throws Broken, Inapplicable {
    Random random = new Random(seed);
    Setup setup = any(subject, home, random);
    List<String> done = new ArrayList<>();
    try (Rig rig = new Rig(subject, setup, MOST_BYTES)) {
      int cycles = Math.max(4, Math.min(MOST_CYCLES, FRAMES / setup.period()));
      for (int i = 0; i < cycles; i++) {
        done.add(operate(subject, rig, random));
        rig.process(rig.processor());
        check(rig);
      }
      return true;
    } catch (RefusedException e) {
      Sentences.check(e, words(setup));
      return false;
    } catch (Broken e) {
      throw new Broken(e.getMessage() + where(setup, done), seed);
    } catch (RuntimeException | Error e) {
      throw new Broken(Runner.thrown(subject, e) + where(setup, done), seed);
    }
  }

  private static String where(Setup setup, List<String> done) {
    List<String> last = done.subList(Math.max(0, done.size() - 3), done.size());
    return " ("
        + words(setup)
        + "; cycle "
        + done.size()
        + ", last "
        + String.join(", ", last)
        + ")";
  }

  private static String words(Setup setup) {
    return Sentences.shortened(setup.options().toString())
        + " "
        + Sentences.shortened(setup.values().toString())
        + " "
        + setup.words()
        + " from frame "
        + setup.position();
  }

  private static Setup any(ProcessorSubject subject, Setup home, Random random)
      throws Broken, Inapplicable {
    Setup setup = home;
    if (random.nextInt(3) == 0) {
      setup = setup.withOptions(options(subject, home, random));
    }
    if (random.nextInt(4) != 0) {
      setup =
          setup.withValues(
              random.nextInt(4) == 0
                  ? Values.corner(subject.parameters(), random)
                  : Values.any(subject.parameters(), random));
    }
    if (random.nextBoolean()) {
      setup = setup.withChannels(1 + random.nextInt(MOST_CHANNELS));
    }
    if (random.nextInt(3) == 0) {
      setup = setup.withRate(Sameness.RATES[random.nextInt(Sameness.RATES.length)]);
    }
    if (random.nextBoolean()) {
      setup =
          setup.withPeriod(
              random.nextBoolean()
                  ? 1 + random.nextInt(512)
                  : Sameness.PERIODS[random.nextInt(Sameness.PERIODS.length)]);
    }
    if (random.nextInt(3) == 0) {
      setup = setup.withPosition(random.nextLong(MOST_POSITION));
    }
    if (random.nextInt(4) == 0) {
      setup = setup.withUnlinked(unlinked(subject, setup, random));
    }
    return random.nextInt(3) == 0 ? setup.asInPlace() : setup;
  }

  private static Options options(ProcessorSubject subject, Setup home, Random random)
      throws Broken {
    Map<String, Object> all = new TreeMap<>(home.options().asMap());
    for (Option option : subject.type().options()) {
      if (random.nextBoolean()) {
        List<Object> values = List.copyOf(Behaviour.extremes(option).values());
        all.put(option.id(), values.get(random.nextInt(values.size())));
      }
    }
    try {
      return subject.complete(all);
    } catch (RefusedException e) {
      throw new Broken(e.getMessage());
    }
  }

  private static long unlinked(ProcessorSubject subject, Setup setup, Random random)
      throws Broken, Inapplicable {
    try {
      long bits = 0;
      int input = 0;
      for (Port port : subject.ports(setup.options())) {
        if (port.direction() == Direction.INPUT) {
          bits |= port.optional() && random.nextBoolean() && input < Long.SIZE ? 1L << input : 0;
          input++;
        }
      }
      return bits;
    } catch (RefusedException e) {
      Sentences.check(e, setup.options().toString());
      return 0;
    }
  }

  /** Does something at random before a cycle, begins the cycle, and says what was done. */
  private static String operate(ProcessorSubject subject, Rig rig, Random random)
      throws Broken, RefusedException {
    long noise = random.nextLong();
    switch (random.nextInt(OPERATIONS)) {
      case 0 -> {
        rig.begin(Signal.SILENCE);
        return "silence";
      }
      case 1 -> {
        rig.begin(Signal.noise(noise).until(0));
        return "zeros";
      }
      case 2 -> {
        float level = (float) Math.pow(10, random.nextInt(12) - 8);
        rig.begin(Signal.noise(noise).times(level));
        return "noise times " + level;
      }
      case 3 -> {
        rig.begin((_, _, _) -> 1);
        return "a constant";
      }
      case 4 -> {
        for (Parameter parameter : subject.parameters()) {
          if (random.nextBoolean()) {
            rig.cycle.parameters().set(parameter.id(), Values.any(parameter, random));
          }
        }
        rig.begin(Signal.noise(noise));
        return "other values";
      }
      case 5 -> {
        subject.calls("reset");
        rig.processor().reset();
        rig.begin(Signal.noise(noise));
        return "a reset";
      }
      case 6 -> {
        Processor successor = rig.another();
        Replacement.takeOver(subject, rig.processor(), successor);
        rig.replace(successor);
        rig.begin(Signal.noise(noise));
        return "a swap";
      }
      case 7 -> {
        rig.begin(Signal.noise(noise));
        rig.fillWithAnything(noise);
        return "any events";
      }
      default -> {
        if (random.nextBoolean()) {
          rig.cycle.transport().locate(random.nextLong(MOST_POSITION), random.nextDouble() * 1000);
        } else {
          rig.cycle.transport().stop();
        }
        rig.begin(Signal.noise(noise));
        return "another transport";
      }
    }
  }

  private static void check(Rig rig) throws Broken {
    Recording recording = new Recording(rig.outputChannels, rig.setup.period());
    rig.read(recording, 0);
    if (Float.isNaN(recording.peak(0))) {
      String unwritten = rig.unwritten();
      throw new Broken(
          unwritten == null
              ? "an output is infinite or not a number; keep recursions stable whatever comes"
              : unwritten + " was not written; write every sample of every channel");
    }
  }
}
