// SPDX-License-Identifier: Apache-2.0
package org.tactus.engine.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.tactus.api.Direction;
import org.tactus.api.Latency;
import org.tactus.api.Rational;
import org.tactus.api.RefusedException;
import org.tactus.api.clock.Clock;
import org.tactus.api.clock.ClockWaiter;
import org.tactus.api.clock.Wake;
import org.tactus.api.device.EndPreference;
import org.tactus.api.node.Cycle;
import org.tactus.api.node.Port;
import org.tactus.api.node.StateLayout;
import org.tactus.api.parameter.Parameter;
import org.tactus.api.processor.ProcessorType;
import org.tactus.engine.PipelineSpecification;
import org.tactus.engine.PipelineState;
import org.tactus.engine.SwapReport;
import org.tactus.engine.SwapReport.HandOver;
import org.tactus.engine.SwapReport.Outcome;
import org.tactus.engine.SwapRequest;
import org.tactus.notation.Graph;

/** Code that is replaced in a running pipeline, on a clock that the test moves. */
class SwapTest {

  private static final int PERIOD = 16;
  private static final float POLE = 0.95f;
  private static final Duration SHORT = Duration.ofMillis(20);

  private final TestHost host = new TestHost();
  private final ManualClock clock = new ManualClock();
  private final List<TestFactory> factories = new ArrayList<>();
  private Pipeline pipeline;
  private long services = 100;

  @AfterEach
  void stop() {
    if (pipeline != null) {
      pipeline.stop();
      assertEquals(0, host.memory.out(), "all memory is back");
      assertEquals(List.of(), host.threads.threads(), "threads that are left");
      for (TestFactory factory : factories) {
        for (TestNode node : factory.made) {
          assertEquals(node.prepared, node.released, "releases of a " + factory.type().name());
        }
      }
    }
  }

  // ---------------------------------------------------------------- state

  @Test
  void copiedStateLeavesNoTrace() throws Exception {
    offer("1.0.0", _ -> pole(true));
    offer("2.0.0", _ -> pole(true));
    start("s: source(noise) -> p: pole() -> k: sink()", "1.0.0");
    play(40);
    SwapReport report = swap("p", SwapRequest.parse("pole@2.0.0"));
    play(40);

    assertEquals(Outcome.SWAPPED, report.outcome());
    assertEquals(HandOver.COPIED, report.handOver());
    assertEquals("pole@1.0.0", report.from());
    assertEquals("pole@2.0.0", report.to());
    assertEquals(240 / PERIOD, report.ramped(), "5 ms at 48 kHz");
    assertEquals(0, report.late());
    assertPole(sink());
    assertEquals("2.0.0", instance("p").version());
  }

  @Test
  void replayedInputLeavesNoTrace() throws Exception {
    offer("1.0.0", _ -> memoryOf(500, false));
    offer("2.0.0", _ -> memoryOf(500, false));
    start("s: source(noise) -> p: pole() -> k: sink()", "1.0.0");
    play(40);
    SwapReport report = swap("p", SwapRequest.parse("pole@2.0.0"));
    play(40);

    assertEquals(Outcome.SWAPPED, report.outcome(), report.reason());
    assertEquals(HandOver.REPLAYED, report.handOver());
    assertTrue(report.replayedFrames() >= 500, report.replayedFrames() + " frames");
    float[] heard = sink().channel(0);
    for (int i = 0; i < heard.length; i++) {
      float expected = noise(i) + (i < 500 ? 0 : noise(i - 500));
      assertEquals(expected, heard[i], "frame " + i);
    }
  }

  @Test
  void codeThatRefusesTheStateReplaysSomeInput() throws Exception {
    offer("1.0.0", _ -> pole(true));
    offer("2.0.0", _ -> pole(false));
    start("s: source(noise) -> p: pole() -> k: sink()", "1.0.0");
    play(40);
    SwapReport report = swap("p", SwapRequest.parse("pole@2.0.0"));
    play(40);

    assertEquals(Outcome.SWAPPED, report.outcome(), report.reason());
    assertEquals(HandOver.REPLAYED, report.handOver());
    assertTrue(report.replayedFrames() >= 24_000, report.replayedFrames() + " frames");
    assertPole(sink());
  }

