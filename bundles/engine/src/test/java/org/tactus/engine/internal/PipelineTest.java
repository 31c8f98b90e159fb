// SPDX-License-Identifier: Apache-2.0
package org.tactus.engine.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.function.IntToDoubleFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.tactus.api.Latency;
import org.tactus.api.Rational;
import org.tactus.api.RefusedException;
import org.tactus.api.clock.Clock;
import org.tactus.api.clock.ClockWaiter;
import org.tactus.api.clock.Wake;
import org.tactus.api.device.EndPreference;
import org.tactus.api.parameter.Parameter;
import org.tactus.api.processor.ProcessorType;
import org.tactus.engine.Mode;
import org.tactus.engine.NodeStatus;
import org.tactus.engine.PipelineSpecification;
import org.tactus.engine.PipelineState;
import org.tactus.engine.PipelineStatus;
import org.tactus.notation.Graph;
import org.tactus.policy.PolicyResult;

/** Pipelines that run on the engine's timer, changed while they run. */
class PipelineTest {

  private final TestHost host = new TestHost();
  private Pipeline pipeline;

  @AfterEach
  void stop() {
    if (pipeline != null) {
      pipeline.stop();
      assertEquals(0, host.memory.out(), "all memory is back");
      assertEquals(0, host.machineHolds);
      assertEquals(0, host.reservations);
      assertEquals(List.of(), host.threads.threads(), "threads that are left");
      for (TestFactory factory :
          List.of(
              host.types.gain,
              host.types.copier,
              host.types.sum,
              host.types.late,
              host.types.back)) {
        for (TestNode node : factory.made) {
          assertEquals(node.prepared, node.released, "releases of a " + factory.type().name());
        }
      }
      for (TestProvider provider : List.of(host.types.source, host.types.sink)) {
        for (TestEnd end : provider.opened) {
          assertEquals(1, end.releases, "releases of " + end.request.node());
          assertEquals(end.starts, end.stops, "stops of " + end.request.node());
        }
      }
    }
  }

  // ---------------------------------------------------------------- live edits

  @Test
  void anEditLosesAndRepeatsNothing() throws RefusedException {
    start("s: source() -> k: sink()");
    TestEnd sink = sink("k");
    for (int i = 0; i < 5; i++) {
      play(sink, 300);
      edit("s: source() -> g: copier() -> k: sink(); s -> x" + i + ": gain() -> k2: sink()");
      play(sink, 300);
      edit("s: source() -> k: sink()");
    }
    play(sink, 300);

    assertSame(sink, sink("k"));
    assertEquals(1, sink.starts);
    assertHeard(sink, frame -> frame + 1);
    assertEquals(
        5, host.types.sink.opened.stream().filter(end -> end.request.node().equals("k2")).count());
  }

  @Test
  void whatWaitsToBeAlignedSurvivesAnEdit() throws RefusedException {
    String graph = "s: source() -> a: late(500) -> m: sum() -> k: sink(); s -> m.2";
    start(graph);
    TestEnd sink = sink("k");
    play(sink, 1200);
    edit(graph + "; m -> k2: sink()");
    play(sink, 1200);

    assertHeard(sink, frame -> frame < 500 ? 0 : 2.0 * (frame - 499));
  }

  @Test
  void whatIsInALoopSurvivesAnEdit() throws RefusedException {
    String graph = "s: source(constant) -> m: sum() -> k: sink(); m -> d: back(64) -> m.2";
    start(graph);
    TestEnd sink = sink("k");
    play(sink, 700);
    edit(graph + "; m -> k2: sink()");
    play(sink, 700);
    edit(graph);
    play(sink, 700);

    assertHeard(sink, frame -> Math.floor(frame / 64.0) + 1);
  }

  @Test
  void nodesThatStayKeepTheirObjectsAndOthersAreReleasedOnce() throws RefusedException {
    start("s: source() -> a: gain() -> b: gain() -> k: sink()");
    Instance kept = instance("a");
    TestNode gone = (TestNode) instance("b").node;
    edit("s: source() -> a: gain() -> c: copier() -> k: sink()");

    assertSame(kept, instance("a"));
    assertEquals(0, ((TestNode) kept.node).released);
    assertEquals(1, gone.released);
    edit("s: source(noise) -> a: gain() -> c: copier() -> k: sink()");
    assertEquals(2, host.types.source.opened.size(), "another option is another node");
    assertSame(kept, instance("a"));
  }

