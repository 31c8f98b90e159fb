// SPDX-License-Identifier: Apache-2.0
package org.tactus.contract.internal;

import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.tactus.api.Direction;
import org.tactus.api.Latency;
import org.tactus.api.MediaKind;
import org.tactus.api.Rational;
import org.tactus.api.RefusedException;
import org.tactus.api.node.Port;
import org.tactus.api.parameter.Parameter;
import org.tactus.testkit.TestBlock;
import org.tactus.testkit.TestEvents;

/** Level 2: every format and block size, with the same sound. */
final class Sameness {

  static final List<Entry<ProcessorSubject>> ENTRIES =
      List.of(
          Entry.of(
              2,
              "format.channels",
              "It takes 1 to 32 channels or refuses them in one sentence.",
              Sameness::channels),
          Entry.of(
              2,
              "format.rates",
              "It takes rates of 8 to 192 kHz, rational ones too, or refuses them in one sentence.",
              Sameness::rates),
          Entry.of(
              2,
              "format.periods",
              "It takes periods of 1 to 4096 frames, odd ones too, or refuses them in one"
                  + " sentence.",
              Sameness::periods),
          Entry.of(
              2,
              "position.any",
              "It may begin at any frame of a pipeline that has run for long.",
              Sameness::positions),
          Entry.of(2, "blocks.same", "The output does not depend on the period.", Sameness::blocks),
          Entry.of(
              2,
              "output.repeatable",
              "The same input gives the same output in another instance.",
              Sameness::repeatable),
          Entry.of(
              2,
              "instances.independent",
              "What one instance does changes nothing in another.",
              Sameness::independent),
          Entry.of(
              2,
              "parameter.extremes",
              "Every end of every range and every label gives finite output.",
              Sameness::extremes),
          Entry.of(
              2,
              "parameter.automation",
              "Parameters may move in any way, and the output stays finite.",
              Sameness::automation),
          Entry.of(2, "reset.fresh", "After reset it does as if just prepared.", Sameness::reset),
          Entry.of(
              2,
              "in-place.honest",
              "What works in place gives the same output in place.",
              Sameness::inPlace),
          Entry.of(
              2,
              "tail.honest",
              "The output has died away when the declared tail is over.",
              Sameness::tail),
          Entry.of(
              2,
              "ports.unlinked",
              "Every input that is optional may be left unlinked.",
              Sameness::unlinked),
          Entry.of(
              2,
              "events.any",
              "Any event is taken, and events go out in order and within the cycle.",
              Sameness::events));

  static final Rational[] RATES = {
    Rational.of(8_000),
    Rational.of(11_025),
    Rational.of(16_000),
    Rational.of(22_050),
    Rational.of(32_000),
    Rational.of(44_100),
    Rational.of(48_000),
    Rational.of(48_000_000, 1001),
    Rational.of(44_100_000, 1001),
    Rational.of(88_200),
    Rational.of(96_000),
    Rational.of(176_400),
    Rational.of(192_000)
  };
  static final int[] PERIODS = {
    1, 2, 3, 7, 16, 31, 32, 33, 64, 100, 127, 128, 255, 333, 512, 1023, 1024, 2049, 4095, 4096
  };
  static final int MOST_CHANNELS = 32;

  private static final long[] POSITIONS = {
    1, Integer.MAX_VALUE - 100L, Integer.MAX_VALUE + 12_345L, 1L << 40
  };
  private static final int FRAMES = 8192;
  private static final int SHORT = 1024;

  /** 80 dB under the loudest sample. */
  private static final float DIED_AWAY = 1e-4f;

  private static final int LONGEST_TAIL = 500_000;

  private Sameness() {}

  private static String channels(ProcessorSubject subject, long seed)
      throws Broken, Inapplicable, RefusedException {
    int taken = 0;
    for (int channels = 1; channels <= MOST_CHANNELS; channels++) {
      taken += Behaviour.takes(subject, subject.home().withChannels(channels), seed, SHORT) ? 1 : 0;
    }
    return taken + " of 1 to " + MOST_CHANNELS + " channels taken";
  }

  private static String rates(ProcessorSubject subject, long seed)
      throws Broken, Inapplicable, RefusedException {
    int taken = 0;
    for (Rational rate : RATES) {
      taken += Behaviour.takes(subject, subject.home().withRate(rate), seed, SHORT) ? 1 : 0;
    }
    return taken + " of " + RATES.length + " rates taken";
  }

