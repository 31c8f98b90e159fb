// SPDX-License-Identifier: Apache-2.0
package org.tactus.engine.internal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tactus.api.Latency;
import org.tactus.api.MediaFormat;
import org.tactus.api.Rational;
import org.tactus.api.RefusedException;
import org.tactus.api.audio.AudioFormat;
import org.tactus.api.device.EndPreference;
import org.tactus.api.node.Option;
import org.tactus.api.node.Port;
import org.tactus.api.parameter.Parameter;
import org.tactus.api.processor.ProcessorType;

/** Graphs that are plans, and graphs that are refused with a sentence and without a trace. */
class CompilerTest {

  private final Bench bench = new Bench();

  // ---------------------------------------------------------------- order

  @Test
  void everyNodeRunsAfterWhatFeedsItWhateverTheTextSays() throws RefusedException {
    Compiler.Compiled compiled =
        bench.compile(
            "k: sink(); z: gain(); m: sum(2); s: source();"
                + " m -> k; z -> m.1; s -> m.2; s -> z");

    assertEquals(List.of("s", "z", "m", "k"), names(compiled));
  }

  @Test
  void whereTheLinksLeaveAChoiceTheTextDecides() throws RefusedException {
    Compiler.Compiled compiled =
        bench.compile("b: source() -> b2: sink(); a: source() -> a2: sink()");

    assertEquals(List.of("b", "a", "b2", "a2"), names(compiled));
  }

  // ---------------------------------------------------------------- refusals