  @Test
  void aRefusedEditChangesNothing() throws RefusedException {
    host.types.registry.add(
        new TestFactory(
            ProcessorType.of("refuser", "1.0.0", "refuses"),
            _ -> {
              TestNode node = new TestNode();
              node.preparing =
                  preparation -> {
                    preparation.allocate(10, 64);
                    throw new RefusedException("not today; come again");
                  };
              return node;
            }),
        0,
        1);
    String graph = "s: source() -> a: late(500) -> m: sum() -> k: sink(); s -> m.2";
    start(graph);
    TestEnd sink = sink("k");
    play(sink, 1000);
    int out = host.memory.out();
    for (String bad :
        List.of(
            graph + "; m -> new1: gain() -> r: refuser() -> k2: sink()",
            graph + "; m -> nowhere() -> k2: sink()",
            graph + "; k2: sink()")) {
      RefusedException error = assertThrows(RefusedException.class, () -> edit(bad));
      assertFalse(error.getMessage().isBlank());
      assertEquals(Graph.parse(graph), pipeline.specification().graph());
      assertEquals(out, host.memory.out(), bad);
    }
    edit(graph + "; m -> k3: sink()");
    play(sink, 1000);
    assertHeard(sink, frame -> frame < 500 ? 0 : 2.0 * (frame - 499));
    assertEquals(PipelineState.RUNNING, pipeline.state());
  }

  @Test
  void anEditWithoutMemoryChangesNothing() throws RefusedException {
    String graph =
        "s: source() -> a: late(500) -> m: sum() -> k: sink(); s -> m.2;"
            + " c: source(constant) -> l: sum() -> lk: sink(); l -> d: back(64) -> l.2";
    start(graph);
    play(sink("k"), 1000);
    int out = host.memory.out();
    String more =
        graph + "; m -> b: late(9) -> n: sum() -> k2: sink(); c -> n.2; l -> n2: copier()";
    int refused = 0;
    while (refused < 1000) {
      host.memory.runOutAfter(refused);
      try {
        edit(more);
        break;
      } catch (RefusedException e) {
        assertEquals("the test has no memory left; give it some", e.getMessage());
        assertEquals(out, host.memory.out(), "after " + refused);
        refused++;
      }
    }
    host.memory.runOutAfter(Integer.MAX_VALUE);
    assertTrue(refused > 3 && refused < 1000, "refused " + refused + " times");
    play(sink("k"), 1000);
    assertHeard(sink("k"), frame -> frame < 500 ? 0 : 2.0 * (frame - 499));
    assertHeard(sink("lk"), frame -> Math.floor(frame / 64.0) + 1);
  }

  @Test
  void anEditWhoseDeviceDoesNotStartChangesNothing() throws RefusedException {
    start("s: source() -> k: sink()");
    TestProvider stubborn =
        new TestProvider(
            "stubborn",
            org.tactus.api.Direction.INPUT,
            List.of(),
            request -> {
              TestEnd end = TestEnd.sink(request);
              end.startRefusal = new RefusedException("busy; close the other program");
              return end;
            });
    host.types.registry.add(stubborn, 0, 1);
    int out = host.memory.out();

    RefusedException error =
        assertThrows(
            RefusedException.class, () -> edit("s: source() -> k: sink(); s -> stubborn()"));

    assertEquals("busy; close the other program", error.getMessage());
    assertEquals(1, stubborn.opened.getFirst().releases);
    assertEquals(out, host.memory.out());
    assertEquals("s: source() -> k: sink()", pipeline.specification().graph().toString());
    TestEnd sink = sink("k");
    play(sink, 500);
    assertHeard(sink, frame -> frame + 1);
  }