  @Test
  void rampsOfParametersGoOnInTheNewCode() throws Exception {
    offer("1.0.0", type -> gain(type, 1));
    offer("2.0.0", type -> gain(type, 1));
    start("s: source(constant) -> p: pole(gain=0) -> k: sink()", "1.0.0");
    play(4);
    SwapReport report =
        swap(
            "p",
            SwapRequest.parse("pole@2.0.0"),
            () -> {
              try {
                pipeline.set(pipeline.change("p", "gain", "1"));
              } catch (RefusedException e) {
                throw new IllegalStateException(e);
              }
            });
    play(60);

    assertEquals(Outcome.SWAPPED, report.outcome(), report.reason());
    float[] heard = sink().channel(0);
    assertEquals(1f, heard[heard.length - 1]);
    for (int i = 1; i < heard.length; i++) {
      assertTrue(heard[i] >= heard[i - 1] - 1e-6f, "frame " + i);
      assertTrue(heard[i] - heard[i - 1] < 2f / 480, "step of " + (heard[i] - heard[i - 1]));
    }
    assertEquals("p: pole(gain=1)", pipeline.specification().graph().node("p").orElseThrow() + "");
  }

  // ---------------------------------------------------------------- what is heard

  @Test
  void differentCodeIsFadedInWithoutAStep() throws Exception {
    offer("1.0.0", type -> gain(type, 1));
    offer("2.0.0", type -> gain(type, 0.25f));
    start("s: source(constant) -> p: pole() -> k: sink()", "1.0.0");
    play(10);
    swap("p", SwapRequest.parse("pole@2.0.0"));
    play(10);

    float[] heard = sink().channel(0);
    assertEquals(1f, heard[0]);
    assertEquals(0.25f, heard[heard.length - 1]);
    double bound = 0.75 / 240 * 1.0001;
    for (int i = 1; i < heard.length; i++) {
      assertTrue(Math.abs(heard[i] - heard[i - 1]) <= bound, "frame " + i);
    }
  }

  @Test
  void aTailRingsOutUnderTheNewCode() throws Exception {
    offer("1.0.0", _ -> memoryOf(1000, false));
    offer("2.0.0", type -> gain(type, 1));
    start("s: source(constant) -> p: pole() -> k: sink()", "1.0.0");
    play(200);
    SwapReport report = swap("p", SwapRequest.parse("pole@2.0.0").withTail(true));
    int after = sink().heard;
    play(200);

    assertEquals(HandOver.TAIL, report.handOver());
    float[] heard = sink().channel(0);
    assertEquals(2f, heard[1500], 1e-6);
    assertEquals(1f, heard[heard.length - 1], 1e-6);
    int down = 0;
    for (int i = 1500; i < heard.length; i++) {
      assertTrue(Math.abs(heard[i] - heard[i - 1]) <= 1.01 / 240, "frame " + i);
      down = heard[i] > 1.5 ? i : down;
    }
    assertTrue(after - down > 100, "the old code was there until its tail ended");
  }

  @Test
  void fasterCodeIsHeldBackSoThatNothingIsLostOrRepeated() throws Exception {
    offer("1.0.0", _ -> late(100));
    offer("2.0.0", _ -> late(30));
    offer("3.0.0", _ -> late(70));
    start("s: source() -> p: pole() -> m: sum() -> k: sink(); s -> m.2", "1.0.0");
    play(40);
    assertEquals(0, swap("p", SwapRequest.parse("pole@2.0.0")).shiftFrames());
    play(40);
    assertEquals(0, swap("p", SwapRequest.parse("pole@3.0.0")).shiftFrames());
    play(40);

    float[] heard = sink().channel(0);
    for (int i = 0; i < heard.length; i++) {
      assertEquals(i < 100 ? 0 : 2f * (i - 99), heard[i], "frame " + i);
    }
    assertEquals(100, pipeline.status().nodes().get(1).latencyFrames());
  }

  @Test
  void slowerCodeShiftsWhatFollowsAndSaysSo() throws Exception {
    offer("1.0.0", _ -> late(100));
    offer("2.0.0", _ -> late(130));
    start("s: source() -> p: pole() -> k: sink()", "1.0.0");
    play(40);
    assertEquals(30, swap("p", SwapRequest.parse("pole@2.0.0")).shiftFrames());
    play(40);

    float[] heard = sink().channel(0);
    assertEquals(heard.length - 130, heard[heard.length - 1]);
  }

  @Test
  void slowerCodeBesideOtherPathsIsRefused() throws Exception {
    offer("1.0.0", _ -> late(100));
    offer("2.0.0", _ -> late(130));
    start("s: source() -> p: pole() -> m: sum() -> k: sink(); s -> m.2", "1.0.0");
    play(10);
    assertRefused("30 frames later than the old and meets other paths in 'm'", "pole@2.0.0");
    play(20);
    float[] heard = sink().channel(0);
    assertEquals(2f * (heard.length - 100), heard[heard.length - 1]);
  }