  /** A graph that is refused, and what the sentence must name. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          source() -> mystery() -> sink()                     | no bundle offers 'mystery'; node 'mystery'; gain
          source() -> sink().9                                | line 1
          s: source() -> g: gain() -> sink(); s -> g          | 'in' of 'g'; 's'; twice; mixer
          a: source(); b: source(); a -> m: sum() -> sink(); b -> m.in1 | 'in1' of 'm'; 'a'; 'b'
          g: gain() -> sink()                                 | 'in' of 'g'; linked to nothing; link a node
          source() -> m: sum() -> sink(); m -> gain.7; gain() | 'gain' has no input '7'; in
          s: source() -> sink(); k: sink(); s.left -> k       | 's' has no output 'left'; out
          k: sink() -> gain() -> sink()                       | 'sink'; other end; turn
          source() -> s: source()                             | 'source'; other end
          source() -> notes()                                 | 'notes'; no input
          source() -> k: sink() -> k2: sink()                 | 'k'; both a source and a sink
          source() -> sink(); s2: source()                    | 's2'; linked to nothing
          notes() -> gain() -> sink()                         | event; audio; one kind
          pictures() -> p2: pictures()                        | video; audio or events
          source() -> gain(db=1) -> sink()                    | 'gain' has no 'db'; gain
          source() -> gain(gain=101) -> sink()                | '101'; gain.gain; -100 to 100
          source() -> gain(gain=NaN) -> sink()                | 'NaN'; gain.gain
          source() -> gain(gain="1,5") -> sink()              | '1,5'; number
          source() -> gain(1) -> sink()                       | 'gain'; key
          source(counter, 1, 2, 3, 4) -> sink()               | 'source'; at most 4
          source(counter, wave=noise) -> sink()               | 'wave' of node 'source'; twice
          source(saw) -> sink()                               | 'saw'; source.wave; counter or impulse
          source(channels=0) -> sink()                        | '0'; source.channels; 1 to 64
          source(channels=1.5) -> sink()                      | '1.5'; whole number
          source() -> late() -> sink()                        | 'late' lacks frames
          sink()                                              | 'sink'; linked to nothing
          s: source(); t: source(channels=2); s -> m: sum() -> sink(); t -> m.2 | 1 channel; 2 channels
          s: source() -> m: sum() -> g: gain() -> sink(); g -> m.2  | loop; m; g; delay
          """)
  void refusals(String text, String named) {
    RefusedException error = assertThrows(RefusedException.class, () -> bench.compile(text), text);

    for (String word : named.split(";")) {
      assertTrue(error.getMessage().contains(word.strip()), word + " in: " + error.getMessage());
    }
    assertFalse(error.getMessage().contains("\n"), error.getMessage());
    assertNothingIsLeft();
  }

  @Test
  void aLoopOfManyNodesIsNamedInItsOrder() {
    RefusedException error =
        assertThrows(
            RefusedException.class,
            () ->
                bench.compile(
                    "source() -> a: sum() -> b: gain() -> c: gain() -> sink(); c -> a.2"));

    assertTrue(
        error.getMessage().contains("a -> b -> c -> a")
            || error.getMessage().contains("b -> c -> a -> b")
            || error.getMessage().contains("c -> a -> b -> c"),
        error.getMessage());
  }

  @Test
  void twoRatesAreRefusedWithBoth() {
    bench.types.source.preference = new EndPreference(Rational.of(44_100), 0, false);
    RefusedException error =
        assertThrows(RefusedException.class, () -> bench.compile("source() -> sink()"));

    assertTrue(error.getMessage().contains("44100"), error.getMessage());
    assertTrue(error.getMessage().contains("48000"), error.getMessage());
    assertNothingIsLeft();
  }

  @ParameterizedTest
  @CsvSource({
    "7999, 64, 7999",
    "192001, 64, 192001",
    "48000, 15, 15",
    "48000, 8193, 8193",
    "48000000001/1000000, 64, denominator",
    "-48000, 64, -48000",
    "0, 64, 0"
  })
  void ratesAndPeriodsOutOfRangeAreRefused(String rate, int period, String named) {
    bench.rate = Rational.parse(rate);
    bench.period = period;

    RefusedException error =
        assertThrows(RefusedException.class, () -> bench.compile("source() -> sink()"));

    assertTrue(error.getMessage().contains(named), error.getMessage());
  }

  @Test
  void anUnknownClockIsRefused() {
    bench.clock = "pendulum";
    RefusedException error =
        assertThrows(RefusedException.class, () -> bench.compile("source() -> sink()"));

    assertTrue(error.getMessage().contains("'pendulum'"), error.getMessage());
  }

  @Test
  void aDeviceThatDictatesRateAndPeriodIsFollowed() throws RefusedException {
    bench.rate = null;
    bench.period = 0;
    bench.types.sink.preference = new EndPreference(Rational.of(96_000), 256, true);

    Compiler.Compiled compiled = bench.compile("source() -> k: sink()");

    assertEquals(Rational.of(96_000), compiled.settled().rate());
    assertEquals(256, compiled.settled().period());
    assertEquals("k", compiled.settled().clock().name());
  }

  @Test
  void whatNobodySaysIsTheUsual() throws RefusedException {
    bench.rate = null;
    bench.period = 0;

    Settlement settled = bench.compile("source() -> sink()").settled();

    assertEquals(Rational.of(48_000), settled.rate());
    assertEquals(128, settled.period());
  }

  // ---------------------------------------------------------------- all or nothing

  @Test
  void whatWasMadeIsReleasedWhenALaterNodeRefuses() {
    for (String where : List.of("create", "negotiate", "prepare")) {
      refusing(where, new RefusedException("no hall.wav; give one"));
      RefusedException error =
          assertThrows(
              RefusedException.class,
              () -> bench.compile("source() -> taker() -> refuser() -> sink()"),
              where);
      assertEquals("no hall.wav; give one", error.getMessage(), where);
      assertNothingIsLeft();
    }
  }

  @Test
  void aNodeThatThrowsIsNamedAndNothingIsLeft() {
    for (String where : List.of("create", "negotiate", "prepare")) {
      for (Throwable thrown :
          List.of(new NullPointerException("x"), new NoClassDefFoundError("org/vendor/Lost"))) {
        throwing(where, thrown);
        RefusedException error =
            assertThrows(
                RefusedException.class,
                () -> bench.compile("source() -> taker() -> r: refuser() -> sink()"),
                where);
        assertTrue(error.getMessage().contains("'r'"), error.getMessage());
        assertTrue(
            error.getMessage().contains(thrown.getClass().getSimpleName()), error.getMessage());
        assertEquals(thrown, error.getCause());
        assertNothingIsLeft();
      }
    }
  }

  @Test
  void aTypeThatThrowsWhenAskedForItsPortsIsARefusal() {
    bench.types.registry.add(
        new TestFactory(
            ProcessorType.of("refuser", "1.0.0", "throws"),
            _ -> {
              throw new IllegalStateException("bug");
            },
            _ -> new TestNode()),
        0,
        1);

    assertThrows(RefusedException.class, () -> bench.compile("source() -> refuser() -> sink()"));
  }

  @Test
  void aNodeWhoseReleaseThrowsDoesNotKeepTheOthers() {
    refusing("prepare", new RefusedException("no"));
    TestFactory bad =
        new TestFactory(
            ProcessorType.of("bad", "1.0.0", "throws at its end"),
            _ -> {
              TestNode node = new TestNode();
              node.releasing =
                  () -> {
                    throw new IllegalStateException("bug");
                  };
              return node;
            });
    bench.types.registry.add(bad, 0, 1);

    RefusedException error =
        assertThrows(
            RefusedException.class,
            () -> bench.compile("source() -> bad() -> taker() -> refuser() -> sink()"));

    assertEquals("no", error.getMessage());
    assertEquals(1, bad.last().released);
    assertNothingIsLeft();
  }

  @Test
  void memoryThatRunsOutAnywhereIsTheSentenceAndLeavesNothing() throws RefusedException {
    refusing("never", null);
    String graph = "source() -> taker() -> a: sum() -> late(100) -> b: sum() -> sink(); a -> b.2";
    bench.compile(graph);
    int needed = bench.memory.allocations;
    assertTrue(needed > 5, "allocations: " + needed);

    for (int enough = 0; enough < needed; enough++) {
      Bench poor = new Bench();
      poor.types.registry.add(taker(), 0, 1);
      poor.memory.runOutAfter(enough);
      RefusedException error =
          assertThrows(RefusedException.class, () -> poor.compile(graph), "after " + enough);
      assertTrue(
          error.getMessage().endsWith("the test has no memory left; give it some"),
          error.getMessage());
      assertEquals(0, poor.memory.out(), "after " + enough);
    }
  }

  @Test
  void aNodeThatRefusedToPrepareIsNotReleased() {
    TestFactory refuser = refusing("prepare", new RefusedException("no"));

    assertThrows(RefusedException.class, () -> bench.compile("source() -> refuser() -> sink()"));

    assertEquals(0, refuser.last().released);
  }

  @Test
  void checkingOpensNothing() throws RefusedException {
    Pipeline.check(bench.specification("source() -> gain() -> sink()"), bench.types.registry);

    assertEquals(List.of(), bench.types.source.opened);
    assertEquals(List.of(), bench.types.gain.made);
    assertEquals(0, bench.memory.allocations);
  }

  // ---------------------------------------------------------------- formats and preparation

  @Test
  void formatsFlowFromSourceToSink() throws RefusedException {
    Compiler.Compiled compiled =
        bench.compile("source(channels=3) -> g: gain() -> m: sum(3) -> k: sink()");

    assertEquals(List.of(Types.audio(3)), Bench.instance(compiled, "m").outputFormats);
    assertEquals(List.of(Types.audio(3)), Bench.instance(compiled, "k").inputFormats);
    assertEquals(
        Arrays.asList(Types.audio(3), null, null), Bench.instance(compiled, "m").inputFormats);
    assertEquals(List.of(Types.audio(3)), bench.types.gain.last().preparation.outputs());
  }

  @Test
  void anOutputWithoutAFormatOrOfAnotherRateIsRefused() {
    for (List<MediaFormat> formats :
        List.<List<MediaFormat>>of(List.of(), List.of(AudioFormat.of(Rational.of(44_100), 1)))) {
      TestFactory odd =
          new TestFactory(
              ProcessorType.of("odd", "1.0.0", "odd formats"),
              _ -> {
                TestNode node = new TestNode();
                node.negotiating = _ -> formats;
                return node;
              });
      bench.types.registry.add(odd, 100, 1);
      RefusedException error =
          assertThrows(
              RefusedException.class, () -> bench.compile("source() -> o: odd() -> sink()"));
      assertTrue(error.getMessage().contains("'o'"), error.getMessage());
      assertNothingIsLeft();
      bench.types.registry.remove(odd);
    }
  }

  @Test
  void optionsAndParametersComeByKeyByPlaceAndByDefault() throws RefusedException {
    TestFactory typed =
        new TestFactory(
            ProcessorType.of("typed", "1.0.0", "takes everything")
                .withOptions(
                    Option.text("label", "text"),
                    Option.number("ratio", "number", -1, 1).orElse(0.5),
                    Option.toggle("wild", "switch"),
                    Option.choice("shape", "choice", "round", "square"))
                .withParameters(
                    Parameter.number("level", "Level", "dB", -60, 12, -3),
                    Parameter.choice("mode", "Mode", List.of("low", "high"), "low"),
                    Parameter.toggle("mute", "Mute", false)),
            _ -> new TestNode());
    bench.types.registry.add(typed, 0, 1);

    Compiler.Compiled compiled =
        bench.compile("source() -> t: typed(\"x y\", -0.5, mode=high, mute=true) -> sink()");

    Instance instance = Bench.instance(compiled, "t");
    assertEquals(
        Map.of("label", "x y", "ratio", -0.5, "wild", false, "shape", "round"),
        instance.options.asMap());
    assertArrayEquals(new float[] {-3, 1, 1}, instance.parameters.allRequested());
    assertEquals(1, typed.last().preparation.initialValue(1));
  }

  @Test
  void theHighestRankingOfferIsTaken() throws RefusedException {
    TestFactory better =
        new TestFactory(ProcessorType.of("gain", "2.0.0", "better"), _ -> new TestNode());
    bench.types.registry.add(better, 5, 1);

    bench.compile("source() -> gain() -> sink()");

    assertEquals(1, better.made.size());
    assertEquals(0, bench.types.gain.made.size());
  }

  @Test
  void portsAreFoundByNameAndByNumber() throws RefusedException {
    TestFactory swapped =
        new TestFactory(
            ProcessorType.of("swapped", "1.0.0", "ports named after other numbers"),
            _ ->
                List.of(
                    Port.audioInput("2").asOptional(),
                    Port.audioInput("side").asOptional(),
                    Port.audioOutput("out")),
            _ -> new TestNode());
    bench.types.registry.add(swapped, 0, 1);

    Compiler.Compiled compiled =
        bench.compile("s: source(); w: swapped() -> sink(); s -> w.2; s -> w.side");

    assertEquals(
        List.of(Types.audio(1), Types.audio(1)), Bench.instance(compiled, "w").inputFormats);
  }

  // ---------------------------------------------------------------- blocks

  @Test
  void aLongChainNeedsTwoBlocksAlsoInPlace() throws RefusedException {
    bench.compile("source()" + " -> copier()".repeat(100) + " -> sink()");
    assertEquals(2, bench.memory.out());

    Bench inPlace = new Bench();
    inPlace.compile("source()" + " -> gain()".repeat(100) + " -> sink()");
    assertEquals(2, inPlace.memory.out(), "one to work in, one that keeps the dry signal");
  }

  @Test
  void aBlockIsSharedOnlyWhereNobodyElseReadsIt() throws RefusedException {
    Compiler.Compiled compiled =
        bench.compile(
            "s: source() -> one: gain() -> two: gain(); two -> a: gain() -> sink();"
                + " two -> b: gain() -> sink()");

    assertTrue(run(compiled, "one").audioOut(0).isInPlace());
    assertTrue(run(compiled, "two").audioOut(0).isInPlace());
    assertFalse(run(compiled, "a").audioOut(0).isInPlace());
    assertFalse(run(compiled, "b").audioOut(0).isInPlace());
  }

  @Test
  void channelsAreAlignedAndApart() throws RefusedException {
    bench.period = 17;
    Compiler.Compiled compiled = bench.compile("source(channels=3) -> sink()");
    NodeRun source = run(compiled, "source");

    for (int channel = 0; channel < 3; channel++) {
      long address = source.audioOut(0).channel(channel).address();
      assertEquals(0, address % 64);
      assertEquals(17 * 4, source.audioOut(0).channel(channel).byteSize());
      if (channel > 0) {
        assertTrue(
            address - source.audioOut(0).channel(channel - 1).address() >= 17 * 4,
            "channels overlap");
      }
    }
  }

  /** A node that is silent from some time on must not play what others leave in its memory. */
  @Test
  void anEndedSourceStaysSilentThoughItsMemoryServesOthers() throws RefusedException {
    bench.run(
        "short: source(constant, length=10) -> c1: copier() -> m: sum();"
            + " long: source(noise, length=2000) -> c2: copier() -> c3: copier() -> m.2;"
            + " m -> k: sink()");

    float[] heard = bench.heard("k");
    assertEquals(2000, heard.length);
    for (int i = 0; i < heard.length; i++) {
      assertEquals(Types.sample("noise", 1, 0, i) + (i < 10 ? 1 : 0), heard[i], 1e-6, "frame " + i);
    }
  }

