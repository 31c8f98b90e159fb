// SPDX-License-Identifier: Apache-2.0
package org.tactus.engine.internal;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.tactus.api.Direction;
import org.tactus.api.Latency;
import org.tactus.api.MediaFormat;
import org.tactus.api.MediaKind;
import org.tactus.api.Rational;
import org.tactus.api.RefusedException;
import org.tactus.api.audio.AudioBlock;
import org.tactus.api.audio.AudioFormat;
import org.tactus.api.device.EndRequest;
import org.tactus.api.node.Cycle;
import org.tactus.api.node.Option;
import org.tactus.api.node.Options;
import org.tactus.api.node.Port;
import org.tactus.api.parameter.Parameter;
import org.tactus.api.processor.ProcessorType;

/** The types of nodes that the tests' graphs use. */
final class Types {

  static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT;

  /** Gains above this one would leave a tolerance behind. */
  static final float LARGEST_GAIN = 100;

  final Registry registry = new Registry();

  /** {@code source(wave, length=, channels=, seed=)}: counter, impulse, noise or constant. */
  final TestProvider source =
      new TestProvider(
          "source",
          Direction.OUTPUT,
          List.of(
              Option.choice("wave", "what", "counter", "impulse", "noise", "constant"),
              Option.integer("length", "frames", 0, 1L << 40).orElse(TestEnd.ENDLESS),
              Option.integer("channels", "how many", 1, 64).orElse(1L),
              Option.integer("seed", "of noise", 0, 1 << 30).orElse(1L)),
          Types::source);

  /** {@code sink()}: keeps what it hears. */
  final TestProvider sink = new TestProvider("sink", Direction.INPUT, List.of(), TestEnd::sink);

  /** {@code gain(gain=)}: smoothed over 10 ms; works in place. */
  final TestFactory gain =
      new TestFactory(
          ProcessorType.of("gain", "1.0.0", "multiplies")
              .withParameters(Parameter.number("gain", "Gain", "", -LARGEST_GAIN, LARGEST_GAIN, 1)),
          _ -> gain(true));

  /** The same, but not in place: it clears its output before it reads its input. */
  final TestFactory copier =
      new TestFactory(
          ProcessorType.of("copier", "1.0.0", "multiplies beside its input")
              .withParameters(Parameter.number("gain", "Gain", "", -LARGEST_GAIN, LARGEST_GAIN, 1)),
          _ -> gain(false));

  /** {@code sum(inputs)}: inputs {@code in1} to {@code inN}, the first of which must be linked. */
  final TestFactory sum =
      new TestFactory(
          ProcessorType.of("sum", "1.0.0", "adds")
              .withOptions(Option.integer("inputs", "how many", 1, 16).orElse(2L)),
          options -> {
            List<Port> ports = new ArrayList<>();
            for (int i = 1; i <= options.integer("inputs"); i++) {
              Port port = Port.audioInput("in" + i);
              ports.add(i == 1 ? port : port.asOptional());
            }
            ports.add(Port.audioOutput("out"));
            return ports;
          },
          options -> sum((int) options.integer("inputs")));

  /** {@code late(frames)}: delays, and says so. */
  final TestFactory late =
      new TestFactory(
          ProcessorType.of("late", "1.0.0", "delays and declares it")
              .withOptions(Option.integer("frames", "how late", 0, 1 << 20).asRequired()),
          options -> {
            TestNode node = delay((int) options.integer("frames"));
            node.latency = Latency.of(options.integer("frames"));
            return node;
          });

  /** {@code echo(frames)}: adds its delayed input; the echo is a tail. */
  final TestFactory echo =
      new TestFactory(
          ProcessorType.of("echo", "1.0.0", "repeats once")
              .withOptions(Option.integer("frames", "after", 1, 1 << 20).asRequired()),
          options -> {
            TestNode delayed = delay((int) options.integer("frames"));
            TestNode node = new TestNode();
            node.preparing = delayed::prepare;
            node.tail = options.integer("frames");
            node.work =
                cycle -> {
                  delayed.process(cycle);
                  for (int c = 0; c < cycle.audioOut(0).channels(); c++) {
                    MemorySegment out = cycle.audioOut(0).channel(c);
                    MemorySegment in = cycle.audioIn(0).channel(c);
                    for (int i = 0; i < cycle.frames(); i++) {
                      out.setAtIndex(FLOAT, i, out.getAtIndex(FLOAT, i) + in.getAtIndex(FLOAT, i));
                    }
                  }
                };
            return node;
          });

  /** {@code back(frames)}: a delay that may close a loop. */
  final TestFactory back =
      new TestFactory(
          ProcessorType.of("back", "1.0.0", "delays in a loop")
              .withOptions(Option.integer("frames", "after", 1, 1 << 20).asRequired())
              .asLoopCloser(),
          options -> {
            TestNode node = delay((int) options.integer("frames"));
            node.tail = 10 * options.integer("frames");
            return node;
          });

