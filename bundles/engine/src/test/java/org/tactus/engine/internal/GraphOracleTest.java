// SPDX-License-Identifier: Apache-2.0
package org.tactus.engine.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.LongRange;

/**
 * Random graphs against a reckoning of the same in double, node by node, that knows nothing of
 * blocks: memory used again, in place, alignment, ends and tails all show in the samples.
 */
class GraphOracleTest {

  private static final int LONGEST = 700;

  /** A node and what must come out of it. */
  private record Reckoned(String name, double[] signal, long end, long latency, double scale) {

    double at(long frame) {
      return frame < 0 || frame >= signal.length ? 0 : signal[(int) frame];
    }
  }

  @Provide
  Arbitrary<Integer> periods() {
    return Arbitraries.of(16, 17, 31, 64, 100, 256, 1024);
  }

  @Property(seed = "4711")
  void samplesAndLengthsAreThoseOfTheReckoning(
      @ForAll @LongRange(min = 0, max = Integer.MAX_VALUE) long seed, @ForAll("periods") int period)
      throws Exception {
    compare(seed, period, 0);
  }

  static void compare(long seed, int period, int workers) throws Exception {
    SplittableRandom random = new SplittableRandom(seed);
    List<Reckoned> nodes = new ArrayList<>();
    List<String> text = new ArrayList<>();
    int sources = 1 + random.nextInt(3);
    for (int i = 0; i < sources; i++) {
      nodes.add(source("s" + i, random, text));
    }
    int count = random.nextInt(14);
    for (int i = 0; i < count; i++) {
      nodes.add(processor("n" + i, nodes, random, text));
    }
    List<Reckoned> sinks = new ArrayList<>();
    for (Reckoned node : nodes) {
      boolean read = text.stream().anyMatch(line -> line.startsWith(node.name() + " ->"));
      if (!read || random.nextInt(6) == 0) {
        text.add(node.name() + " -> out_" + node.name() + ": sink()");
        sinks.add(node);
      }
    }
    Bench bench = new Bench();
    bench.period = period;
    bench.workers = workers;
    String graph = String.join("; ", text);
    Compiler.Compiled compiled = bench.compile(graph);
    WorkerPools.run(bench, compiled, workers);
    for (Reckoned node : sinks) {
      float[] heard = bench.heard("out_" + node.name());
      assertEquals(node.end(), heard.length, "length of " + node.name() + " in " + graph);
      for (int frame = 0; frame < heard.length; frame++) {
        assertEquals(
            node.at(frame),
            heard[frame],
            1e-6 * node.scale(),
            "frame " + frame + " of " + node.name() + " in " + graph);
      }
    }
  }

  private static Reckoned source(String name, SplittableRandom random, List<String> text) {
    int length = 1 + random.nextInt(LONGEST);
    int seed = random.nextInt(1000);
    text.add(name + ": source(noise, length=" + length + ", seed=" + seed + ")");
    double[] signal = new double[length];
    for (int i = 0; i < length; i++) {
      signal[i] = Types.sample("noise", seed, 0, i);
    }
    return new Reckoned(name, signal, length, 0, 1);
  }

  private static Reckoned processor(
      String name, List<Reckoned> nodes, SplittableRandom random, List<String> text) {
    Reckoned input = nodes.get(random.nextInt(nodes.size()));
    switch (random.nextInt(6)) {
      case 0, 1 -> {
        String type = random.nextBoolean() ? "gain" : "copier";
        float gain = (random.nextInt(40) - 20) / 8f;
        text.add(name + ": " + type + "(gain=" + gain + ")");
        text.add(input.name() + " -> " + name);
        double[] signal = new double[input.signal().length];
        for (int i = 0; i < signal.length; i++) {
          signal[i] = gain * input.signal()[i];
        }
        return new Reckoned(
            name,
            signal,
            input.end(),
            input.latency(),
            input.scale() * Math.max(1, Math.abs(gain)));
      }
      case 2 -> {
        int late = random.nextInt(300);
        text.add(name + ": late(" + late + ")");
        text.add(input.name() + " -> " + name);
        return new Reckoned(
            name,
            shifted(input, late, (int) (input.end() + late)),
            input.end() + late,
            input.latency() + late,
            input.scale());
      }
      case 3 -> {
        int after = 1 + random.nextInt(300);
        text.add(name + ": echo(" + after + ")");
        text.add(input.name() + " -> " + name);
        double[] signal = shifted(input, after, (int) (input.end() + after));
        for (int i = 0; i < input.signal().length; i++) {
          signal[i] += input.signal()[i];
        }
        return new Reckoned(name, signal, input.end() + after, input.latency(), 2 * input.scale());
      }
      default -> {
        return sum(name, nodes, random, text);
      }
    }
  }

  private static Reckoned sum(
      String name, List<Reckoned> nodes, SplittableRandom random, List<String> text) {
    int inputs = 1 + random.nextInt(4);
    text.add(name + ": sum(" + inputs + ")");
    List<Reckoned> summands = new ArrayList<>();
    long latency = 0;
    for (int i = 0; i < inputs; i++) {
      if (i > 0 && random.nextInt(5) == 0) {
        continue;
      }
      Reckoned summand = nodes.get(random.nextInt(nodes.size()));
      text.add(summand.name() + " -> " + name + "." + (i + 1));
      summands.add(summand);
      latency = Math.max(latency, summand.latency());
    }
    long end = 0;
    double scale = 0;
    for (Reckoned summand : summands) {
      end = Math.max(end, summand.end() + latency - summand.latency());
      scale += summand.scale();
    }
    double[] signal = new double[(int) end];
    for (Reckoned summand : summands) {
      for (int i = 0; i < end; i++) {
        signal[i] += summand.at(i - (latency - summand.latency()));
      }
    }
    return new Reckoned(name, signal, end, latency, scale);
  }

  private static double[] shifted(Reckoned input, int frames, int length) {
    double[] signal = new double[length];
    for (int i = frames; i < length; i++) {
      signal[i] = input.at(i - frames);
    }
    return signal;
  }
}