  @Test
  void anEditGivesNodesThatStayTheirNewParameters() throws RefusedException {
    start("s: source(constant) -> g: gain(gain=2) -> k: sink()");
    Instance gain = instance("g");
    play(sink("k"), 100);
    edit("s: source(constant) -> g: gain(gain=5) -> k: sink()");
    play(sink("k"), 1000);

    assertSame(gain, instance("g"));
    float[] heard = sink("k").channel(0);
    assertEquals(2, heard[0]);
    assertEquals(5, heard[heard.length - 1]);
  }

  @Test
  void aSetParameterIsHeardAndWritten() throws RefusedException {
    start("s: source(constant) -> g: gain() -> k: sink()");
    play(sink("k"), 100);
    pipeline.set(pipeline.change("g", "gain", "7.5"));
    play(sink("k"), 1000);

    float[] heard = sink("k").channel(0);
    assertEquals(7.5f, heard[heard.length - 1]);
    assertEquals(
        "s: source(constant) -> g: gain(gain=7.5) -> k: sink()",
        pipeline.specification().graph().toString());
    assertEquals(7.5f, status("g").parameters().getFirst().value());
    for (String[] bad :
        new String[][] {{"x", "gain", "1"}, {"g", "db", "1"}, {"g", "gain", "101"}}) {
      assertThrows(RefusedException.class, () -> pipeline.change(bad[0], bad[1], bad[2]), bad[0]);
    }
  }

  @Test
  void aLatencyThatChangesIsAlignedAnew() throws RefusedException {
    start("s: source() -> a: late(0) -> m: sum() -> k: sink(); s -> m.2");
    TestNode late = (TestNode) instance("a").node;
    late.latency = Latency.of(48);
    late.preparation.host().latencyChanged();
    await(() -> {
      pipeline.supervise();
      return pipeline.status().latencyFrames().equals("48");
    });
  }

  // ---------------------------------------------------------------- bundles that come and go

  @Test
  void aTypeThatGoesAwayIsBypassedAndComesBack() throws RefusedException {
    start("s: source(constant) -> g: gain(gain=3) -> k: sink()");
    TestEnd sink = sink("k");
    TestNode node = (TestNode) instance("g").node;
    play(sink, 300);

    host.types.registry.remove(host.types.gain);
    pipeline.typesChanged(List.of("gain"), host.types.gain);
    assertEquals(1, node.released, "when this returns, no cycle uses it");
    Instance away = instance("g");
    int left = sink.heard;
    play(sink, 300);
    assertEquals(1, sink.channel(0)[left + 299], "dry, once the step has decayed");
    assertTrue(status("g").bypassed());
    assertTrue(status("g").message().contains("'gain' is away"), status("g").message());
    assertEquals(null, away.thrown, "nothing is thrown on the cycle");
    assertEquals(PipelineState.RUNNING, pipeline.state());

    host.types.registry.add(host.types.gain, 0, 1);
    pipeline.typesChanged(List.of("gain"), null);
    play(sink, 300);
    assertNotSame(away, instance("g"));
    assertFalse(status("g").bypassed());
    assertEquals("", status("g").message());
    float[] heard = sink.channel(0);
    assertEquals(3, heard[0]);
    assertEquals(3, heard[heard.length - 1]);
  }

  @Test
  void whileATypeIsAwayTheRestCanBeEdited() throws RefusedException {
    start("s: source(constant) -> g: gain(gain=3) -> k: sink()");
    host.types.registry.remove(host.types.gain);
    pipeline.typesChanged(List.of("gain"), host.types.gain);

    edit("s: source(constant) -> g: gain(gain=3) -> c: copier(gain=2) -> k: sink()");
    play(sink("k"), 300);
    float[] heard = sink("k").channel(0);
    assertEquals(2, heard[heard.length - 1]);
    assertTrue(status("g").bypassed());
  }

  @Test
  void aSinkWhoseBundleGoesAwayIsClosedAndTheRestGoesOn() throws RefusedException {
    start("s: source() -> k: sink()");
    TestEnd sink = sink("k");
    play(sink, 100);
    host.types.registry.remove(host.types.sink);
    pipeline.typesChanged(List.of("sink"), host.types.sink);

    assertEquals(1, sink.stops);
    assertEquals(1, sink.releases);
    long produced = host.types.source.of("s").produced;
    await(() -> host.types.source.of("s").produced > produced + 300);
    host.types.registry.add(host.types.sink, 0, 1);
    pipeline.typesChanged(List.of("sink"), null);
    TestEnd again = sink("k");
    assertNotSame(sink, again);
    play(again, 100);
    float[] heard = again.channel(0);
    assertEquals(heard[0] + 99, heard[99]);
  }