  // ---------------------------------------------------------------- loops

  @Test
  void aLoopThroughACloserRepeatsAfterItsFrames() throws RefusedException {
    for (int period : new int[] {16, 64, 100}) {
      Bench loop = new Bench();
      loop.period = period;
      loop.run(
          "s: source(impulse, length=1) -> m: sum() -> k: sink();"
              + " m -> g: copier(gain=0.5) -> d: back(130) -> m.2");
      float[] heard = loop.heard("k");
      assertEquals(1 + 1300, heard.length, "sources' end and the closer's tail");
      for (int i = 0; i < heard.length; i++) {
        double expected = i % 130 == 0 ? Math.pow(0.5, i / 130.0) : 0;
        assertEquals(expected, heard[i], 1e-7, "frame " + i + " at period " + period);
      }
      assertEquals(period, loop.types.back.last().preparation.feedbackFrames());
    }
  }

  @Test
  void aLoopShorterThanThePeriodIsRefusedByItsCloser() {
    bench.period = 256;
    RefusedException error =
        assertThrows(
            RefusedException.class,
            () -> bench.compile("source() -> m: sum() -> d: back(130) -> m.2; m -> sink()"));
    assertTrue(error.getMessage().contains("shorter"), error.getMessage());
    assertNothingIsLeft();
  }