  // ---------------------------------------------------------------- devices

  @Test
  void aSourceGoesOnWhereItsPredecessorStood() throws Exception {
    TestProvider second = offerSource();
    start("s: source() -> k: sink()");
    play(40);
    SwapReport report = swap("s", SwapRequest.of("source").withService(7));
    play(40);

    assertEquals(HandOver.COPIED, report.handOver());
    float[] heard = sink().channel(0);
    for (int i = 0; i < heard.length; i++) {
      assertEquals(i + 1f, heard[i], "frame " + i);
    }
    assertEquals(1, second.opened.getFirst().starts);
    assertEquals(1, host.types.source.opened.getFirst().releases);
  }

  @Test
  void theClockChangesWithItsDevice() throws Exception {
    TestProvider second = offerSource();
    ManualClock next = new ManualClock();
    host.types.source.onOpen =
        end -> {
          end.handsOver = true;
          end.clock = clock;
        };
    host.types.source.preference = new EndPreference(null, PERIOD, true);
    second.onOpen = end -> end.clock = next;
    second.preference = host.types.source.preference;
    pipeline =
        new Pipeline(
            PipelineSpecification.of("test", Graph.parse("s: source() -> k: sink()"))
                .withClockwork(Rational.of(48_000), PERIOD, "s"),
            host.services());
    pipeline.start(System.nanoTime());
    play(40);
    SwapReport report = swap("s", SwapRequest.of("source").withService(7), next::runAhead);
    assertEquals(Outcome.SWAPPED, report.outcome(), report.reason());
    assertSame(next, pipeline.loop().clock());
    int before = sink().heard;
    next.runAhead();
    await(() -> sink().heard > before + 100);
    float[] heard = sink().channel(0);
    for (int i = 0; i < heard.length; i++) {
      assertEquals(i + 1f, heard[i], "frame " + i);
    }
  }

  @Test
  void aSinkStopsBeforeItsSuccessorBeginsAndNothingIsLost() throws Exception {
    TestProvider second = offerSink();
    clockAtTheSource();
    start("s: source() -> p: gain() -> k: sink()");
    play(40);
    SwapReport report = swap("k", SwapRequest.of("sink").withService(7));
    play(40);

    assertEquals(Outcome.SWAPPED, report.outcome(), report.reason());
    assertEquals(0, report.lost());
    TestEnd one = host.types.sink.opened.getFirst();
    TestEnd two = second.opened.getFirst();
    assertEquals(1, one.stops);
    assertEquals(1, one.releases);
    float[] first = one.channel(0);
    float[] rest = two.channel(0);
    assertTrue(rest.length > 40 * PERIOD, rest.length + " frames");
    for (int i = 0; i < first.length + rest.length; i++) {
      float heard = i < first.length ? first[i] : rest[i - first.length];
      assertEquals(i + 1f, heard, "frame " + i);
    }
  }

  @Test
  void aSinkThatDoesNotStartLeavesTheOldOneGoingOn() throws Exception {
    TestProvider second = offerSink();
    second.onOpen = end -> end.startRefusal = new RefusedException("no such card; plug it in");
    clockAtTheSource();
    start("s: source() -> k: sink()");
    play(40);
    SwapReport report = swap("k", SwapRequest.of("sink").withService(7));
    assertEquals(Outcome.ROLLED_BACK, report.outcome());
    assertEquals("no such card; plug it in", report.reason());
    int before = sink().heard;
    play(40);
    assertEquals(before + 40 * PERIOD, sink().heard);
    assertEquals(2, sink().starts);
    assertEquals(0, sink().releases);
  }

  @Test
  void aSinkThatCannotGoOnIsNotTaken() throws Exception {
    TestProvider second = offerSink();
    host.types.sink.onOpen = end -> end.handsOver = true;
    second.onOpen = end -> end.takesOver = false;
    clockAtTheSource();
    start("s: source() -> k: sink()");
    play(40);
    SwapReport report = swap("k", SwapRequest.of("sink").withService(7));
    assertEquals(Outcome.ROLLED_BACK, report.outcome());
    assertTrue(report.reason().contains("cannot go on"), report.reason());
    assertEquals(0, second.opened.getFirst().starts);
    int before = sink().heard;
    play(40);
    assertEquals(before + 40 * PERIOD, sink().heard);
  }