  @Test
  void anUnrelatedTypeChangesNothing() throws RefusedException {
    start("s: source() -> k: sink()");
    long generation = compiledGeneration();
    pipeline.typesChanged(List.of("reverb"), null);
    pipeline.typesChanged(List.of("gain"), host.types.gain);

    assertEquals(generation, compiledGeneration());
  }

  // ---------------------------------------------------------------- warming up

  @Test
  void warmingUpEndsWithThePipeline() throws RefusedException {
    start("s: source() -> g: gain() -> k: sink()");
    warmUp();
    pipeline.stop();

    assertEquals(List.of(), host.threads.threads(), "threads that are left");
  }

  @Test
  void warmingUpLetsGoOfATypeThatGoesAway() throws RefusedException {
    start("s: source() -> g: gain() -> k: sink()");
    warmUp();
    host.types.registry.remove(host.types.gain);
    pipeline.typesChanged(List.of("gain"), host.types.gain);

    for (TestNode node : host.types.gain.made) {
      assertEquals(1, node.released, "when this returns, nothing uses it");
    }
    host.types.registry.add(host.types.gain, 0, 1);
    pipeline.typesChanged(List.of("gain"), null);
    play(sink("k"), 200);
    assertHeard(sink("k"), frame -> frame + 1);
  }

  @Test
  void warmingUpIsNotHeard() throws RefusedException {
    start("s: source() -> g: gain() -> k: sink()");
    warmUp();
    play(sink("k"), 3000);

    assertHeard(sink("k"), frame -> frame + 1);
    assertEquals(1, host.types.source.opened.size());
  }

  @Test
  void warmingUpComesBackToTheLiveValues() throws RefusedException {
    AtomicBoolean cameBack = new AtomicBoolean();
    ProcessorType type =
        ProcessorType.of("level", "1.0.0", "Looks at its parameter")
            .withParameters(Parameter.number("db", "Level", "dB", -10, 10, 0));
    TestFactory level =
        new TestFactory(
            type,
            _ -> {
              // Of each node its own: the live one has the value that the twin must come back to.
              AtomicBoolean left = new AtomicBoolean();
              return new TestNode()
                  .doing(cycle -> {
                    float value = cycle.parameters().value(0);
                    left.compareAndSet(false, value == -10);
                    cameBack.compareAndSet(false, left.get() && value == 5);
                  });
            });
    host.types.registry.add(level, 0, 99);
    start("s: source() -> l: level(db=5) -> k: sink()");
    pipeline.setHostStarted(true);
    await(() -> {
      pipeline.supervise();
      return cameBack.get();
    });
  }

  /** Begins to warm up and returns while it goes on. */
  private void warmUp() {
    pipeline.setHostStarted(true);
    await(() -> {
      pipeline.supervise();
      return host.types.gain.made.size() > 1 && host.types.gain.last().prepared > 0;
    });
  }

  // ---------------------------------------------------------------- faults

  @Test
  void aDeviceThatFailsIsBypassedAndNamed() throws RefusedException {
    start("s: source() -> k: sink(); s -> k2: sink()");
    play(sink("k"), 100);
    sink("k2").fault = "disk of 'take.wav' is full; make room";
    await(() -> {
      pipeline.supervise();
      return status("k2").bypassed();
    });
    assertEquals("disk of 'take.wav' is full; make room", pipeline.status().message());
    play(sink("k"), 300);
    assertHeard(sink("k"), frame -> frame + 1);
    assertEquals(PipelineState.RUNNING, pipeline.state());
  }

