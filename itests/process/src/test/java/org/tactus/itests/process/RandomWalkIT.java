// SPDX-License-Identifier: Apache-2.0
package org.tactus.itests.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Bundles stopped and started and pipelines changed at random in an instance that runs. */
class RandomWalkIT {
  private static final List<String> BUNDLES =
      List.of(
          "org.tactus.processor.gain",
          "org.tactus.processor.biquad",
          "org.tactus.processor.delay",
          "org.tactus.processor.mixer",
          "org.tactus.processor.loudness",
          "org.tactus.processor.convolver",
          "org.tactus.device.file",
          "org.tactus.device.timer");
  private static final List<String> PIPELINES = List.of("w1", "w2", "w3");
  private static final String WITNESS = "witness";

  @TempDir Path folder;

  @Test
  void cyclesGoOnAndTheShellAnswers() throws IOException, InterruptedException {
    long seed = Long.getLong("tactus.walk.seed");
    long seconds = Long.getLong("tactus.walk.seconds");
    Random random = new Random(seed);
    TreeMap<String, String> ids = new TreeMap<>();
    try (Tactus tactus = Tactus.copiedTo(folder)) {
      tactus.call("start").succeeded();
      for (String bundle : BUNDLES) {
        ids.put(bundle, id(tactus, bundle));
      }
      tactus.shell(
          "pipeline:create "
              + WITNESS
              + " 'tone() -> level: gain(db=-6) -> biquad(f=500) -> loudness() -> null()'");
      tactus.shell("pipeline:start " + WITNESS);
      StringBuilder steps = new StringBuilder("seed " + seed + ":\n");
      long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
      while (System.nanoTime() < end) {
        String command = step(random, ids);
        steps.append(command).append('\n');
        if (steps.length() > 20_000) {
          steps.delete(0, 10_000);
        }
        Outcome outcome = tactus.exec(command);
        if (outcome.status() != 0) {
          outcome.refusal();
        }
        TimeUnit.MILLISECONDS.sleep(random.nextInt(60));
      }
      for (String bundle : BUNDLES) {
        tactus.exec("felix:start " + ids.get(bundle));
      }
      for (String pipeline : PIPELINES) {
        tactus.exec("pipeline:remove " + pipeline);
      }
      Tactus.await(
          "the witness runs whole again" + steps,
          () -> {
            String shown = tactus.shell("pipeline:show " + WITNESS);
            return shown.contains("running") && !shown.contains("bypass");
          });
      long cycles = cycles(tactus);
      Tactus.await("cycles go on" + steps, () -> cycles(tactus) > cycles + 100);
      for (String type : List.of("gain", "biquad", "delay", "mixer", "loudness", "convolver")) {
        assertTrue(tactus.shell("processor:list").contains(type), type);
      }
      noTraces(tactus, steps.toString());
      tactus.call("stop").succeeded();
      assertEquals(3, tactus.call("status").status());
    }
  }

  /** What an operator reads has no stack trace of ours, whatever was stopped under it. */
  private static void noTraces(Tactus tactus, String steps) throws IOException {
    try (Stream<String> lines = Files.lines(tactus.instance().resolve("log/tactus.log"))) {
      List<String> errors =
          lines
              .filter(line ->
                  line.contains("NullPointerException")
                      || line.contains("ConcurrentModificationException")
                      || line.contains("IllegalStateException")
                      || line.contains("Deadlock"))
              .limit(5)
              .toList();
      assertFalse(!errors.isEmpty(), () -> errors + " after " + steps);
    }
  }

  private static String step(Random random, TreeMap<String, String> ids) {
    String pipeline = PIPELINES.get(random.nextInt(PIPELINES.size()));
    String bundle = ids.get(BUNDLES.get(random.nextInt(BUNDLES.size())));
    return switch (random.nextInt(10)) {
      case 0, 1 -> "felix:stop " + bundle;
      case 2, 3, 4 -> "felix:start " + bundle;
      case 5 -> "pipeline:create " + pipeline + " '" + graph(random) + "'";
      case 6 ->
          "pipeline:edit "
              + (random.nextInt(4) == 0 ? WITNESS : pipeline)
              + " '"
              + witness(random)
              + "'";
      case 7 -> "pipeline:start " + pipeline;
      case 8 -> random.nextBoolean() ? "pipeline:stop " + pipeline : "pipeline:remove " + pipeline;
      default -> "pipeline:set " + WITNESS + " level.db " + -random.nextInt(40);
    };
  }

  private static String witness(Random random) {
    String filter = "biquad(f=" + (100 + random.nextInt(5000)) + ")";
    return "tone() -> level: gain(db=-6) -> "
        + (random.nextBoolean() ? filter + " -> " : "")
        + (random.nextBoolean() ? "delay(ms=" + random.nextInt(200) + ") -> " : "")
        + "null()";
  }

  private static String graph(Random random) {
    return switch (random.nextInt(4)) {
      case 0 ->
          "tone(channels=2) -> a: gain() -> m: mixer() -> loudness() -> null(); a -> delay(ms=5) ->"
              + " m.2";
      case 1 -> "tone() -> m: mixer() -> null(); m -> delay(ms=30) -> gain(db=-6) -> m.2";
      case 2 -> "tone() -> matrix(rows=\"0.5;0.5\") -> biquad(kind=peak, db=3) -> null()";
      default -> witness(random);
    };
  }

  private static String id(Tactus tactus, String symbolicName) {
    return tactus
        .shell("felix:lb -s " + symbolicName)
        .lines()
        .filter(line -> line.contains(symbolicName))
        .map(line -> line.split("\\|", -1)[0].strip())
        .findFirst()
        .orElseThrow();
  }

  private static long cycles(Tactus tactus) {
    return tactus
        .shell("pipeline:stats " + WITNESS)
        .lines()
        .filter(line -> line.startsWith("cycles"))
        .mapToLong(line -> Long.parseLong(line.split("\\s+", -1)[1].replaceAll("\\D", "")))
        .findFirst()
        .orElse(-1);
  }
}
