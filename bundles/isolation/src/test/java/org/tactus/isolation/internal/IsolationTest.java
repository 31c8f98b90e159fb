// SPDX-License-Identifier: Apache-2.0
package org.tactus.isolation.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tactus.api.Latency;
import org.tactus.api.RefusedException;
import org.tactus.api.node.StateLayout;
import org.tactus.api.processor.Processor;
import org.tactus.api.processor.ProcessorFactory;
import org.tactus.isolation.IsolatedBundle;
import org.tactus.isolation.Isolation;
import org.tactus.isolation.vendor.ProbeFactory;
import org.tactus.testkit.Allocation;

/** Real child processes. */
class IsolationTest {

  private static final int FADE = 240;

  @TempDir static Path directory;
  private static Bench bench;
  private static IsolatedBundle shared;

  @BeforeAll
  static void start() throws IOException, RefusedException {
    bench = new Bench(directory, Bench.SETTINGS);
    shared = bench.probe();
  }

  @AfterAll
  static void stop() {
    bench.close();
  }

  private Processor isolated(Map<String, ?> options) throws RefusedException {
    return bench.factory(shared).create(Bench.options(options));
  }

  @Test
  void aFactoryIsTheSameHereAsThere() throws RefusedException {
    ProcessorFactory here = bench.factory(shared);
    ProcessorFactory there = new ProbeFactory();
    assertEquals(there.type(), here.type());
    assertSame(here.type(), here.type());
    assertEquals(there.ports(Bench.options(Map.of())), here.ports(Bench.options(Map.of())));
    assertEquals(
        Map.of(
            Isolation.ISOLATED, true,
            Isolation.SYMBOLIC_NAME, "com.example.probe",
            Isolation.VERSION, "1.2.3"),
        bench.properties.get(shared.serviceIds().getFirst()));
    assertEquals("com.example.probe", shared.symbolicName());
    assertEquals("1.2.3", shared.version());
    assertEquals("running", shared.state());
    assertTrue(ProcessHandle.of(shared.pid()).isPresent());
  }

  @Test
  void theOutputIsThatOfTheProcessorOnePeriodLater() throws Exception {
    Map<String, Long> options = Map.of("late", 5L);
    Strip here = new Strip(new ProbeFactory().create(Bench.options(options)), 0.5f, 0);
    Strip there = new Strip(isolated(options), 0.5f, 0);
    assertEquals(Latency.of(5 + Strip.PERIOD), there.processor.latency());
    assertEquals(77, there.processor.tail());
    for (int i = 0; i < 200; i++) {
      if (i == 20 || i == 100) {
        here.cycle.parameters().set("gain", i / 40f);
        there.cycle.parameters().set("gain", i / 40f);
      }
      String events = i == 0 ? "" : here.cycle.eventsOut(1).text(0);
      double meter = here.cycle.meters().value("last");
      here.run();
      there.run();
      if (i == 0) {
        assertTrue(there.cycle.audioOut(0).isSilent());
        assertEquals(0, there.cycle.eventsOut(1).size());
      } else {
        assertEquals(1, there.cycle.eventsOut(1).size());
        assertEquals(events, there.cycle.eventsOut(1).text(0));
        assertEquals(meter, there.cycle.meters().value("last"));
      }
    }
    assertDelayed(here, there, 0, here.frames);
    there.processor.release();
  }

  /** The output of {@code there} is that of {@code here}, one period later, to the bit. */
  private static void assertDelayed(Strip here, Strip there, int from, int to) {
    for (int c = 0; c < Strip.CHANNELS; c++) {
      for (int i = from; i < to; i++) {
        float expected = i < Strip.PERIOD ? 0 : here.output[c][i - Strip.PERIOD];
        assertEquals(expected, there.output[c][i], "channel " + c + ", frame " + i);
      }
    }
  }