  @Test
  void whenTheClockIsLostATimerGoesOn() throws RefusedException {
    FailingClock clock = new FailingClock();
    TestProvider card =
        new TestProvider(
            "card",
            org.tactus.api.Direction.INPUT,
            List.of(),
            request -> {
              TestEnd end = TestEnd.sink(request);
              end.clock = clock;
              return end;
            });
    card.preference = EndPreference.CLOCK;
    host.types.registry.add(card, 0, 1);
    start("s: source() -> k: sink(); s -> c: card()");
    assertEquals("failing", pipeline.status().clock());
    play(sink("k"), 100);
    clock.lost = true;
    await(() -> {
      pipeline.supervise();
      return pipeline.status().clock().equals("timer");
    });
    play(sink("k"), 500);

    assertHeard(sink("k"), frame -> frame + 1);
    assertTrue(status("c").bypassed());
    assertTrue(pipeline.status().message().contains("'c'"), pipeline.status().message());
    assertEquals(PipelineState.RUNNING, pipeline.state());
  }

  @Test
  void aClockThatThrowsEndsThePipelineWithASentence() throws RefusedException {
    FailingClock clock = new FailingClock();
    TestProvider card =
        new TestProvider(
            "card",
            org.tactus.api.Direction.INPUT,
            List.of(),
            request -> {
              TestEnd end = TestEnd.sink(request);
              end.clock = clock;
              return end;
            });
    card.preference = EndPreference.CLOCK;
    host.types.registry.add(card, 0, 1);
    start("s: source() -> c: card()");
    clock.failing = true;
    await(() -> {
      pipeline.supervise();
      return pipeline.state() == PipelineState.FAILED;
    });
    assertTrue(pipeline.status().message().contains("log"), pipeline.status().message());
  }

  // ---------------------------------------------------------------- starting and ending

  @Test
  void itEndsWithItsSourcesAndGivesEverythingBack() throws Exception {
    start("s: source(length=1000) -> g: gain() -> k: sink()");
    assertTrue(pipeline.awaitFirstCycle(Duration.ofSeconds(10)));
    await(() -> {
      pipeline.supervise();
      return pipeline.state() == PipelineState.ENDED;
    });
    assertTrue(pipeline.awaitEnd(Duration.ZERO));
    assertEquals(1000, sink("k").heard);
    assertHeard(sink("k"), frame -> frame + 1);
    assertEquals(0, host.memory.out());
    PipelineStatus status = pipeline.status();
    assertEquals(63, status.cycles());
    assertTrue(status.startToFirstCycleMillis() >= 0, "" + status.startToFirstCycleMillis());
  }

  @Test
  void itCanBeStartedAgainAndNotTwice() throws RefusedException {
    start("s: source() -> k: sink()");
    assertThrows(RefusedException.class, () -> pipeline.start(System.nanoTime()));
    play(sink("k"), 100);
    pipeline.stop();
    assertEquals(PipelineState.STOPPED, pipeline.state());
    pipeline.start(System.nanoTime());
    play(sink("k"), 100);
    assertHeard(sink("k"), frame -> frame + 1);
    assertEquals(2, host.types.sink.opened.size());
  }

  @Test
  void aStrictPipelineIsRefusedByAPolicyThatDidNotTake() throws RefusedException {
    host.policy =
        List.of(PolicyResult.failed("process memory", "locked", "not", "raise the memlock limit"));
    Graph graph = Graph.parse("s: source() -> k: sink()");
    pipeline = new Pipeline(strict(graph), host.services());

    RefusedException error =
        assertThrows(RefusedException.class, () -> pipeline.start(System.nanoTime()));

    assertTrue(error.getMessage().contains("process memory"), error.getMessage());
    assertTrue(error.getMessage().contains("raise the memlock limit"), error.getMessage());
    assertEquals(PipelineState.FAILED, pipeline.state());
    assertEquals(error.getMessage(), pipeline.status().message());
    assertEquals(0, host.memory.out());
  }

  @Test
  void aLenientPipelineRunsAndShowsIt() throws RefusedException {
    PolicyResult failed = PolicyResult.failed("process memory", "locked", "not", "raise it");
    host.policy = List.of(failed);
    start("s: source() -> k: sink()");
    play(sink("k"), 100);

    assertTrue(pipeline.status().policy().contains(failed));
  }