  @Test
  void aCloserOutsideOfALoopDelaysAsLongAsItSays() throws RefusedException {
    bench.run("source(impulse, length=1) -> back(130) -> k: sink()");

    assertEquals(1, bench.heard("k")[130]);
    assertEquals(0, bench.types.back.last().preparation.feedbackFrames());
  }

  @Test
  void aCloserMayFeedItself() throws RefusedException {
    TestFactory self =
        new TestFactory(
            ProcessorType.of("self", "1.0.0", "adds half of its last output").asLoopCloser(),
            _ -> List.of(Port.audioInput("in"), Port.audioInput("again"), Port.audioOutput("out")),
            _ -> {
              TestNode node = new TestNode();
              node.tail = 640;
              node.work =
                  cycle -> {
                    cycle.audioOut(0).clear();
                    for (int i = 0; i < cycle.frames(); i++) {
                      cycle
                          .audioOut(0)
                          .channel(0)
                          .setAtIndex(
                              Types.FLOAT,
                              i,
                              cycle.audioIn(0).channel(0).getAtIndex(Types.FLOAT, i)
                                  + 0.5f * cycle.audioIn(1).channel(0).getAtIndex(Types.FLOAT, i));
                    }
                  };
              return node;
            });
    bench.types.registry.add(self, 0, 1);

    bench.run("source(impulse, length=1) -> w: self() -> k: sink(); w -> w.again");

    float[] heard = bench.heard("k");
    for (int i = 0; i < heard.length; i++) {
      assertEquals(i % 64 == 0 ? Math.pow(0.5, i / 64.0) : 0, heard[i], 1e-7, "frame " + i);
    }
  }