  private static String periods(ProcessorSubject subject, long seed)
      throws Broken, Inapplicable, RefusedException {
    int taken = 0;
    for (int period : PERIODS) {
      int frames = Math.max(256, 3 * period);
      taken += Behaviour.takes(subject, subject.home().withPeriod(period), seed, frames) ? 1 : 0;
    }
    return taken + " of " + PERIODS.length + " periods taken";
  }

  private static String positions(ProcessorSubject subject, long seed)
      throws Broken, Inapplicable, RefusedException {
    for (long position : POSITIONS) {
      try (Rig rig = subject.start(subject.home().withPosition(position))) {
        if (Float.isNaN(rig.record(Signal.noise(seed), SHORT).peak(0))) {
          throw new Broken(
              "begun at frame "
                  + position
                  + " an output is not finite; a position is a long: cut it with & and not with"
                  + " (int)");
        }
      }
    }
    return "up to frame 2^40";
  }

  private static String blocks(ProcessorSubject subject, long seed)
      throws Broken, Inapplicable, RefusedException {
    Signal noise = Signal.noise(seed);
    Random random = new Random(seed);
    int compared = 0;
    for (int round = 0; round < 4; round++) {
      Setup setup = subject.home();
      if (round > 0) {
        setup = setup.withValues(Values.any(subject.parameters(), random));
      }
      Recording expected = recordOrNull(subject, setup, noise);
      for (int period : new int[] {1, 7, 32, 100, 333, 1024, 4096}) {
        Recording actual =
            expected == null ? null : recordOrNull(subject, setup.withPeriod(period), noise);
        if (actual != null) {
          compare(setup, period, expected, actual);
          compared++;
        }
      }
      if (subject.parameters().isEmpty()) {
        break;
      }
    }
    return compared + " runs are the same as in periods of " + ProcessorSubject.PERIOD;
  }

  private static Recording recordOrNull(ProcessorSubject subject, Setup setup, Signal signal)
      throws Broken, Inapplicable {
    try (Rig rig = subject.start(setup)) {
      return rig.record(signal, FRAMES);
    } catch (RefusedException e) {
      Sentences.check(e, setup.words());
      return null;
    }
  }

  private static void compare(Setup setup, int period, Recording expected, Recording actual)
      throws Broken {
    int at = actual.difference(expected);
    String values = setup.values().isEmpty() ? "" : " with " + setup.values();
    if (at >= 0) {
      throw new Broken(
          "in periods of "
              + period
              + " frames it gives "
              + actual.words(expected, at)
              + " at frame "
              + at
              + values
              + ", unlike in periods of "
              + setup.period()
              + "; let nothing depend on where a cycle begins");
    }
    if (!actual.eventsBefore(FRAMES).equals(expected.eventsBefore(FRAMES))) {
      throw new Broken(
          "in periods of "
              + period
              + " frames it sends other events"
              + values
              + " than in periods of "
              + setup.period()
              + "; let nothing depend on where a cycle begins");
    }
  }

  private static String repeatable(ProcessorSubject subject, long seed)
      throws Broken, Inapplicable, RefusedException {
    try (Rig rig = subject.start()) {
      String difference =
          rig.difference(rig.processor(), rig.another(), Signal.noise(seed), FRAMES);
      if (difference != null) {
        throw new Broken(
            "another instance gave "
                + difference
                + "; seed what is random, and read no clock for what is heard");
      }
    }
    return FRAMES + " frames are the same";
  }

  private static String independent(ProcessorSubject subject, long seed)
      throws Broken, Inapplicable, RefusedException {
    Signal noise = Signal.noise(seed);
    Recording alone;
    try (Rig rig = subject.start()) {
      alone = rig.record(noise, FRAMES);
    }
    try (Rig rig = subject.start();
        Rig other = subject.start()) {
      Recording together = new Recording(rig.outputChannels, FRAMES);
      for (int at = 0; at < FRAMES; at += rig.setup.period()) {
        rig.step(noise);
        rig.read(together, at);
        other.step(Signal.noise(seed + 1));
      }
      int at = together.difference(alone);
      if (at >= 0) {
        throw new Broken(
            "beside another instance it gives "
                + together.words(alone, at)
                + " at frame "
                + at
                + "; keep what changes in the instance, nothing in static fields");
      }
    }
    return FRAMES + " frames are the same beside another instance";
  }