  private TestProvider offerSource() {
    TestProvider second =
        new TestProvider(
            "source", Direction.OUTPUT, host.types.source.options(), host.types.source::makeLike);
    host.types.source.onOpen = end -> end.handsOver = true;
    host.types.registry.add(second, -1, 7);
    return second;
  }

  private TestProvider offerSink() {
    TestProvider second = new TestProvider("sink", Direction.INPUT, List.of(), TestEnd::sink);
    host.types.registry.add(second, -1, 7);
    return second;
  }

  private void clockAtTheSource() {
    host.types.source.onOpen = end -> end.clock = clock;
    host.types.source.preference = new EndPreference(null, PERIOD, true);
  }

  private void start(String graph) throws RefusedException {
    if (host.types.source.preference == EndPreference.ANY) {
      host.types.sink.preference = new EndPreference(null, PERIOD, true);
      host.types.sink.onOpen = end -> end.clock = clock;
    }
    pipeline =
        new Pipeline(
            PipelineSpecification.of("test", Graph.parse(graph))
                .withClockwork(Rational.of(48_000), PERIOD, null),
            host.services());
    pipeline.start(System.nanoTime());
  }

  // ---------------------------------------------------------------- roll-back

  @Test
  void codeThatThrowsIsNeverHeard() throws Exception {
    offer("1.0.0", type -> gain(type, 1));
    offer("2.0.0", _ -> new TestNode().doing(_ -> fail()));
    assertRolledBack("threw IllegalStateException");
  }

  @Test
  void codeThatThrowsInProbationGivesWayInTheSameCycle() throws Exception {
    offer("1.0.0", type -> gain(type, 1));
    offer(
        "2.0.0",
        type -> {
          TestNode node = gain(type, 0.5f);
          Consumer<Cycle> work = node.work;
          int[] cycles = new int[1];
          return node.doing(cycle -> {
            if (cycles[0]++ > 60) {
              fail();
            }
            work.accept(cycle);
          });
        });
    assertRolledBack("threw IllegalStateException");
    float[] heard = sink().channel(0);
    float lowest = 1;
    for (float sample : heard) {
      lowest = Math.min(lowest, sample);
    }
    assertEquals(0.5f, lowest, "the new code was heard");
  }

  @Test
  void samplesThatAreNotFiniteAreNeverHeard() throws Exception {
    offer("1.0.0", type -> gain(type, 1));
    offer("2.0.0", type -> gain(type, Float.POSITIVE_INFINITY));
    assertRolledBack("wrote NaN or infinity");
  }

  @Test
  void codeThatDoesNotFitInThePeriodIsNotTaken() throws Exception {
    offer("1.0.0", type -> gain(type, 1));
    offer("2.0.0", _ -> new TestNode().doing(_ -> spin(400_000)));
    start("s: source(constant) -> p: pole() -> k: sink()", "1.0.0");
    play(10);
    assertRefused("of the 333 µs of a period", "pole@2.0.0");
  }

  @Test
  void codeThatTurnsSlowInProbationIsSentBack() throws Exception {
    offer("1.0.0", type -> gain(type, 1));
    int[] made = new int[1];
    offer(
        "2.0.0",
        type -> {
          TestNode node = gain(type, 0.5f);
          // The second one is the twin that warms up.
          boolean isHeard = made[0]++ == 0;
          int[] cycles = new int[1];
          Consumer<Cycle> work = node.work;
          return node.doing(cycle -> {
            if (isHeard && cycles[0]++ > 60) {
              spin(1_000_000);
            }
            work.accept(cycle);
          });
        });
    assertRolledBack("took longer than the period");
  }

  @Test
  void codeThatAllocatesIsSentBack() throws Exception {
    offer("1.0.0", type -> gain(type, 1));
    Object[] sink = new Object[1];
    offer(
        "2.0.0",
        type -> {
          TestNode node = gain(type, 1);
          Consumer<Cycle> work = node.work;
          return node.doing(cycle -> {
            sink[0] = new byte[1000];
            work.accept(cycle);
          });
        });
    assertRolledBack("allocated on the cycle");
  }

  @Test
  void oldCodeThatCannotSaveItsStatePlaysOn() throws Exception {
    offer(
        "1.0.0",
        _ -> {
          TestNode node = pole(true);
          node.saving =
              _ -> {
                throw new IllegalStateException("cannot");
              };
          return node;
        });
    offer("2.0.0", _ -> pole(true));
    start("s: source(noise) -> p: pole() -> k: sink()", "1.0.0");
    play(10);
    SwapReport report = swap("p", SwapRequest.parse("pole@2.0.0"));
    play(10);
    assertEquals(Outcome.ROLLED_BACK, report.outcome());
    assertTrue(report.reason().contains("saved its state"), report.reason());
    assertPole(sink());
  }