  // ---------------------------------------------------------------- latency

  @Test
  void parallelPathsMeetInOneFrame() throws RefusedException {
    bench.run(
        "s: source(impulse, length=1) -> a: late(100) -> m: sum(3) -> k: sink();"
            + " s -> b: late(37) -> c: late(200) -> m.2; s -> m.3");

    float[] heard = bench.heard("k");
    assertEquals(238, heard.length);
    assertEquals(3, heard[237]);
    for (int i = 0; i < 237; i++) {
      assertEquals(0, heard[i], "frame " + i);
    }
  }

  @Test
  void nodesLearnWhereTheyStand() throws RefusedException {
    Compiler.Compiled compiled =
        bench.compile(
            "s: source() -> a: late(100) -> m: sum() -> g: gain() -> b: late(7) -> k: sink();"
                + " s -> m.2");
    bench.types.source.of("s").latency = Latency.of(32);
    bench.types.sink.of("k").latency = Latency.of(64);
    PathLatencies.tell(compiled.plan());

    TestNode gain = bench.types.gain.last();
    assertEquals(Latency.of(132), gain.upstream);
    assertEquals(Latency.of(71), gain.downstream);
    assertEquals(Latency.of(100), gain.preparation.inputLatency());
    assertEquals("107", compiled.plan().latency);
  }