  private static String extremes(ProcessorSubject subject, long seed)
      throws Broken, Inapplicable, RefusedException {
    List<Parameter> parameters = parameters(subject);
    Random random = new Random(seed);
    List<Map<String, Float>> all = Values.ends(parameters);
    for (int i = 0; i < 32; i++) {
      all.add(Values.corner(parameters, random));
    }
    int taken = 0;
    for (Map<String, Float> some : all) {
      Map<String, Float> values = new TreeMap<>(subject.home().values());
      values.putAll(some);
      try (Rig rig = subject.start(subject.home().withValues(values))) {
        finite(rig.record(Signal.noise(seed), SHORT), "with " + some);
        taken++;
      } catch (RefusedException e) {
        Sentences.check(e, some.toString());
      }
    }
    return taken + " of " + all.size() + " settings taken";
  }

  private static List<Parameter> parameters(ProcessorSubject subject) throws Inapplicable {
    if (subject.parameters().isEmpty()) {
      throw new Inapplicable("it has no parameters");
    }
    return subject.parameters();
  }

  static void finite(Recording recording, String when) throws Broken {
    if (Float.isNaN(recording.peak(0))) {
      throw new Broken(
          when
              + " an output is not finite or not written; keep every value of the range stable, or"
              + " make the range narrower");
    }
  }

  private static String automation(ProcessorSubject subject, long seed)
      throws Broken, Inapplicable, RefusedException {
    List<Parameter> parameters = parameters(subject);
    Random random = new Random(seed);
    try (Rig rig = subject.start()) {
      int frames = 8 * FRAMES;
      Values.automate(rig.cycle, parameters, frames, random);
      finite(rig.record(Signal.noise(seed), frames), "with moving parameters");
    }
    try (Rig rig = subject.start()) {
      for (int i = 0; i < 256; i++) {
        for (Parameter parameter : parameters) {
          rig.cycle.parameters().set(parameter.id(), Values.any(parameter, random));
        }
        finite(
            rig.record(Signal.noise(seed), rig.setup.period()),
            "with every parameter changed in every cycle");
      }
    }
    return "changed " + (8 * FRAMES / 331 + 256 * parameters.size()) + " times";
  }

  private static String reset(ProcessorSubject subject, long seed)
      throws Broken, Inapplicable, RefusedException {
    try (Rig rig = subject.start()) {
      rig.record(Signal.noise(seed), FRAMES);
      subject.calls("reset");
      rig.processor().reset();
      String difference =
          rig.difference(rig.another(), rig.processor(), Signal.noise(seed + 1), FRAMES);
      if (difference != null) {
        throw new Broken(
            "after reset() it gave "
                + difference
                + ", unlike one that was just prepared; forget all history in reset()");
      }
    }
    return FRAMES + " frames are as of a new one";
  }

  private static String inPlace(ProcessorSubject subject, long seed)
      throws Broken, Inapplicable, RefusedException {
    try (Rig apart = subject.start();
        Rig shared = subject.start(subject.home().asInPlace())) {
      if (!shared.isShared()) {
        throw new Inapplicable("it does not declare that it works in place");
      }
      Random random = new Random(seed);
      List<Parameter> parameters = subject.parameters();
      Values.automate(apart.cycle, parameters, FRAMES, random);
      Values.automate(shared.cycle, parameters, FRAMES, new Random(seed));
      Recording expected = apart.record(Signal.noise(seed), FRAMES);
      Recording actual = shared.record(Signal.noise(seed), FRAMES);
      int at = actual.difference(expected);
      if (at >= 0) {
        throw new Broken(
            "in place it gives "
                + actual.words(expected, at)
                + " at frame "
                + at
                + "; read all that a sample is computed from before writing it, or let"
                + " worksInPlace() say false");
      }
    }
    return FRAMES + " frames are the same in place";
  }