  @Test
  void codeThatFailsIsReplacedBySoundCode() throws Exception {
    int[] cycles = new int[1];
    offer(
        "1.0.0",
        type -> {
          TestNode node = gain(type, 0.5f);
          Consumer<Cycle> work = node.work;
          return node.doing(cycle -> {
            if (cycles[0]++ > 15_000) {
              fail();
            }
            work.accept(cycle);
          });
        });
    offer("2.0.0", type -> gain(type, 0.5f));
    start("s: source(constant) -> p: pole() -> k: sink()", "1.0.0");
    cycles[0] = 15_000;
    playUntil(() -> !instance("p").failure.isEmpty() || supervised());
    SwapReport report = swap("p", SwapRequest.parse("pole@2.0.0"));
    play(40);
    assertEquals(Outcome.SWAPPED, report.outcome(), report.reason());
    float[] heard = sink().channel(0);
    assertEquals(0.5f, heard[heard.length - 1]);
    assertEquals("", pipeline.status().nodes().get(1).message());
    assertFalse(pipeline.status().nodes().get(1).bypassed());
  }

  private boolean supervised() {
    pipeline.supervise();
    return false;
  }

  // ---------------------------------------------------------------- refusals

  @Test
  void whatCannotBeTakenIsRefusedInOneSentence() throws Exception {
    offer("1.0.0", type -> gain(type, 1));
    host.types.registry.add(
        new TestFactory(
            type("2.0.0"),
            _ -> List.of(Port.audioInput("in"), Port.audioOutput("left")),
            _ -> new TestNode()),
        -1,
        7);
    host.types.registry.add(
        new TestFactory(
            type("3.0.0"),
            _ -> {
              throw new RefusedException("no licence; buy one");
            }),
        -1,
        8);
    host.types.registry.add(new TestFactory(type("4.0.0"), _ -> null), -1, 9);
    start("s: source(constant) -> p: pole() -> k: sink()", "1.0.0");
    play(5);
    assertRefused("has the ports", "pole@2.0.0");
    assertRefused("no licence; buy one", "pole@3.0.0");
    assertRefused("failed to get ready with", "pole@4.0.0");
    assertRefused("there is pole@2.0.0, pole@3.0.0, pole@4.0.0, pole@1.0.0", "pole@9.0.0");
    assertRefused("no bundle offers 'gaan'", "gaan");
    assertRefused("runs pole@1.0.0 already", "pole");
    assertTrue(
        assertThrows(RefusedException.class, () -> pipeline.swap("x", SwapRequest.parse("pole")))
            .getMessage()
            .contains("has no node"));
    play(5);
    for (float sample : sink().channel(0)) {
      assertEquals(1f, sample);
    }
  }

  @Test
  void anotherTypeTakesThePlaceAndTheGraphSaysSo() throws Exception {
    offer("1.0.0", type -> gain(type, 1));
    start("s: source(constant) -> pole() -> k: sink()", "1.0.0");
    play(5);
    swap("pole", SwapRequest.parse("gain"));
    play(5);
    assertEquals(
        "pole: gain()", pipeline.specification().graph().node("pole").orElseThrow().toString());
    assertEquals("gain", instance("pole").type);
  }

  // ---------------------------------------------------------------- changes in between

  @Test
  void stoppingEndsASwap() throws Exception {
    offer("1.0.0", type -> gain(type, 1));
    offer("2.0.0", type -> gain(type, 1));
    start("s: source(constant) -> p: pole() -> k: sink()", "1.0.0");
    CompletableFuture<SwapReport> swap = swapAsync("p", Duration.ofSeconds(60));
    playUntil(() -> pipeline.swap() != null);
    pipeline.stop();
    SwapReport report = swap.get(5, TimeUnit.SECONDS);
    assertEquals(Outcome.ROLLED_BACK, report.outcome());
    assertTrue(report.reason().contains("stopped"), report.reason());
  }