  // ---------------------------------------------------------------- the end

  @ParameterizedTest
  @CsvSource({"0", "1", "63", "64", "65", "128", "1000"})
  void aRecordingIsPlayedToItsLastFrame(int length) throws RefusedException {
    bench.run("source(length=" + length + ") -> gain() -> k: sink()");

    float[] heard = bench.heard("k");
    assertEquals(length, heard.length);
    for (int i = 0; i < length; i++) {
      assertEquals(i + 1, heard[i]);
    }
    assertEquals(Math.max(1, (length + 63) / 64), bench.loop.cycles(), "no cycle for nothing");
    assertEquals(CycleLoop.Outcome.ENDED, bench.loop.outcome());
  }

  @Test
  void latencyAndTailComeAfterTheLastFrame() throws RefusedException {
    bench.run("source(length=50) -> late(70) -> echo(200) -> k: sink()");

    float[] heard = bench.heard("k");
    assertEquals(50 + 70 + 200, heard.length);
    assertEquals(50, heard[70 + 49]);
    assertEquals(0, heard[70 + 50]);
    assertEquals(50, heard[50 + 70 + 200 - 1]);
  }

  @Test
  void aLimitEndsInTheMiddleOfABlock() throws RefusedException {
    for (int period : new int[] {16, 64, 1000}) {
      Bench limited = new Bench();
      limited.period = period;
      limited.limit = 333;
      limited.run("source() -> k: sink()");
      assertEquals(333, limited.heard("k").length, "at period " + period);
    }
  }

  @Test
  void withoutASinkItEndsWithItsSources() throws RefusedException {
    bench.run("source(length=130) -> gain()");

    assertEquals(3 * 64, bench.loop.position());
  }

  // ---------------------------------------------------------------- events

