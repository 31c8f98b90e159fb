// SPDX-License-Identifier: Apache-2.0
package org.tactus.contract.internal;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.tactus.api.Latency;
import org.tactus.api.MediaKind;
import org.tactus.api.Rational;
import org.tactus.api.RefusedException;
import org.tactus.api.node.Option;
import org.tactus.api.processor.Processor;
import org.tactus.testkit.TestBlock;

/** Level 1: it loads and behaves. */
final class Behaviour {

  static final List<Entry<ProcessorSubject>> ENTRIES =
      List.of(
          Entry.of(
              1,
              "life.cycle",
              "It is created, negotiated, prepared, processed and released, twice, by two objects.",
              Behaviour::life),
          Entry.of(
              1,
              "format.usual",
              "It takes usual formats or refuses them in one sentence.",
              Behaviour::usualFormats),
          Entry.of(
              1,
              "refusal.options",
              "It takes every value that its options allow or refuses it in one sentence.",
              Behaviour::refusedOptions),
          Entry.of(
              1,
              "refusal.memory",
              "Where the host has no memory left, prepare passes the refusal on.",
              Behaviour::refusedMemory),
          Entry.of(1, "input.untouched", "It does not write to its inputs.", Behaviour::input),
          Entry.of(
              1,
              "output.complete",
              "Every sample of every output is written in every cycle.",
              Behaviour::complete),
          Entry.of(
              1,
              "output.finite",
              "No output is infinite or not a number, whatever finite input there is.",
              Behaviour::finite),
          Entry.of(
              1,
              "silence.honest",
              "An output that is declared silent holds zeros, and declared silence is treated as"
                  + " zeros are.",
              Behaviour::silence),
          Entry.of(
              1,
              "latency.declared",
              "The response to an impulse begins, or peaks, where the declared latency says.",
              Behaviour::latency));

  private static final int SHORT = 2048;
  private static final int LONGEST_RESPONSE = 96_000;

  private Behaviour() {}

  private static String life(ProcessorSubject subject, long seed)
      throws Broken, Inapplicable, RefusedException {
    Setup home = subject.home();
    try (Rig first = subject.start(home)) {
      first.record(Signal.noise(seed), SHORT);
      Processor second = first.another();
      if (second == first.processor()) {
        throw new Broken("create() gave the same object twice; make a new processor every time");
      }
      first.process(second);
    }
    try (Rig again = subject.start(home)) {
      again.record(Signal.noise(seed), SHORT);
    }
    return home.words();
  }

  private static String usualFormats(ProcessorSubject subject, long seed)
      throws Broken, Inapplicable, RefusedException {
    int taken = 0;
    int refused = 0;
    for (long rate : new long[] {44_100, 48_000, 96_000}) {
      for (int channels : new int[] {1, 2, 6}) {
        for (int period : new int[] {32, 256}) {
          Setup setup =
              subject.home().withRate(Rational.of(rate)).withChannels(channels).withPeriod(period);
          if (takes(subject, setup, seed, 4 * period)) {
            taken++;
          } else {
            refused++;
          }
        }
      }
    }
    return taken + " usual formats taken, " + refused + " refused";
  }

  /** Whether a setup is taken; runs it for some frames. */
  static boolean takes(ProcessorSubject subject, Setup setup, long seed, int frames)
      throws Broken, Inapplicable {
    try (Rig rig = subject.start(setup)) {
      Recording recording = rig.record(Signal.noise(seed), frames);
      if (Float.isNaN(recording.peak(0))) {
        throw new Broken(
            "with "
                + setup.words()
                + " an output is not finite or not written; write every sample of every channel");
      }
      return true;
    } catch (RefusedException e) {
      Sentences.check(e, setup.words());
      return false;
    }
  }

  private static String refusedOptions(ProcessorSubject subject, long seed)
      throws Broken, Inapplicable, RefusedException {
    List<Option> options = subject.type().options();
    if (options.isEmpty()) {
      throw new Inapplicable("it has no options");
    }
    Setup home = subject.home();
    int taken = 0;
    int refused = 0;
    for (Option option : options) {
      for (Object value : extremes(option).values()) {
        Map<String, Object> all = new TreeMap<>(home.options().asMap());
        all.put(option.id(), value);
        try (Rig rig = subject.start(home.withOptions(subject.complete(all)))) {
          rig.record(Signal.noise(seed), 2 * ProcessorSubject.PERIOD);
          taken++;
        } catch (RefusedException e) {
          Sentences.check(e, option.id() + "=" + Sentences.shortened(value.toString()));
          refused++;
        } catch (OutOfMemoryError e) {
          throw new Broken(
              option.id()
                  + "="
                  + value
                  + " took more memory than there is ("
                  + e.getMessage()
                  + "); limit the option's range or take memory from Preparation.allocate");
        }
      }
    }
    return taken + " values taken, " + refused + " refused";
  }