  @Test
  void theNewBundleMayGoInProbation() throws Exception {
    TestFactory one = offer("1.0.0", type -> gain(type, 1));
    TestFactory two = offer("2.0.0", type -> gain(type, 0.5f));
    start("s: source(constant) -> p: pole() -> k: sink()", "1.0.0");
    CompletableFuture<SwapReport> swap = swapAsync("p", Duration.ofSeconds(60));
    playUntil(
        () -> pipeline.swap() != null && pipeline.swap().phase() == Transition.Phase.PROBATION);
    host.types.registry.remove(two);
    CompletableFuture<Void> gone = async(() -> pipeline.typesChanged(List.of("pole"), two));
    playUntil(gone::isDone);
    assertEquals(Outcome.ROLLED_BACK, swap.get(5, TimeUnit.SECONDS).outcome());
    assertSame(one, instance("p").provider);
    play(10);
    assertSmooth(1.01 * 0.5 / 240);
  }

  @Test
  void theOldBundleMayGoInProbation() throws Exception {
    TestFactory one = offer("1.0.0", type -> gain(type, 1));
    TestFactory two = offer("2.0.0", type -> gain(type, 0.5f));
    start("s: source(constant) -> p: pole() -> k: sink()", "1.0.0");
    CompletableFuture<SwapReport> swap = swapAsync("p", Duration.ofSeconds(60));
    playUntil(
        () -> pipeline.swap() != null && pipeline.swap().phase() == Transition.Phase.PROBATION);
    host.types.registry.remove(one);
    CompletableFuture<Void> gone = async(() -> pipeline.typesChanged(List.of("pole"), one));
    playUntil(gone::isDone);
    assertEquals(Outcome.SWAPPED, swap.get(5, TimeUnit.SECONDS).outcome());
    assertSame(two, instance("p").provider);
    assertEquals(1, one.last().released);
    play(10);
    assertSmooth(1.01 * 0.5 / 240);
  }

  @Test
  void anEditInProbationKeepsTheNewCode() throws Exception {
    offer("1.0.0", type -> gain(type, 1));
    TestFactory two = offer("2.0.0", type -> gain(type, 0.5f));
    start("s: source(constant) -> p: pole() -> k: sink()", "1.0.0");
    CompletableFuture<SwapReport> swap = swapAsync("p", Duration.ofSeconds(60));
    playUntil(
        () -> pipeline.swap() != null && pipeline.swap().phase() == Transition.Phase.PROBATION);
    CompletableFuture<Void> edit =
        async(() -> {
          try {
            pipeline.edit(
                pipeline
                    .specification()
                    .withGraph(
                        Graph.parse("s: source(constant) -> p: pole() -> k: sink(); p -> sink()")));
          } catch (RefusedException e) {
            throw new IllegalStateException(e);
          }
        });
    playUntil(edit::isDone);
    edit.get();
    assertEquals(Outcome.SWAPPED, swap.get(5, TimeUnit.SECONDS).outcome());
    assertSame(two, instance("p").provider);
    play(10);
    assertSmooth(1.01 * 0.5 / 240);
  }

  @Test
  void aNewVersionThatAppearsChangesNothingByItself() throws Exception {
    TestFactory one = offer("1.0.0", type -> gain(type, 1));
    start("s: source(constant) -> p: pole() -> k: sink()", "1.0.0");
    play(5);
    TestFactory two = offer("2.0.0", type -> gain(type, 0.5f));
    pipeline.typesChanged(List.of("pole"), null);
    play(5);
    assertSame(one, instance("p").provider);
    assertEquals(0, two.made.size());
    assertEquals(List.of("p"), pipeline.uses(100).stream().map(use -> use.node()).toList());
    assertEquals(List.of(), pipeline.uses(101));
  }

  @Test
  void manySwapsInARowLeaveNothingBehind() throws Exception {
    offer("1.0.0", _ -> pole(true));
    offer("2.0.0", _ -> pole(true));
    start("s: source(noise) -> p: pole() -> k: sink()", "1.0.0");
    play(10);
    int memory = host.memory.out();
    for (int i = 0; i < 6; i++) {
      SwapReport report =
          swap(
              "p",
              SwapRequest.parse(i % 2 == 0 ? "pole@2.0.0" : "pole@1.0.0").withProbation(SHORT));
      assertEquals(Outcome.SWAPPED, report.outcome(), report.reason());
      assertEquals(HandOver.COPIED, report.handOver());
    }
    play(10);
    assertPole(sink());
    assertEquals(memory, host.memory.out());
  }

  // ---------------------------------------------------------------- harness