  @Test
  void aStrictPipelineIsMutedUntilTheHostIsThere() throws RefusedException {
    Graph graph = Graph.parse("s: source() -> k: sink()");
    pipeline = new Pipeline(strict(graph), host.services());
    pipeline.setHostStarted(false);
    pipeline.start(System.nanoTime());
    await(() -> pipeline.status().cycles() > 50);
    pipeline.supervise();

    assertEquals(PipelineState.WARMING, pipeline.state());
    assertEquals(0, sink("k").heard);
    assertEquals(0, host.types.source.of("s").produced);
  }

  @Test
  void twoPipelinesRunAtOnceWithPeriodsOfTheirOwn() throws RefusedException {
    Pipeline other =
        new Pipeline(
            PipelineSpecification.of("other", Graph.parse("s: source() -> ok: sink()"))
                .withPeriod(256),
            host.services());
    start("s: source() -> k: sink()");
    other.start(System.nanoTime());
    try {
      play(sink("ok"), 1000);
      play(sink("k"), 1000);
    } finally {
      other.stop();
    }
    assertHeard(sink("ok"), frame -> frame + 1);
    assertHeard(sink("k"), frame -> frame + 1);
    assertEquals(0, sink("ok").heard % 256);
  }

  // ---------------------------------------------------------------- helpers

  private static PipelineSpecification strict(Graph graph) {
    return new PipelineSpecification(
        "strict", graph, Rational.of(48_000), 16, null, Mode.STRICT, 0, false, null, false);
  }

  private void start(String graph) throws RefusedException {
    pipeline =
        new Pipeline(
            PipelineSpecification.of("test", Graph.parse(graph)).withPeriod(16).withWorkers(0),
            host.services());
    // Else it would warm up in the background.
    pipeline.setHostStarted(false);
    pipeline.start(System.nanoTime());
  }

  private void edit(String graph) throws RefusedException {
    pipeline.edit(pipeline.specification().withGraph(Graph.parse(graph)));
  }

  private TestEnd sink(String name) {
    return host.types.sink.of(name);
  }

  private Instance instance(String name) {
    return Bench.instance(compiled(), name);
  }

  private Compiler.Compiled compiled() {
    try {
      var field = Pipeline.class.getDeclaredField("compiled");
      field.setAccessible(true);
      return (Compiler.Compiled) field.get(pipeline);
    } catch (ReflectiveOperationException e) {
      throw new AssertionError(e);
    }
  }

  private long compiledGeneration() {
    return compiled().plan().generation;
  }

  private NodeStatus status(String node) {
    return pipeline.status().nodes().stream()
        .filter(status -> status.name().equals(node))
        .findFirst()
        .orElseThrow();
  }

  /** Lets a sink hear so many more frames. */
  private static void play(TestEnd sink, int frames) {
    int wanted = sink.heard + frames;
    await(() -> sink.heard >= wanted);
  }

  private static void await(BooleanSupplier condition) {
    long end = System.nanoTime() + 20_000_000_000L;
    while (!condition.getAsBoolean()) {
      assertTrue(System.nanoTime() < end, "nothing happens");
      java.util.concurrent.locks.LockSupport.parkNanos(1_000_000);
    }
  }

  private static void assertHeard(TestEnd sink, IntToDoubleFunction expected) {
    float[] heard = sink.channel(0);
    assertTrue(heard.length > 0, "silence");
    for (int frame = 0; frame < heard.length; frame++) {
      assertEquals(
          (float) expected.applyAsDouble(frame),
          heard[frame],
          "frame " + frame + " of " + sink.request.node());
    }
  }

  /** A clock that runs until a test breaks it. */
  private static final class FailingClock implements Clock {

    private volatile boolean lost;
    private volatile boolean failing;

    @Override
    public String name() {
      return "failing";
    }

    @Override
    public Rational rate() {
      return Rational.of(48_000);
    }

    @Override
    public int period() {
      return 16;
    }

    @Override
    public Wake await(ClockWaiter waiter) {
      if (failing) {
        throw new IllegalStateException("bug in a clock");
      }
      if (lost) {
        return Wake.LOST;
      }
      return waiter.until(System.nanoTime() + 300_000) ? Wake.CYCLE : Wake.STOPPED;
    }

    @Override
    public long dueTime() {
      return System.nanoTime();
    }
  }
}