  /** {@code notes()}: an event output and nothing else. */
  final TestFactory notes =
      new TestFactory(
          ProcessorType.of("notes", "1.0.0", "an event in every cycle"),
          _ -> List.of(Port.output("out", MediaKind.EVENT)),
          _ -> {
            TestNode node = new TestNode();
            node.negotiating = _ -> List.of(org.tactus.api.event.EventFormat.INSTANCE);
            node.work =
                cycle -> cycle.eventsOut(0).midi(0, 0x90, (int) (cycle.position() % 128), 1);
            return node;
          });

  /** {@code pictures()}: a port of a kind that the engine does not carry. */
  final TestFactory pictures =
      new TestFactory(
          ProcessorType.of("pictures", "1.0.0", "video"),
          _ ->
              List.of(
                  Port.input("in", MediaKind.VIDEO).asOptional(),
                  Port.output("out", MediaKind.VIDEO)),
          _ -> new TestNode());

  Types() {
    registry.add(source, 0, 1);
    registry.add(sink, 0, 1);
    for (TestFactory factory : List.of(gain, copier, sum, late, echo, back, notes, pictures)) {
      registry.add(factory, 0, 1);
    }
  }

  /** A signal's sample, the same for a test that foretells it. */
  static float sample(String wave, long seed, int channel, long frame) {
    return switch (wave) {
      case "counter" -> frame + 1 + 0.25f * channel;
      case "impulse" -> frame == 0 ? 1 : 0;
      case "noise" ->
          (float) (new SplittableRandom(seed * 7919 + frame * 31 + channel).nextDouble() * 2 - 1);
      case "constant" -> 1;
      default -> throw new IllegalArgumentException(wave);
    };
  }

  private static TestEnd source(EndRequest request) {
    Options options = request.options();
    String wave = options.text("wave");
    long seed = options.integer("seed");
    return TestEnd.source(
        request,
        (int) options.integer("channels"),
        (channel, frame) -> sample(wave, seed, channel, frame),
        options.integer("length"));
  }

  private static TestNode gain(boolean inPlace) {
    TestNode node = new TestNode();
    node.inPlace = inPlace;
    node.work =
        cycle -> {
          AudioBlock in = cycle.audioIn(0);
          AudioBlock out = cycle.audioOut(0);
          if (!inPlace) {
            out.clear();
            out.setSilent(false);
          }
          for (int channel = 0; channel < out.channels(); channel++) {
            MemorySegment from = in.channel(channel);
            MemorySegment to = out.channel(channel);
            for (int i = 0; i < cycle.frames(); i++) {
              to.setAtIndex(FLOAT, i, from.getAtIndex(FLOAT, i) * cycle.parameters().valueAt(0, i));
            }
          }
        };
    return node;
  }

  private static TestNode sum(int inputs) {
    TestNode node = new TestNode();
    node.negotiating = Types::firstFormat;
    node.work =
        cycle -> {
          AudioBlock out = cycle.audioOut(0);
          out.clear();
          out.setSilent(false);
          for (int input = 0; input < inputs; input++) {
            add(cycle, cycle.audioIn(input), out);
          }
        };
    return node;
  }

  private static List<MediaFormat> firstFormat(List<MediaFormat> formats) throws RefusedException {
    MediaFormat first = null;
    for (MediaFormat format : formats) {
      if (first == null) {
        first = format;
      } else if (format != null && !format.equals(first)) {
        throw new RefusedException(
            "inputs of " + first + " and " + format + " do not add up; link equal channels");
      }
    }
    return first == null ? List.of() : List.of(first);
  }

  private static void add(Cycle cycle, AudioBlock in, AudioBlock out) {
    int channels = Math.min(in.channels(), out.channels());
    for (int channel = 0; channel < channels; channel++) {
      MemorySegment from = in.channel(channel);
      MemorySegment to = out.channel(channel);
      for (int i = 0; i < cycle.frames(); i++) {
        to.setAtIndex(FLOAT, i, to.getAtIndex(FLOAT, i) + from.getAtIndex(FLOAT, i));
      }
    }
  }

  /** Delays every channel by whole frames, less what a loop has delayed already. */
  private static TestNode delay(int frames) {
    TestNode node = new TestNode();
    float[][][] lines = new float[1][][];
    long[] position = new long[1];
    node.preparing =
        preparation -> {
          int own = frames - preparation.feedbackFrames();
          if (own < 0) {
            throw new RefusedException(
                "a loop of " + frames + " frames is shorter than the period; give more");
          }
          AudioFormat format = (AudioFormat) preparation.outputs().getFirst();
          lines[0] = new float[format.channels()][own];
          position[0] = 0;
        };
    node.work =
        cycle -> {
          AudioBlock out = cycle.audioOut(0);
          for (int channel = 0; channel < out.channels(); channel++) {
            float[] line = lines[0][channel];
            MemorySegment from = cycle.audioIn(0).channel(channel);
            MemorySegment to = out.channel(channel);
            for (int i = 0; i < cycle.frames(); i++) {
              float now = from.getAtIndex(FLOAT, i);
              if (line.length > 0) {
                int at = (int) ((position[0] + i) % line.length);
                float then = line[at];
                line[at] = now;
                now = then;
              }
              to.setAtIndex(FLOAT, i, now);
            }
          }
          position[0] += cycle.frames();
        };
    return node;
  }

  static AudioFormat audio(int channels) {
    return AudioFormat.of(Rational.of(48_000), channels);
  }
}