  @Test
  void aFreewheelingCycleWaitsForTheChild() throws Exception {
    Strip here = new Strip(new ProbeFactory().create(Bench.options(Map.of())));
    Strip there = new Strip(isolated(Map.of()), 1, 0, true);
    for (int i = 0; i < 300; i++) {
      here.runAndLeave();
      there.runAndLeave();
    }
    assertDelayed(here, there, 0, here.frames);
    there.processor.release();
  }

  @Test
  void refusalsOfTheProcessorComeThrough() throws RefusedException {
    assertEquals(
        "13 frames of latency bring bad luck; take 12",
        assertThrows(RefusedException.class, () -> isolated(Map.of("late", 13L))).getMessage());
    Processor refusing = isolated(Map.of("refusal", "no way; go round"));
    assertEquals(
        "no way; go round",
        assertThrows(RefusedException.class, () -> new Strip(refusing)).getMessage());
    assertEquals("running", shared.state());
  }

  @Test
  void aSuccessorTakesTheStateAndWhatIsOnItsWay() throws Exception {
    Strip here = new Strip(new ProbeFactory().create(Bench.options(Map.of())));
    Strip old = new Strip(isolated(Map.of()));
    Strip next = new Strip(isolated(Map.of()));
    old.run(10);
    StateLayout layout = old.processor.stateLayout();
    assertEquals(5, layout.version());
    old.run(10);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(layout.bytes(), 64);
      long bytes = old.processor.saveState(state);
      assertTrue(bytes > 0 && bytes <= layout.bytes(), bytes + " bytes");
      assertTrue(next.processor.loadState(5, state.asSlice(0, bytes)));
      assertFalse(next.processor.loadState(6, state.asSlice(0, bytes)));
      assertTrue(next.processor.loadState(5, state.asSlice(0, bytes)));
    }
    next.frames = old.frames;
    next.run(20);
    here.run(40);
    assertDelayed(here, next, old.frames, here.frames);
    old.processor.release();
    next.processor.release();
  }

  @Test
  void theStateOfTheProcessorItselfIsTakenToo() throws Exception {
    Strip here = new Strip(new ProbeFactory().create(Bench.options(Map.of())));
    here.run(10);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(8, 64);
      assertEquals(8, here.processor.saveState(state));
      Strip there = new Strip(isolated(Map.of()));
      assertTrue(there.processor.loadState(5, state));
      there.frames = here.frames;
      int from = here.frames + Strip.PERIOD;
      here.run(10);
      there.run(10);
      assertDelayed(here, there, from, here.frames);
      there.processor.release();
    }
  }

  @Test
  void resetForgetsHistory() throws Exception {
    Strip here = new Strip(new ProbeFactory().create(Bench.options(Map.of())));
    Strip there = new Strip(isolated(Map.of()));
    there.run(10);
    there.processor.reset();
    there.frames = 0;
    here.run(10);
    there.run(10);
    assertDelayed(here, there, 0, here.frames);
    there.processor.release();
  }

  @Test
  void aCycleAllocatesNothing() throws Exception {
    Strip there = new Strip(isolated(Map.of()));
    there.run(4);
    assertEquals(
        0, Allocation.bytes(2000, () -> there.processor.process(there.cycle)), "bytes allocated");
    there.processor.release();
  }

  @ParameterizedTest
  @ValueSource(strings = {"segfault", "exit"})
  void aProcessorThatKillsItsProcessIsHeardDryAndThenAgain(String mischief) throws Exception {
    comesBack(bench, shared, mischief);
  }

  @Test
  @Tag("long")
  void aProcessorThatHaltsIsHeardDryAndThenAgain() throws Exception {
    comesBack(bench, shared, "halt");
  }

  @Test
  void aProcessorThatHangsIsKilledHeardDryAndThenAgain() throws Exception {
    Settings impatient = Bench.settings(100, Duration.ofMinutes(10), Duration.ofSeconds(1));
    try (Bench other = new Bench(directory.resolve("impatient"), impatient)) {
      comesBack(other, other.probe(), "hang");
    }
  }

  private static void comesBack(Bench in, IsolatedBundle bundle, String mischief) throws Exception {
    long before = bundle.restarts();
    Strip strip = new Strip(in.factory(bundle).create(Bench.options(Map.of())));
    strip.run(20);
    long pid = bundle.pid();
    strip.cycle.parameters().set("mischief", ProbeFactory.MISCHIEF.indexOf(mischief));
    strip.run();
    strip.cycle.parameters().set("mischief", 0);
    IsolatedNode node = (IsolatedNode) strip.processor;
    boolean dry = false;
    for (int i = 0; i < 1000 && bundle.restarts() == before; i++) {
      strip.runAndLeave();
      dry |= strip.isDry(Strip.PERIOD);
      Thread.sleep(5);
    }
    assertTrue(dry, "the dry signal is heard, as late as the wet one");
    Bench.await("a restart", () -> bundle.restarts() == before + 1 && node.sender() != null);
    assertFalse(bundle.pid() == pid);
    Bench.await("its end", () -> ProcessHandle.of(pid).isEmpty());
    strip.frames = 0;
    Strip here = new Strip(new ProbeFactory().create(Bench.options(Map.of())));
    strip.run(40);
    here.run(40);
    // What the new child makes of the input from its own first block on
    assertDelayed(here, strip, FADE + 2 * Strip.PERIOD, here.frames);
    assertTrue(strip.isDry(Strip.PERIOD) == false);
    String said = String.join("; ", strip.preparation.host().warnings());
    assertTrue(said.contains("com.example.probe"), said);
    assertTrue(
        said.contains(
            switch (mischief) {
              case "segfault" -> "crashed with SIGSEGV";
              case "hang" -> "did not finish a block of node 'node' within 1000 ms";
              case "exit" -> "exited with status 3";
              default -> "exited with status 4";
            }),
        said);
    assertEquals(List.of(), strip.preparation.host().failures());
    strip.processor.release();
  }

  @Test
  void aProcessThatIsKilledComesBackWithoutAStepInTheSignal() throws Exception {
    long before = shared.restarts();
    Strip strip = new Strip(isolated(Map.of()));
    ramp(strip);
    strip.run(20);
    IsolatedNode node = (IsolatedNode) strip.processor;
    ProcessHandle.of(shared.pid()).orElseThrow().destroyForcibly();
    Bench.await("loss", () -> node.sender() == null);
    strip.run(20);
    Bench.await("a restart", () -> node.sender() != null);
    strip.run(40);
    assertEquals(before + 1, shared.restarts());
    assertTrue(String.join("", strip.preparation.host().warnings()).contains("ended with SIGKILL"));
    // The probe doubles a slow ramp: dry and wet lie far apart, but no step is heard between them.
    int end = 80 * Strip.PERIOD;
    assertEquals(2 * strip.input[0][end - 1 - Strip.PERIOD], strip.output[0][end - 1], 1e-3);
    for (int i = 3 * Strip.PERIOD; i < end; i++) {
      float step = Math.abs(strip.output[0][i] - strip.output[0][i - 1]);
      assertTrue(step < 2.5f / FADE, "a step of " + step + " at frame " + i);
    }
    strip.processor.release();
  }

  private static void ramp(Strip strip) {
    for (int c = 0; c < Strip.CHANNELS; c++) {
      for (int i = 0; i < strip.input[c].length; i++) {
        strip.input[c][i] = 0.5f + i * 1e-5f;
      }
    }
  }

  @Test
  void aProcessorThatThrowsIsNamedAndStaysBypassed() throws Exception {
    Strip strip = new Strip(isolated(Map.of()));
    strip.run(10);
    strip.cycle.parameters().set("mischief", ProbeFactory.MISCHIEF.indexOf("throw"));
    strip.run();
    Bench.await("a failure", () -> !strip.preparation.host().failures().isEmpty());
    assertEquals(
        List.of(
            "node 'node': the processor threw IllegalStateException in its child process and is"
                + " bypassed; see the log and update its bundle"),
        strip.preparation.host().failures());
    strip.run(FADE / Strip.PERIOD + 2);
    assertTrue(strip.isDry(Strip.PERIOD));
    assertEquals("running", shared.state());
    strip.processor.release();
  }

  @Test
  void afterTooManyCrashesItIsQuarantined() throws Exception {
    try (Bench strict =
        new Bench(
            directory.resolve("strict"),
            Bench.settings(0, Duration.ofMinutes(10), Duration.ofMinutes(2)))) {
      IsolatedBundle bundle = strict.probe();
      Strip strip = new Strip(strict.factory(bundle).create(Bench.options(Map.of())));
      strip.run(3);
      ProcessHandle.of(bundle.pid()).orElseThrow().destroyForcibly();
      Bench.await("quarantine", () -> bundle.state().startsWith("quarantined"));
      String sentence =
          "isolated bundle 'com.example.probe' ended with SIGKILL and is quarantined after more"
              + " than 0 crashes in 600 s; update it";
      assertEquals("quarantined: " + sentence, bundle.state());
      Bench.await("a failure", () -> !strip.preparation.host().failures().isEmpty());
      assertEquals(List.of(sentence), strip.preparation.host().failures());
      assertEquals(-1, bundle.pid());
      assertEquals(
          sentence,
          assertThrows(
                  RefusedException.class,
                  () -> strict.factory(bundle).create(Bench.options(Map.of())))
              .getMessage());
      strip.run(10);
      assertTrue(strip.isDry(Strip.PERIOD));
    }
  }

  @Test
  void onceClosedNothingIsLeft() throws Exception {
    IsolatedBundle own = bench.probe();
    Strip strip = new Strip(bench.factory(own).create(Bench.options(Map.of())));
    strip.run(3);
    long id = own.serviceIds().getFirst();
    long pid = own.pid();
    int listed = bench.host.list().size();
    own.close();
    own.close();
    assertFalse(bench.services.containsKey(id));
    assertEquals(List.of(), own.serviceIds());
    assertEquals("closed", own.state());
    assertEquals(listed - 1, bench.host.list().size());
    Bench.await("its end", () -> ProcessHandle.of(pid).isEmpty());
    strip.run(FADE / Strip.PERIOD + 2);
    assertTrue(strip.isDry(Strip.PERIOD));
    strip.processor.release();
    try (Stream<Path> left = Files.list(directory.resolve("storage"))) {
      assertEquals(bench.host.list().size(), left.count());
    }
    try (Stream<Path> left = Files.list(directory.resolve("s"))) {
      assertEquals(0, left.count());
    }
  }

  @Test
  void whatIsNoBundleIsRefusedAndNothingIsLeft() throws Exception {
    Path text = Files.writeString(directory.resolve("text.jar"), "no jar");
    int before = bench.host.list().size();
    assertRefused(text, text + " cannot be read as a jar");
    assertRefused(VendorJar.unresolvable(directory), "com.example.absent");
    assertRefused(
        VendorJar.empty(directory), "bundle 'com.example.probe' offers no processor that could");
    assertEquals(before, bench.host.list().size());
    try (Stream<Path> left = Files.list(directory.resolve("storage"))) {
      assertEquals(before, left.count());
    }
  }

  private static void assertRefused(Path jar, String words) {
    String sentence =
        assertThrows(RefusedException.class, () -> bench.host.install(jar)).getMessage();
    assertTrue(sentence.contains(words), sentence);
  }

  @Test
  void theChildDiesWithItsParent() throws Exception {
    Process parent =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx64m",
                "-XX:+UseSerialGC",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty(
                    "surefire.test.class.path", System.getProperty("java.class.path")),
                ParentMain.class.getName(),
                Files.createDirectory(directory.resolve("parent")).toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    long child;
    try (var reader = parent.inputReader()) {
      child = Long.parseLong(reader.readLine());
      Optional<ProcessHandle> handle = ProcessHandle.of(child);
      assertTrue(handle.isPresent() && handle.get().isAlive());
      parent.destroyForcibly().waitFor();
    }
    Bench.await(
        "the child's end",
        () -> !ProcessHandle.of(child).map(ProcessHandle::isAlive).orElse(false));
  }
}