  @Test
  void eventsArriveInTheirCycle() throws RefusedException {
    int[] seen = new int[3];
    TestFactory listener =
        new TestFactory(
            ProcessorType.of("listener", "1.0.0", "hears events"),
            _ -> List.of(Port.input("in", org.tactus.api.MediaKind.EVENT)),
            _ ->
                new TestNode()
                    .doing(cycle -> {
                      assertEquals(1, cycle.eventsIn(0).size());
                      seen[(int) (cycle.position() / 64)] = cycle.eventsIn(0).byteAt(0, 1);
                    }));
    bench.types.registry.add(listener, 0, 1);
    bench.limit = 129;

    Compiler.Compiled compiled = bench.compile("notes() -> l: listener(); source() -> sink()");
    bench.run(compiled);

    assertArrayEquals(new int[] {0, 64, 0}, seen);
    assertFalse(Bench.instance(compiled, "l").bypassed);
  }

  // ---------------------------------------------------------------- helpers

  private TestFactory taker() {
    return new TestFactory(
        ProcessorType.of("taker", "1.0.0", "takes memory"),
        _ -> {
          TestNode node = new TestNode();
          node.preparing =
              preparation -> {
                preparation.allocate(1000, 64);
                preparation.allocate(2000, 64);
              };
          return node;
        });
  }

  private TestFactory refusing(String where, RefusedException refusal) {
    return failing(where, refusal);
  }

  private void throwing(String where, Throwable thrown) {
    failing(where, thrown);
  }

  /** A type {@code refuser} that fails at one point of its life, after a {@code taker}. */
  private TestFactory failing(String where, Throwable failure) {
    TestFactory factory =
        new TestFactory(
            ProcessorType.of("refuser", "1.0.0", "fails"),
            _ -> {
              fail(where.equals("create"), failure);
              TestNode node = new TestNode();
              node.negotiating =
                  formats -> {
                    fail(where.equals("negotiate"), failure);
                    return List.of(formats.getFirst());
                  };
              node.preparing =
                  preparation -> {
                    preparation.allocate(100, 64);
                    fail(where.equals("prepare"), failure);
                  };
              return node;
            });
    for (TestFactory old : failures) {
      bench.types.registry.remove(old);
    }
    TestFactory taker = taker();
    failures = List.of(factory, taker);
    failures.forEach(added -> bench.types.registry.add(added, 0, 1));
    return factory;
  }

  private List<TestFactory> failures = List.of();

  private static void fail(boolean now, Throwable failure) throws RefusedException {
    if (now) {
      switch (failure) {
        case RefusedException refusal -> throw refusal;
        case RuntimeException exception -> throw exception;
        case Error error -> throw error;
        default -> throw new AssertionError(failure);
      }
    }
  }

  /** Every end and every prepared processor was released once, and all memory is back. */
  private void assertNothingIsLeft() {
    for (TestProvider provider : List.of(bench.types.source, bench.types.sink)) {
      provider.opened.forEach(end -> assertEquals(1, end.releases, end.request.node()));
      provider.opened.clear();
    }
    for (TestFactory factory : List.of(bench.types.gain, bench.types.sum, bench.types.late)) {
      factory.made.forEach(node -> assertEquals(1, node.released, factory.type().name()));
      factory.made.clear();
    }
    assertEquals(0, bench.memory.out(), "segments out");
    if (failures.size() > 1) {
      failures.get(1).made.forEach(node -> assertEquals(1, node.released, "taker"));
    }
  }

  private static List<String> names(Compiler.Compiled compiled) {
    return Arrays.stream(compiled.plan().runs).map(run -> run.instance.name).toList();
  }

  private static NodeRun run(Compiler.Compiled compiled, String name) {
    NodeRun found =
        Arrays.stream(compiled.plan().runs)
            .filter(run -> run.instance.name.equals(name))
            .findFirst()
            .orElse(null);
    assertNotNull(found, name);
    return found;
  }
}