  /** Values that a host would let through. */
  static Map<String, Object> extremes(Option option) {
    Map<String, Object> values = new LinkedHashMap<>();
    switch (option.type()) {
      case TEXT -> {
        values.put("empty", "");
        values.put("odd", "\u00e4 \"; # 1e999 -1 \u0000");
        values.put("long", "x".repeat(5000));
      }
      case PATH -> {
        values.put("absent", "/nowhere/at/all.bin");
        values.put("folder", "/");
        values.put("not audio", "/proc/version");
      }
      case INTEGER -> {
        values.put("least", (long) Math.max(option.minimum(), Long.MIN_VALUE));
        values.put("most", (long) Math.min(option.maximum(), Long.MAX_VALUE));
        values.put("second", (long) Math.max(option.minimum(), Long.MIN_VALUE) + 1);
      }
      case NUMBER -> {
        values.put("least", Math.max(option.minimum(), -1e18));
        values.put("most", Math.min(option.maximum(), 1e18));
      }
      case SWITCH -> {
        values.put("off", Boolean.FALSE);
        values.put("on", Boolean.TRUE);
      }
      case CHOICE -> option.choices().forEach(choice -> values.put(choice, choice));
    }
    return values;
  }

  private static String refusedMemory(ProcessorSubject subject, long seed)
      throws Broken, Inapplicable, RefusedException {
    Setup home = subject.home();
    long needed;
    try (Rig rig = subject.start(home)) {
      needed = rig.preparation.allocatedBytes();
    }
    if (needed == 0) {
      throw new Inapplicable("it takes no memory from the host");
    }
    for (long limit : new long[] {0, needed - 1}) {
      try (Rig _ = new Rig(subject, home, limit)) {
        throw new Broken(
            "prepare() went on with "
                + limit
                + " of "
                + needed
                + " bytes; pass the RefusedException of Preparation.allocate on");
      } catch (RefusedException e) {
        Sentences.check(e, "a host without memory");
      }
    }
    return needed + " bytes refused in one sentence";
  }

  private static String input(ProcessorSubject subject, long seed)
      throws Broken, Inapplicable, RefusedException {
    if (!subject.hasInputs(MediaKind.AUDIO)) {
      throw new Inapplicable("it has no audio input");
    }
    try (Rig rig = subject.start()) {
      Signal noise = Signal.noise(seed);
      for (int i = 0; i < SHORT / rig.setup.period(); i++) {
        rig.step(noise);
        for (int input = 0; input < rig.inputs.size(); input++) {
          TestBlock block = rig.cycle.audioIn(input);
          for (int channel = 0; block != null && channel < block.channels(); channel++) {
            for (int frame = 0; frame < rig.cycle.frames(); frame++) {
              if (block.get(channel, frame)
                  != noise.at(input, channel, rig.cycle.position() + frame)) {
                throw new Broken(
                    "it wrote "
                        + block.get(channel, frame)
                        + " to frame "
                        + frame
                        + " of input '"
                        + rig.inputs.get(input).name()
                        + "'; other nodes read the same block: write to outputs alone");
              }
            }
          }
        }
      }
    }
    return SHORT + " frames read only";
  }

  private static String complete(ProcessorSubject subject, long seed)
      throws Broken, Inapplicable, RefusedException {
    try (Rig rig = subject.start()) {
      if (rig.outputChannels == 0) {
        throw new Inapplicable("it has no audio output");
      }
      for (Signal signal : List.of(Signal.noise(seed), Signal.SILENCE, Signal.noise(seed))) {
        for (int i = 0; i < SHORT / rig.setup.period(); i++) {
          rig.step(signal);
          String place = rig.unwritten();
          if (place != null) {
            throw new Broken(
                place
                    + (signal == Signal.SILENCE
                        ? " was left as it was in silence"
                        : " was left as it was")
                    + "; an output's content is undefined until written: write it or clear it");
          }
        }
      }
    }
    return 3 * SHORT + " frames written";
  }

  private static String finite(ProcessorSubject subject, long seed)
      throws Broken, Inapplicable, RefusedException {
    Signal noise = Signal.noise(seed);
    Map<String, Signal> signals = new LinkedHashMap<>();
    signals.put("noise at full scale", noise.times(2));
    signals.put("silence", Signal.SILENCE);
    signals.put("zeros", noise.until(0));
    signals.put("a constant", (_, _, _) -> 1);
    signals.put("an alternating sign", (_, _, frame) -> (frame & 1) == 0 ? 1 : -1);
    signals.put("the smallest numbers", (_, _, frame) -> frame * Float.MIN_VALUE);
    signals.put("noise of 100 times full scale", noise.times(200));
    for (Map.Entry<String, Signal> signal : signals.entrySet()) {
      try (Rig rig = subject.start()) {
        if (Float.isNaN(rig.record(signal.getValue(), SHORT).peak(0))) {
          throw new Broken(
              "with "
                  + signal.getKey()
                  + " an output is infinite, not a number or not written; keep recursions stable"
                  + " and divisions off zero");
        }
      }
    }
    return signals.size() + " signals";
  }

