// SPDX-License-Identifier: Apache-2.0
package org.tactus.engine.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.FrameworkUtil;
import org.osgi.service.cm.ConfigurationException;
import org.tactus.api.RefusedException;
import org.tactus.engine.PipelineSpecification;
import org.tactus.engine.PipelineState;
import org.tactus.engine.PipelineStatus;
import org.tactus.notation.Graph;
import org.tactus.runtime.spi.RunHandle;
import org.tactus.runtime.spi.RunRefusedException;
import org.tactus.runtime.spi.RunRequest;

/** All pipelines of an instance: what is stored, what is refused, what comes back. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class EngineTest {

  private static final String SIMPLE = "s: source(constant) -> g: gain() -> k: sink()";

  @TempDir private Path instance;
  private final TestHost host = new TestHost();
  private Path config;
  private Engine engine;

  @BeforeEach
  void activate() throws IOException {
    config = Files.createDirectory(instance.resolve("config"));
    engine = host.engine(instance);
    offerAll();
  }

  private void offerAll() {
    engine.addProvider(host.types.source, Map.of());
    engine.addProvider(host.types.sink, Map.of());
    engine.addFactory(host.types.gain, Map.of());
    engine.addFactory(host.types.copier, Map.of());
  }

  @AfterEach
  void deactivate() throws InterruptedException {
    engine.deactivate();
  }

  // ---------------------------------------------------------------- stored

  @Test
  void whatIsMadeAndChangedIsStored() throws Exception {
    engine.create(specification("p", SIMPLE));
    assertTrue(stored("p").contains("graph = " + SIMPLE + "\n"), stored("p"));
    assertTrue(stored("p").contains("autostart = false\n"), stored("p"));

    engine.start("p");
    assertTrue(stored("p").contains("autostart = true\n"), stored("p"));
    assertEquals(PipelineState.RUNNING, status("p").state());

    engine.set("p", "g", "gain", "3");
    assertTrue(stored("p").contains("gain(gain=3)"), stored("p"));
    TestEnd sink = host.types.sink.of("k");
    await(() -> sink.last() == 3);

    engine.edit("p", Graph.parse("s: source(constant) -> k: sink()"));
    assertTrue(stored("p").contains("graph = s: source(constant) -> k: sink()\n"), stored("p"));

    engine.stop("p");
    assertTrue(stored("p").contains("autostart = false\n"), stored("p"));
    assertEquals(PipelineState.STOPPED, status("p").state());
    assertEquals(1, sink.releases);

    engine.remove("p");
    assertFalse(Files.exists(file("p")));
    assertEquals(Optional.empty(), engine.status("p"));
  }

  @Test
  void whatCannotBeStoredIsNotDone() throws Exception {
    engine.create(specification("p", SIMPLE));
    engine.create(specification("running", SIMPLE));
    engine.start("running");
    breakStore();

    assertThrows(RefusedException.class, () -> engine.create(specification("new", SIMPLE)));
    assertEquals(Optional.empty(), engine.status("new"));
    for (String name : List.of("p", "running")) {
      PipelineSpecification before = status(name).specification();
      PipelineState state = status(name).state();
      assertThrows(RefusedException.class, () -> engine.set(name, "g", "gain", "3"), name);
      assertThrows(
          RefusedException.class, () -> engine.edit(name, Graph.parse("source() -> sink()")), name);
      assertEquals(before, status(name).specification(), name);
      assertEquals(state, status(name).state(), name);
    }
    assertThrows(RefusedException.class, () -> engine.start("p"));
    assertEquals(PipelineState.STOPPED, status("p").state());
    assertEquals(
        1f, status("running").nodes().get(1).parameters().getFirst().value(), "not set either");
    mendStore();
    engine.set("running", "g", "gain", "4");
    assertTrue(stored("running").contains("gain(gain=4)"), stored("running"));
  }

  @Test
  void whatIsRefusedIsNotStored() throws Exception {
    engine.create(specification("p", SIMPLE));
    engine.start("p");
    String before = stored("p");

    assertThrows(
        RefusedException.class,
        () -> engine.edit("p", Graph.parse("source() -> gain() -> mystery() -> sink()")));
    assertThrows(RefusedException.class, () -> engine.set("p", "g", "gain", "1000"));
    assertThrows(RefusedException.class, () -> engine.set("p", "g", "q", "1"));
    assertThrows(RefusedException.class, () -> engine.set("p", "x", "gain", "1"));
    assertThrows(RefusedException.class, () -> engine.start("p"));

    assertEquals(before, stored("p"));
    assertEquals(PipelineState.RUNNING, status("p").state());
  }

  @Test
  void namesAreCheckedAndNamed() throws Exception {
    engine.create(specification("p", SIMPLE));
    assertSentence("'p' exists", () -> engine.create(specification("p", SIMPLE)));
    assertSentence("'../x'", () -> engine.create(specification("../x", SIMPLE)));
    assertSentence("''", () -> engine.create(specification("", SIMPLE)));
    assertSentence("'q'; those there are: p", () -> engine.start("q"));
    assertSentence("'q'", () -> engine.stop("q"));
    assertSentence("'q'", () -> engine.remove("q"));
    assertSentence("'q'", () -> engine.set("q", "g", "gain", "1"));
    assertSentence("'q'", () -> engine.edit("q", Graph.parse("a() -> b()")));
    assertSentence(
        "'mystery'", () -> engine.create(specification("r", "source() -> mystery() -> sink()")));
    assertEquals(1, engine.list().size());
    try (var files = Files.list(config)) {
      assertEquals(1, files.count());
    }
  }

  // ---------------------------------------------------------------- configurations

  @Test
  void aConfigurationMakesChangesAndRemovesAPipeline() throws Exception {
    engine.updated("org.tactus.pipeline~c", FrameworkUtil.asDictionary(keys(SIMPLE, "false")));
    assertEquals(PipelineState.STOPPED, status("c").state());

    engine.updated("org.tactus.pipeline~c", FrameworkUtil.asDictionary(keys(SIMPLE, "true")));
    await(() -> status("c").state() == PipelineState.RUNNING);

    Map<String, Object> other = keys("s: source(constant) -> k: sink()", "true");
    other.put("period", "32");
    engine.updated("org.tactus.pipeline~c", FrameworkUtil.asDictionary(other));
    await(() -> status("c").state() == PipelineState.RUNNING);
    assertEquals(32, status("c").period());

    engine.deleted("org.tactus.pipeline~c");
    assertEquals(Optional.empty(), engine.status("c"));
    host.types.sink.opened.forEach(end -> assertEquals(1, end.releases));
  }

  @Test
  void aBadConfigurationIsRefusedAndTheOldOneRunsOn() throws Exception {
    engine.updated("org.tactus.pipeline~c", FrameworkUtil.asDictionary(keys(SIMPLE, "true")));
    await(() -> status("c").state() == PipelineState.RUNNING);
    for (Map<String, Object> bad :
        List.<Map<String, Object>>of(
            keys("s: source( -> k", "true"),
            keys("s: source() -> mystery() -> k: sink()", "true"),
            Map.of("graph", SIMPLE, "volume", "11"))) {
      assertThrows(
          ConfigurationException.class,
          () -> engine.updated("org.tactus.pipeline~c", FrameworkUtil.asDictionary(bad)),
          bad.toString());
      assertEquals(SIMPLE, status("c").specification().graph().toString());
      assertEquals(PipelineState.RUNNING, status("c").state());
    }
    assertThrows(
        ConfigurationException.class,
        () ->
            engine.updated(
                "org.tactus.pipeline~new",
                FrameworkUtil.asDictionary(keys("source( -> k", "true"))));
    assertEquals(1, engine.list().size());
  }

  @Test
  void aStoredPipelineWaitsForItsBundles() throws Exception {
    engine.removeFactory(host.types.gain);
    engine.updated("org.tactus.pipeline~c", FrameworkUtil.asDictionary(keys(SIMPLE, "true")));
    await(() -> status("c").message().contains("gain"));
    assertEquals(PipelineState.STOPPED, status("c").state());

    engine.addFactory(host.types.gain, Map.of());
    await(() -> status("c").state() == PipelineState.RUNNING);
    assertEquals("", status("c").message());
  }

  // ---------------------------------------------------------------- bundles

  @Test
  void aBundleMayGoAndComeWhilePipelinesRun() throws Exception {
    engine.create(specification("p", "s: source(constant) -> g: gain(gain=3) -> k: sink()"));
    engine.start("p");
    TestEnd sink = host.types.sink.of("k");
    await(() -> sink.heard > 500);
    engine.removeFactory(host.types.gain);
    assertTrue(status("p").nodes().get(1).bypassed());

    engine.edit(
        "p", Graph.parse("s: source(constant) -> g: gain(gain=3) -> c: copier() -> k: sink()"));
    assertEquals(4, status("p").nodes().size());
    engine.addFactory(host.types.gain, Map.of());
    await(() -> !status("p").nodes().get(1).bypassed());
    int heard = sink.heard;
    await(() -> sink.heard > heard + 500);
    assertEquals(3, sink.last());
    assertEquals(PipelineState.RUNNING, status("p").state());
  }

  // ---------------------------------------------------------------- tactus run

  @Test
  void aRunEndsWithItsSourcesAndReports() throws Exception {
    RunHandle run =
        engine.run(request("source(length=1000) -> g: gain() -> k: sink()", Map.of("g.gain", "2")));
    assertTrue(run.awaitFirstCycle(java.time.Duration.ofSeconds(10)));
    assertTrue(run.awaitEnd(java.time.Duration.ofSeconds(10)));

    assertEquals(Optional.empty(), run.failure());
    assertEquals(1000, host.types.sink.of("k").heard);
    assertEquals(2000, host.types.sink.of("k").channel(0)[999]);
    Map<String, Object> report = run.report();
    assertEquals("ended", report.get("state"));
    assertEquals(48_000L, report.get("rate"));
    assertEquals(63L, report.get("cycles"));
    for (String key :
        List.of(
            "pipeline",
            "rate",
            "period",
            "seconds",
            "startToFirstCycleMs",
            "startToWarmMs",
            "cycles",
            "late",
            "lateness",
            "cycleTime",
            "allocatedBytes",
            "pageFaults",
            "xruns",
            "nodes",
            "policy")) {
      assertTrue(report.containsKey(key), key);
    }
    try (var files = Files.list(config)) {
      assertEquals(0, files.count(), "a run is not stored");
    }
  }

  @Test
  void aRunThatCannotIsOneSentence() {
    for (String[] bad :
        new String[][] {
          {"source( -> sink()", "g.gain", "1", "line 1"},
          {"source() -> g: gain() -> sink()", "g.q", "1", "'q'"},
          {"source() -> g: gain() -> sink()", "x.gain", "1", "'x'"},
          {"source() -> g: gain() -> sink()", "gain", "1", "'gain'"},
          {"source() -> g: gain() -> sink()", "g.gain", "loud", "'loud'"}
        }) {
      RunRefusedException error =
          assertThrows(
              RunRefusedException.class,
              () -> engine.run(request(bad[0], Map.of(bad[1], bad[2]))),
              bad[0]);
      assertTrue(error.getMessage().contains(bad[3]), error.getMessage());
      assertEquals(List.of(), engine.list());
    }
  }

  // ---------------------------------------------------------------- helpers

  private static RunRequest request(String notation, Map<String, String> settings) {
    return new RunRequest(
        "run",
        notation,
        true,
        Optional.empty(),
        Optional.empty(),
        OptionalInt.of(16),
        Optional.empty(),
        Optional.empty(),
        settings);
  }

  private static PipelineSpecification specification(String name, String graph)
      throws RefusedException {
    return PipelineSpecification.of(name, Graph.parse(graph)).withPeriod(16).withWorkers(0);
  }

  private static Map<String, Object> keys(String graph, String autostart) {
    return new HashMap<>(Map.of("graph", graph, "autostart", autostart, "period", "16"));
  }

  private Path file(String name) {
    return config.resolve("org.tactus.pipeline-" + name + ".cfg");
  }

  private String stored(String name) throws IOException {
    return Files.readString(file(name));
  }

  /** A folder in the place of a file stops root too. */
  private void breakStore() throws IOException {
    Files.move(config, instance.resolve("aside"));
    Files.writeString(config, "in the way");
  }

  private void mendStore() throws IOException {
    Files.delete(config);
    Files.move(instance.resolve("aside"), config);
  }

  private PipelineStatus status(String name) {
    return engine.status(name).orElseThrow();
  }

  private static void assertSentence(String part, org.junit.jupiter.api.function.Executable call) {
    RefusedException error = assertThrows(RefusedException.class, call);
    assertTrue(error.getMessage().contains(part), error.getMessage());
  }

  private static void await(BooleanSupplier condition) {
    long end = System.nanoTime() + 20_000_000_000L;
    while (!condition.getAsBoolean()) {
      assertTrue(System.nanoTime() < end, "nothing happens");
      java.util.concurrent.locks.LockSupport.parkNanos(1_000_000);
    }
  }
}