  private void assertRolledBack(String reason) throws Exception {
    start("s: source(constant) -> p: pole() -> k: sink()", "1.0.0");
    play(10);
    SwapReport report = swap("p", SwapRequest.parse("pole@2.0.0"));
    play(40);
    assertEquals(Outcome.ROLLED_BACK, report.outcome());
    assertTrue(report.reason().contains(reason), report.reason());
    assertEquals("1.0.0", instance("p").version());
    assertFalse(instance("p").bypassed);
    assertSmooth(1.01 * 0.5 / 240);
    float[] heard = sink().channel(0);
    assertEquals(1f, heard[heard.length - 1]);
  }

  private void assertSmooth(double bound) {
    float[] heard = sink().channel(0);
    for (int i = 1; i < heard.length; i++) {
      assertTrue(
          Math.abs(heard[i] - heard[i - 1]) <= bound,
          "frame " + i + ": from " + heard[i - 1] + " to " + heard[i]);
    }
  }

  private void assertRefused(String sentence, String type) {
    CompletableFuture<RefusedException> refusal =
        asyncGet(() ->
            assertThrows(
                RefusedException.class, () -> pipeline.swap("p", SwapRequest.parse(type))));
    playUntil(refusal::isDone);
    String message = refusal.join().getMessage();
    assertTrue(message.contains(sentence), message);
    assertEquals(PipelineState.RUNNING, pipeline.state());
  }

  private static void assertPole(TestEnd sink) {
    float[] heard = sink.channel(0);
    assertTrue(heard.length > 0);
    float state = 0;
    for (int i = 0; i < heard.length; i++) {
      state = noise(i) + POLE * state;
      assertEquals(state, heard[i], "frame " + i);
    }
  }

  private static float noise(int frame) {
    return Types.sample("noise", 1, 0, frame);
  }

  private static ProcessorType type(String version) {
    return ProcessorType.of("pole", version, "a recursion")
        .withParameters(Parameter.number("gain", "Gain", "", -10, 10, 1));
  }

  private interface Making {
    TestNode make(ProcessorType type) throws RefusedException;
  }

  /** The first that is offered is preferred, so that a pipeline starts with it. */
  private TestFactory offer(String version, Making making) {
    TestFactory factory = new TestFactory(type(version), _ -> making.make(type(version)));
    host.types.registry.add(factory, factories.isEmpty() ? 1 : 0, services++);
    factories.add(factory);
    return factory;
  }

  /** One pole; its state is one float. */
  private static TestNode pole(boolean takesState) {
    float[] state = new float[1];
    TestNode node = new TestNode();
    node.layout = StateLayout.copied(1, Float.BYTES, 100);
    node.saving =
        target -> {
          target.set(Types.FLOAT, 0, state[0]);
          return Float.BYTES;
        };
    node.loading =
        (version, source) -> {
          if (!takesState || version != 1) {
            return false;
          }
          state[0] = source.get(Types.FLOAT, 0);
          return true;
        };
    node.work =
        cycle -> {
          MemorySegment in = cycle.audioIn(0).channel(0);
          MemorySegment out = cycle.audioOut(0).channel(0);
          for (int i = 0; i < cycle.frames(); i++) {
            state[0] = in.getAtIndex(Types.FLOAT, i) + POLE * state[0];
            out.setAtIndex(Types.FLOAT, i, state[0]);
          }
        };
    return node;
  }

  /** Adds what came in some frames ago. */
  private static TestNode memoryOf(int frames, boolean delayed) {
    float[] line = new float[frames];
    int[] at = new int[1];
    TestNode node = new TestNode();
    node.layout = StateLayout.replayed(frames);
    node.tail = frames;
    node.work =
        cycle -> {
          MemorySegment in = cycle.audioIn(0).channel(0);
          MemorySegment out = cycle.audioOut(0).channel(0);
          for (int i = 0; i < cycle.frames(); i++) {
            float now = in.getAtIndex(Types.FLOAT, i);
            out.setAtIndex(Types.FLOAT, i, delayed ? line[at[0]] : now + line[at[0]]);
            line[at[0]] = now;
            at[0] = (at[0] + 1) % frames;
          }
        };
    return node;
  }

  private static TestNode late(int frames) {
    TestNode node = memoryOf(frames, true);
    node.latency = Latency.of(frames);
    node.tail = 0;
    return node;
  }

  private static TestNode gain(ProcessorType type, float factor) {
    TestNode node = new TestNode();
    node.inPlace = type.version().startsWith("1");
    node.work =
        cycle -> {
          MemorySegment in = cycle.audioIn(0).channel(0);
          MemorySegment out = cycle.audioOut(0).channel(0);
          for (int i = 0; i < cycle.frames(); i++) {
            float gain = factor * cycle.parameters().valueAt(0, i);
            out.setAtIndex(Types.FLOAT, i, in.getAtIndex(Types.FLOAT, i) * gain);
          }
        };
    return node;
  }