  private static String silence(ProcessorSubject subject, long seed)
      throws Broken, Inapplicable, RefusedException {
    Signal noise = Signal.noise(seed);
    try (Rig declared = subject.start();
        Rig plain = subject.start()) {
      if (declared.outputChannels == 0) {
        throw new Inapplicable("it has no audio output");
      }
      int silent = 0;
      Recording a = new Recording(declared.outputChannels, declared.setup.period());
      Recording b = new Recording(declared.outputChannels, declared.setup.period());
      for (int i = 0; i < 8 * SHORT / declared.setup.period(); i++) {
        boolean sounding = i / 16 % 4 == 1;
        declared.step(sounding ? noise : Signal.SILENCE);
        plain.step(sounding ? noise : noise.until(0));
        silent += declaredSilence(declared);
        declaredSilence(plain);
        declared.read(a, 0);
        plain.read(b, 0);
        int at = a.difference(b);
        if (at >= 0) {
          throw new Broken(
              "after declared silence it gave "
                  + a.words(b, at)
                  + " as after undeclared zeros; isSilent() allows to leave work out, not to do"
                  + " other work");
        }
      }
      return silent + " outputs declared silent";
    }
  }

  private static int declaredSilence(Rig rig) throws Broken {
    int silent = 0;
    for (int i = 0; i < rig.outputs.size(); i++) {
      TestBlock block = rig.cycle.audioOut(i);
      if (block != null && block.isSilent()) {
        silent++;
        for (int channel = 0; channel < block.channels(); channel++) {
          for (int frame = 0; frame < rig.cycle.frames(); frame++) {
            if (block.get(channel, frame) != 0) {
              throw new Broken(
                  "output '"
                      + rig.outputs.get(i).name()
                      + "' is declared silent with "
                      + block.get(channel, frame)
                      + " in frame "
                      + frame
                      + "; write zeros, as AudioBlock.clear() does");
            }
          }
        }
      }
    }
    return silent;
  }

  private static String latency(ProcessorSubject subject, long seed)
      throws Broken, Inapplicable, RefusedException {
    if (!subject.hasInputs(MediaKind.AUDIO)) {
      throw new Inapplicable("it has no audio input");
    }
    int before = 512;
    try (Rig struck = subject.start();
        Rig still = subject.start()) {
      if (struck.outputChannels == 0) {
        throw new Inapplicable("it has no audio output");
      }
      Latency latency = struck.processor().latency();
      long tail = struck.processor().tail();
      if (latency == null || tail < 0) {
        throw new Broken(
            "latency() is " + latency + " and tail() " + tail + "; give both, from 0 on");
      }
      long length = before + Math.min(LONGEST_RESPONSE, latency.maximum() + 24_000);
      Recording response = struck.record(Signal.impulse(before, 0.5f), (int) length);
      Recording quiet = still.record(Signal.impulse(before, 0), (int) length);
      int onset = response.difference(quiet);
      if (onset < 0) {
        throw new Inapplicable("an impulse changes nothing within " + length + " frames");
      }
      long measured = (long) onset - before;
      // A filter of linear phase rings before its peak; its latency is the peak's.
      if (measured < latency.minimum() && strongest(response, quiet) - before < latency.minimum()) {
        throw new Broken(
            "the response to an impulse begins after "
                + measured
                + " frames and the declared latency is "
                + latency
                + "; declare "
                + Math.max(0, measured));
      }
      if (measured > latency.maximum() && measured - latency.maximum() > tail) {
        throw new Broken(
            "the response to an impulse begins after "
                + measured
                + " frames and the declared latency is "
                + latency
                + "; declare "
                + measured
                + ", or a tail of as much where the delay is the effect");
      }
      return "declared " + latency + ", measured " + measured;
    }
  }

  /** The frame in which two recordings differ most. */
  private static long strongest(Recording response, Recording quiet) {
    double greatest = 0;
    int strongest = 0;
    for (int channel = 0; channel < response.samples.length; channel++) {
      for (int frame = 0; frame < response.frames(); frame++) {
        double difference =
            Math.abs((double) response.samples[channel][frame] - quiet.samples[channel][frame]);
        if (difference > greatest) {
          greatest = difference;
          strongest = frame;
        }
      }
    }
    return strongest;
  }
}