  private static String tail(ProcessorSubject subject, long seed)
      throws Broken, Inapplicable, RefusedException {
    if (!subject.hasInputs(MediaKind.AUDIO) || subject.hasInputs(MediaKind.EVENT)) {
      throw new Inapplicable("its output does not come from audio alone");
    }
    Random random = new Random(seed);
    String seen = null;
    for (int round = 0; round < 4; round++) {
      Setup setup = subject.home();
      if (round > 0) {
        setup = setup.withValues(Values.any(subject.parameters(), random));
      }
      try (Rig rig = subject.start(setup)) {
        String words = tail(rig, seed);
        seen = seen == null ? words : seen;
      } catch (RefusedException e) {
        Sentences.check(e, setup.values().toString());
      }
    }
    if (seen == null) {
      throw new Inapplicable("its tails are longer than " + LONGEST_TAIL + " frames");
    }
    return seen;
  }

  private static String tail(Rig rig, long seed) throws Broken, Inapplicable {
    int noisy = FRAMES;
    Recording sound = rig.record(Signal.noise(seed).until(noisy), noisy);
    Latency latency = rig.processor().latency();
    long tail = rig.processor().tail();
    if (rig.outputChannels == 0) {
      throw new Inapplicable("it has no audio output");
    }
    if (tail > LONGEST_TAIL) {
      return null;
    }
    rig.record(Signal.noise(seed).until(noisy), (int) (latency.maximum() + tail) + 1);
    float rest = rig.record(Signal.noise(seed).until(noisy), FRAMES).peak(0);
    if (!(rest <= DIED_AWAY * sound.peak(0))) {
      throw new Broken(
          "after the declared latency of "
              + latency
              + " and tail of "
              + tail
              + " frames it still gives "
              + rest
              + (rig.setup.values().isEmpty() ? "" : " with " + rig.setup.values())
              + "; declare a longer tail, or Long.MAX_VALUE for one without end");
    }
    return "a tail of " + tail + " frames";
  }

  private static String unlinked(ProcessorSubject subject, long seed)
      throws Broken, Inapplicable, RefusedException {
    Setup home = subject.home();
    List<Port> inputs =
        subject.ports(home.options()).stream()
            .filter(port -> port.direction() == Direction.INPUT)
            .toList();
    long all = 0;
    int taken = 0;
    for (int i = 0; i < Math.min(inputs.size(), Long.SIZE); i++) {
      if (inputs.get(i).optional()) {
        all |= 1L << i;
        taken += Behaviour.takes(subject, home.withUnlinked(1L << i), seed, SHORT) ? 1 : 0;
      }
    }
    if (all == 0) {
      throw new Inapplicable("it has no optional input");
    }
    taken += Behaviour.takes(subject, home.withUnlinked(all), seed, SHORT) ? 1 : 0;
    if (taken == 0) {
      throw new Broken(
          "it refuses every optional input that is not linked; take it, or make it one that must"
              + " be linked");
    }
    return taken + " sets of unlinked inputs taken";
  }

  private static String events(ProcessorSubject subject, long seed)
      throws Broken, Inapplicable, RefusedException {
    boolean takes = subject.hasInputs(MediaKind.EVENT);
    try (Rig rig = subject.start()) {
      boolean sends = false;
      for (int cycle = 0; cycle < 512; cycle++) {
        rig.begin(Signal.noise(seed));
        if (cycle % 2 == 1) {
          rig.fillWithAnything(seed + cycle);
        }
        rig.process(rig.processor());
        for (int output = 0; output < rig.outputs.size(); output++) {
          TestEvents sent = rig.cycle.eventsOut(output);
          sends |= sent != null;
          if (sent != null && sent.refused() > 0 && sent.remaining() > 256) {
            throw new Broken(
                "an event of output '"
                    + rig.outputs.get(output).name()
                    + "' came out of order or lies outside the cycle; write events by rising frame"
                    + " offset, from 0 to frames() - 1");
          }
          TestBlock block = rig.cycle.audioOut(output);
          for (int frame = 0; block != null && frame < rig.cycle.frames(); frame++) {
            if (!Float.isFinite(block.get(0, frame))) {
              throw new Broken(
                  "after events of any bytes output '"
                      + rig.outputs.get(output).name()
                      + "' is not finite; leave out what is no message that you know");
            }
          }
        }
      }
      if (!takes && !sends) {
        throw new Inapplicable("it has no event port");
      }
    }
    return "512 cycles of events";
  }
}