  private static void fail() {
    throw new IllegalStateException("bug in new code");
  }

  private static void spin(long nanos) {
    long end = System.nanoTime() + nanos;
    while (System.nanoTime() < end) {
      Thread.onSpinWait();
    }
  }

  private void start(String graph, String version) throws RefusedException {
    start(graph);
    assertEquals(version, instance("pole".equals(name(graph)) ? "pole" : "p").version());
  }

  private static String name(String graph) {
    return graph.contains("p: ") ? "p" : "pole";
  }

  private SwapReport swap(String node, SwapRequest request) throws Exception {
    return swap(node, request, () -> {});
  }

  /** Swaps while the clock runs; {@code inBetween} is done once, soon after both run. */
  private SwapReport swap(String node, SwapRequest request, Runnable inBetween) throws Exception {
    SwapRequest shortened = request.probation() == null ? request.withProbation(SHORT) : request;
    CompletableFuture<SwapReport> swap =
        asyncGet(() -> {
          try {
            return pipeline.swap(node, shortened);
          } catch (RefusedException e) {
            throw new IllegalStateException(e.getMessage(), e);
          }
        });
    playUntil(() -> pipeline.swap() != null || swap.isDone());
    play(3);
    inBetween.run();
    playUntil(swap::isDone);
    return swap.get();
  }

  private CompletableFuture<SwapReport> swapAsync(String node, Duration probation) {
    return asyncGet(() -> {
      try {
        return pipeline.swap(node, SwapRequest.parse("pole@2.0.0").withProbation(probation));
      } catch (RefusedException e) {
        throw new IllegalStateException(e.getMessage(), e);
      }
    });
  }

  /** The common pool may have one thread, and a swap blocks it. */
  private static CompletableFuture<Void> async(Runnable work) {
    return CompletableFuture.runAsync(work, command -> new Thread(command).start());
  }

  private static <T> CompletableFuture<T> asyncGet(Supplier<T> work) {
    return CompletableFuture.supplyAsync(work, command -> new Thread(command).start());
  }

  private void play(int cycles) {
    for (int i = 0; i < cycles; i++) {
      clock.step();
    }
  }

  private void playUntil(BooleanSupplier condition) {
    long end = System.nanoTime() + 20_000_000_000L;
    while (!condition.getAsBoolean()) {
      assertTrue(System.nanoTime() < end, "nothing happens");
      clock.step();
      java.util.concurrent.locks.LockSupport.parkNanos(100_000);
    }
  }

  private static void await(BooleanSupplier condition) {
    long end = System.nanoTime() + 20_000_000_000L;
    while (!condition.getAsBoolean()) {
      assertTrue(System.nanoTime() < end, "nothing happens");
      java.util.concurrent.locks.LockSupport.parkNanos(100_000);
    }
  }

  private Instance instance(String name) {
    return Compiler.instances(pipeline.compiled().plan()).get(name);
  }

  private TestEnd sink() {
    return host.types.sink.opened.getFirst();
  }

  /** A clock that runs a cycle when the test says so, always in time. */
  private static final class ManualClock implements Clock {

    private final Semaphore wanted = new Semaphore(0);
    private final Semaphore done = new Semaphore(0);

    /** Runs more cycles than the rest of a test needs. */
    void runAhead() {
      wanted.release(1 << 13);
    }

    void step() {
      wanted.release();
      try {
        var _ = done.tryAcquire(2, TimeUnit.SECONDS);
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }

    @Override
    public String name() {
      return "manual";
    }

    @Override
    public Rational rate() {
      return Rational.of(48_000);
    }

    @Override
    public int period() {
      return PERIOD;
    }

    @Override
    public Wake await(ClockWaiter waiter) {
      while (!waiter.isStopping()) {
        try {
          if (wanted.tryAcquire(1, TimeUnit.MILLISECONDS)) {
            return Wake.CYCLE;
          }
        } catch (InterruptedException _) {
          return Wake.STOPPED;
        }
      }
      return Wake.STOPPED;
    }

    @Override
    public long dueTime() {
      // A day in advance, so that nothing is ever late.
      return System.nanoTime() + 86_400_000_000_000L;
    }

    @Override
    public void complete() {
      done.release();
    }
  }
}
