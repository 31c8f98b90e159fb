// SPDX-License-Identifier: Apache-2.0
package org.tactus.itests.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.tactus.itests.hostile.HostileBundle;

/**
 * Hostile bundles deployed into a pipeline that runs: the process lives, cycles go on, the culprit
 * is named, and who listens to another branch hears a sine without a break.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class HostileIT {
  private static final int RATE = 48000;
  private static final double FREQUENCY = 440;
  private static final double LEVEL = Math.pow(10, -6 / 20.0);

  @TempDir static Path folder;
  private static Tactus tactus;
  private static Path recording;
  private static long pid;

  /** The cases by the size that the recording had when they began. */
  private static final TreeMap<Long, String> CASES = new TreeMap<>();

  @BeforeAll
  static void start() throws IOException, InterruptedException {
    Recordings.require("ffmpeg", "ffprobe");
    tactus = Tactus.copiedTo(folder);
    tactus.call("start").succeeded();
    pid = tactus.pid();
    recording = folder.resolve("healthy.wav");
    tactus.shell("pipeline:create p '" + graph("t -> null()") + "'");
    tactus.shell("pipeline:start p");
    assertCyclesGoOn();
  }

  @AfterAll
  static void end() {
    if (tactus != null) {
      tactus.close();
    }
  }

  /** A sine that is recorded, and beside it what a case wants. */
  private static String graph(String branch) {
    return "t: tone(sine, f=440, db=-6); t -> h: gain() -> file(\"%s\"); %s"
        .formatted(recording, branch);
  }

  private static void assertCyclesGoOn() throws InterruptedException {
    long before = cycles();
    Tactus.await("cycles go on", () -> cycles() > before + 100);
  }

  private static long cycles() {
    return tactus
        .shell("pipeline:stats p")
        .lines()
        .filter(line -> line.startsWith("cycles"))
        .mapToLong(line -> Long.parseLong(line.split("\\s+", -1)[1].replaceAll("\\D", "")))
        .findFirst()
        .orElseThrow();
  }

  private static void begin(HostileBundle bundle) throws IOException {
    CASES.put(Files.size(recording), bundle.name());
  }

  private static Outcome install(HostileBundle bundle) throws Exception {
    return tactus.exec("deploy:install " + bundle.writeTo(folder));
  }

  private static Outcome edit(HostileBundle bundle) {
    String node = "x" + bundle.type();
    return tactus.exec(
        "pipeline:edit p '"
            + graph("t -> %s: %s() -> null()".formatted(node, bundle.type()))
            + "'");
  }

  private static void tidy(HostileBundle bundle) {
    tactus.shell("pipeline:edit p '" + graph("t -> null()") + "'");
    tactus.shell("deploy:uninstall " + bundle.symbolicName());
  }

  /** In one sentence, which may name the exception that the vendor's code threw. */
  private static void assertRefused(Outcome outcome, String culprit) {
    assertEquals(1, outcome.status(), outcome::toString);
    assertEquals(1, outcome.errors().strip().lines().count(), outcome::toString);
    assertTrue(
        outcome.errors().startsWith("tactus: ") && outcome.errors().contains(culprit),
        outcome::toString);
  }

  private static void assertHealthy() throws Exception {
    assertEquals(pid, tactus.pid());
    assertTrue(ProcessHandle.of(pid).orElseThrow().isAlive(), "the process has ended");
    assertCyclesGoOn();
  }

  @ParameterizedTest
  @Order(1)
  @EnumSource(
      names = {
        "THROWS_IN_TYPE",
        "NULL_FROM_TYPE",
        "EXPORTS_API",
        "NEEDS_MISSING",
        "HANGS_IN_START",
        "HANGS_IN_ACTIVATION"
      })
  void isNotDeployed(HostileBundle bundle) throws Exception {
    begin(bundle);
    assertRefused(install(bundle), bundle.symbolicName());
    assertFalse(tactus.shell("felix:lb -s").contains(bundle.symbolicName()), "is left installed");
    assertHealthy();
  }

  @ParameterizedTest
  @Order(2)
  @EnumSource(names = {"THROWS_IN_CREATE", "THROWS_IN_PREPARE", "NONSENSE", "NULL_FROM_CREATE"})
  void doesNotGetIntoThePipeline(HostileBundle bundle) throws Exception {
    begin(bundle);
    install(bundle).succeeded();
    assertRefused(edit(bundle), "'x" + bundle.type() + "'");
    tidy(bundle);
    assertHealthy();
  }

  @ParameterizedTest
  @Order(3)
  @CsvSource({
    "THROWS_IN_PROCESS, threw IllegalStateException",
    "OVERFLOWS, threw StackOverflowError",
    "NAN, wrote NaN or infinity",
    "INFINITE, wrote NaN or infinity",
    "DENORMAL, wrote denormal samples",
    "ALLOCATES, allocated",
    "EXITS, threw SecurityException",
    "HALTS, threw SecurityException",
    "EXITS_BY_LAMBDA, threw SecurityException",
    "EXITS_BY_REFLECTION, threw SecurityException",
  })
  void isBypassedAndNamed(HostileBundle bundle, String words) throws Exception {
    begin(bundle);
    install(bundle).succeeded();
    edit(bundle).succeeded();
    String sentence = "node 'x" + bundle.type() + "' " + words;
    Tactus.await(sentence, () -> tactus.shell("pipeline:show p").contains(sentence));
    assertHealthy();
    if (words.contains("SecurityException")) {
      String leaks = tactus.shell("rt:leaks " + bundle.symbolicName());
      assertTrue(
          leaks.contains("bundle " + bundle.symbolicName() + " 1.0.0 called ")
              && leaks.contains("the call was stopped; ask its vendor"),
          leaks);
    }
    tidy(bundle);
    assertHealthy();
  }

  @ParameterizedTest
  @Order(4)
  @EnumSource(names = {"GOOD", "WRITES_INPUT", "LEAKS_THREAD_LOCAL"})
  void playsAndGoesWithoutATrace(HostileBundle bundle) throws Exception {
    begin(bundle);
    install(bundle).succeeded();
    edit(bundle).succeeded();
    assertHealthy();
    tidy(bundle);
    Tactus.await("collected", () -> !tactus.shell("rt:leaks").contains(bundle.symbolicName()));
    assertHealthy();
  }

  @ParameterizedTest
  @Order(5)
  @CsvSource({
    "LEAKS_HOOK, shutdown hook, 'hostile-hook'",
    "LEAKS_M_BEAN, mbean, 'com.example.hostile:type=Leak'"
  })
  void whatItLeavesBehindIsNamed(HostileBundle bundle, String kind, String root) throws Exception {
    begin(bundle);
    install(bundle).succeeded();
    edit(bundle).succeeded();
    assertHealthy();
    tidy(bundle);
    Tactus.await(
        root,
        () ->
            tactus
                .shell("rt:leaks")
                .lines()
                .anyMatch(line ->
                    line.startsWith(bundle.symbolicName())
                        && line.contains(kind)
                        && line.contains(root)));
    assertHealthy();
  }

  @Test
  @Order(6)
  void aThreadItLeavesBehindIsNamedAndStopped() throws Exception {
    HostileBundle bundle = HostileBundle.LEAKS_THREAD;
    begin(bundle);
    install(bundle).succeeded();
    Tactus.await(
        "named while it runs",
        () ->
            tactus
                .shell("rt:leaks " + bundle.symbolicName())
                .contains("'hostile-poll' (started by bundle com.example.hostile.leaksthread"));
    tactus.shell("deploy:uninstall " + bundle.symbolicName());
    Path log = tactus.instance().resolve("log/tactus.log");
    Tactus.await(
        "stopped",
        () -> {
          try {
            return Files.readString(log)
                .contains("thread 'hostile-poll' of bundle com.example.hostile.leaksthread 1.0.0");
          } catch (IOException e) {
            throw new AssertionError(e);
          }
        });
    Tactus.await("collected", () -> !tactus.shell("rt:leaks").contains(bundle.symbolicName()));
    assertHealthy();
  }

  @Test
  @Order(7)
  void anUpdateThatChangesItsPortsIsRefusedAndTheOldOnePlays() throws Exception {
    HostileBundle bundle = HostileBundle.CHANGES_PORTS;
    begin(bundle);
    install(bundle).succeeded();
    edit(bundle).succeeded();
    assertRefused(
        tactus.exec("deploy:update " + HostileBundle.CHANGES_PORTS_TWO.writeTo(folder)),
        bundle.type());
    assertTrue(tactus.shell("pipeline:show p").contains("xchangesports"), "it plays on");
    assertHealthy();
    tidy(bundle);
  }

  /**
   * The second difference of a sine of amplitude A and w radians a sample is at most 4 A sin²(w/2)
   * everywhere; a lost, repeated or foreign block breaks that.
   */
  @Test
  @Order(100)
  void whoListensHearsASineWithoutABreak() throws Exception {
    tactus.shell("pipeline:remove p");
    float[] heard = Recordings.samples(recording)[0];
    double bytesPerSample = (double) Files.size(recording) / heard.length;
    double bound = 4 * LEVEL * Math.pow(Math.sin(Math.PI * FREQUENCY / RATE), 2) * 1.01 + 1e-6;
    int first = 0;
    while (heard[first] == 0) {
      first++;
    }
    List<String> breaks = new ArrayList<>();
    for (int i = first + 2; i < heard.length - 1; i++) {
      double second = Math.abs(heard[i + 1] - 2.0 * heard[i] + heard[i - 1]);
      if (!(second <= bound)) {
        Map.Entry<Long, String> during = CASES.floorEntry((long) (i * bytesPerSample));
        breaks.add(
            "sample %d during %s: %.5f above %.5f"
                .formatted(i, during == null ? "the start" : during.getValue(), second, bound));
        i += 64;
      }
    }
    assertTrue(heard.length > 20 * RATE, () -> "only " + heard.length + " samples");
    assertTrue(
        breaks.isEmpty(),
        () -> breaks.size() + " breaks: " + breaks.subList(0, Math.min(12, breaks.size())));
  }
}
