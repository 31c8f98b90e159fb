// SPDX-License-Identifier: Apache-2.0
package org.tactus.engine.internal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.tactus.api.RefusedException;
import org.tactus.api.clock.Clock;
import org.tactus.api.clock.ClockWaiter;
import org.tactus.api.clock.Wake;
import org.tactus.api.processor.ProcessorType;

/** Cycles one by one, on the test's own thread. */
class CycleTest {

  private static final int[] PERIODS = {16, 17, 64, 333, 1024, 8192};

  private final Bench bench = new Bench();

  // ---------------------------------------------------------------- the same, always

  @Test
  void freewheelingGivesTheSameBitsFromRunToRunAndForEveryPeriod() throws RefusedException {
    String graph =
        "s: source(noise, length=30000, channels=2) -> a: late(300) -> g: gain(gain=0.7) -> m:"
            + " sum(3) -> e: echo(999) -> k: sink(); s -> c: copier(gain=-1.3) -> m.2;"
            + " m -> b: gain(gain=0.4) -> d: back(9000) -> m.3";
    float[][] first = null;
    for (int period : PERIODS) {
      for (int again = 0; again < 2; again++) {
        Bench run = new Bench();
        run.period = period;
        run.run(graph);
        TestEnd sink = run.types.sink.of("k");
        float[][] heard = {sink.channel(0), sink.channel(1)};
        if (first == null) {
          first = heard;
          assertEquals(30000 + 300 + 90000 + 999, heard[0].length);
        }
        assertArrayEquals(first[0], heard[0], 0, "period " + period);
        assertArrayEquals(first[1], heard[1], 0, "period " + period);
      }
    }
  }

  @Test
  void aParameterFollowsTheDocumentedCurveForEveryPeriod() throws RefusedException {
    for (int period : PERIODS) {
      Bench run = new Bench();
      run.period = period;
      run.limit = 3000;
      Compiler.Compiled compiled = run.compile("source(constant) -> g: gain(gain=2) -> k: sink()");
      ParameterBank bank = Bench.instance(compiled, "g").parameters;
      assertTrue(bank.set(0, -10, 1000));
      run.run(compiled);

      float[] heard = run.heard("k");
      for (int i = 0; i < 3000; i++) {
        // Linear in the unit, over 10 ms, which is 480 frames.
        double share = Math.clamp((i - 1000) / 480.0, 0, 1);
        assertEquals((float) (2 - 12 * share), heard[i], "frame " + i + ", period " + period);
      }
    }
  }

  @Test
  void aChangeWhileCyclesRunBeginsAtTheNextEdge() throws RefusedException {
    Compiler.Compiled compiled = bench.compile("source(constant) -> g: gain() -> k: sink()");
    ParameterBank bank = Bench.instance(compiled, "g").parameters;
    bench.run(
        compiled,
        20,
        cycle -> {
          if (cycle == 5) {
            bank.set(0, 49, ParameterBank.NOW);
          }
          if (cycle == 8) {
            bank.set(0, 1, ParameterBank.NOW);
          }
        });

    float[] heard = bench.heard("k");
    assertEquals(1, heard[5 * 64]);
    assertEquals(1.1f, heard[5 * 64 + 1], 1e-6);
    float turn = heard[8 * 64];
    assertEquals(1 + 48 * 192 / 480f, turn, 1e-4);
    assertEquals(turn + (1 - turn) / 480, heard[8 * 64 + 1], 1e-4, "turns where it was");
    assertEquals(1, heard[8 * 64 + 480]);
    assertEquals(1, heard[heard.length - 1]);
  }

  @Test
  void twoWorkersGiveTheSameSamplesAsOneThread() throws Exception {
    int graphs = Boolean.getBoolean("tactus.full") ? 1000 : 12;
    for (int seed = 0; seed < graphs; seed++) {
      GraphOracleTest.compare(seed, 128, 2);
    }
  }

  @Test
  void workersReallyShareTheWork() throws Exception {
    List<String> threads = new java.util.concurrent.CopyOnWriteArrayList<>();
    TestFactory teller =
        new TestFactory(
            ProcessorType.of("teller", "1.0.0", "tells its thread"),
            _ ->
                new TestNode()
                    .doing(cycle -> {
                      String name = Thread.currentThread().getName();
                      if (!threads.contains(name)) {
                        threads.add(name);
                      }
                      cycle.audioOut(0).copyFrom(cycle.audioIn(0));
                    }));
    bench.types.registry.add(teller, 0, 1);
    bench.workers = 2;
    Compiler.Compiled compiled =
        bench.compile(
            "s: source(length=640) -> teller() -> m: sum(3) -> k: sink(); s -> teller() -> m.2;"
                + " s -> teller() -> m.3");
    WorkerPools.run(bench, compiled, 2);

    assertEquals(3, threads.size(), threads.toString());
    assertEquals(640, bench.heard("k").length);
    assertEquals(3, bench.heard("k")[0]);
    assertEquals(3 * 640, bench.heard("k")[639]);
  }

  @Test
  void aCycleEndsOnlyWhenItsWorkersHave() throws Exception {
    AtomicLong runs = new AtomicLong();
    TestFactory slow =
        new TestFactory(
            ProcessorType.of("slow", "1.0.0", "slow, and nobody listens"),
            _ ->
                new TestNode()
                    .doing(_ -> {
                      spin(3_000_000);
                      runs.incrementAndGet();
                    }));
    bench.types.registry.add(slow, 0, 1);
    bench.workers = 1;
    Compiler.Compiled compiled = bench.compile("s: source(length=1280) -> k: sink(); s -> slow()");
    assertEquals("slow", compiled.plan().shares[1][0].instance.name, "the worker has it");
    WorkerPools.run(bench, compiled, 1);

    assertEquals(20, runs.get(), "one in every cycle");
    assertEquals(1280, bench.heard("k").length);
  }

  // ---------------------------------------------------------------- a bad node

  @Test
  void aNodeThatThrowsIsBypassedAndTheCycleGoesOn() throws RefusedException {
    bench.types.registry.add(throwing(3), 0, 1);
    Compiler.Compiled compiled =
        bench.compile("source(counter, length=640) -> bad: thrower() -> k: sink()");
    bench.run(compiled);

    float[] heard = bench.heard("k");
    assertEquals(640, heard.length);
    float last = -3 * 64;
    for (int i = 0; i < 640; i++) {
      if (i < 3 * 64) {
        assertEquals(-(i + 1), heard[i], "frame " + i);
        continue;
      }
      // Dry from the cycle that failed, the step taken out over 5 ms.
      double x = Math.max(0, 1 - (i - 3 * 64) / 240.0);
      double step = last - (3 * 64 + 1) + 1;
      assertEquals(i + 1 + step * x * x * (3 - 2 * x), heard[i], 1e-3, "frame " + i);
    }
    Instance bad = Bench.instance(compiled, "bad");
    assertTrue(bad.bypassed);
    assertInstanceOf(StackOverflowError.class, bad.thrown);
    assertTrue(bad.message().contains("'bad'"), bad.message());
    assertTrue(bad.message().contains("StackOverflowError"), bad.message());
  }

  @Test
  void aBypassedNodeIsNotBlamedForLaterCycles() throws RefusedException {
    TestFactory slow =
        new TestFactory(
            ProcessorType.of("slow", "1.0.0", "slow once, then fails"),
            _ ->
                new TestNode()
                    .doing(cycle -> {
                      spin(20_000_000);
                      throw new IllegalStateException("after a long time");
                    }));
    bench.types.registry.add(slow, 0, 1);
    ManualClock clock = new ManualClock(bench.rate, 64, 3, _ -> {});
    clock.dueOffset = -50_000_000;
    Compiler.Compiled compiled = bench.compile("source() -> slow() -> k: sink()");
    bench.xruns.know(compiled.plan());
    bench.loop(compiled, clock, null).run();

    List<XrunLog.Entry> late = bench.lateCycles();
    assertEquals(3, late.size());
    assertEquals("slow", late.get(0).node().name());
    assertTrue(late.get(0).node().nanos() >= 20_000_000, late.get(0).toString());
    assertFalse(late.get(1).node().name().equals("slow"), late.get(1).toString());
    assertTrue(late.get(1).node().nanos() < 20_000_000, late.get(1).toString());
  }

  // ---------------------------------------------------------------- late cycles, clocks

  @Test
  void aCycleThatEndsAfterItsDeadlineIsLateAndNamesTheNode() throws RefusedException {
    AtomicLong cycle = new AtomicLong();
    TestFactory slow =
        new TestFactory(
            ProcessorType.of("slow", "1.0.0", "slow in one cycle"),
            _ ->
                new TestNode()
                    .doing(_ -> {
                      if (cycle.getAndIncrement() == 2) {
                        spin(400_000_000);
                      }
                    }));
    bench.types.registry.add(slow, 0, 1);
    bench.period = 8192; // 171 ms, so that only what is meant to be late is
    Compiler.Compiled compiled = bench.compile("source() -> slow() -> k: sink()");
    bench.xruns.know(compiled.plan());
    bench.run(compiled, 5, _ -> {});

    List<XrunLog.Entry> late = bench.lateCycles();
    assertEquals(1, late.size(), late.toString());
    XrunLog.Entry entry = late.getFirst();
    assertEquals(2, entry.cycle());
    assertEquals("slow", entry.node().name());
    assertTrue(entry.node().nanos() >= 400_000_000, entry.toString());
    assertTrue(entry.ended() > entry.deadline(), entry.toString());
    assertEquals(entry.due() + 170_666_666, entry.deadline());
    assertEquals(Wake.CYCLE, entry.wake());
    assertEquals(1, bench.loop.late());
    assertEquals(1, bench.loop.xruns());
    assertEquals(5, bench.loop.cycles());
  }

  @Test
  void whatTheDeviceLostIsAnXrunThoughNothingIsLate() throws RefusedException {
    bench.period = 8192;
    ManualClock clock = new ManualClock(bench.rate, 8192, 2, _ -> {});
    clock.wake = Wake.XRUN;
    Compiler.Compiled compiled = bench.compile("source() -> sink()");
    CycleLoop loop = bench.loop(compiled, clock, null);
    loop.run();

    assertEquals(0, loop.late());
    assertEquals(2, loop.xruns());
    assertEquals(Wake.XRUN, bench.lateCycles().getFirst().wake());
  }

  @Test
  void aLostClockEndsTheLoopAndSaysSo() throws RefusedException {
    ManualClock clock = new ManualClock(bench.rate, 64, 9, _ -> {});
    clock.wake = Wake.LOST;
    CycleLoop loop = bench.loop(bench.compile("source() -> k: sink()"), clock, null);
    loop.run();

    assertEquals(CycleLoop.Outcome.CLOCK_LOST, loop.outcome());
    assertEquals(0, loop.cycles());
  }

  @Test
  void latenessAndTimesAreCounted() throws RefusedException {
    ManualClock clock = new ManualClock(bench.rate, 64, 10, _ -> {});
    clock.dueOffset = -1_000_000;
    Compiler.Compiled compiled = bench.compile("source() -> g: gain() -> sink()");
    bench.loop(compiled, clock, null).run();

    assertEquals(10, bench.lateness.snapshot().count());
    assertTrue(bench.lateness.snapshot().min() >= 980_000, bench.lateness.snapshot().toString());
    assertEquals(10, bench.cycleTime.snapshot().count());
    assertTrue(Bench.instance(compiled, "g").ledger.percentiles().max() > 0);
  }

  @Test
  void theTimerKeepsItsRateAndLeavesOutWhatItMissed() {
    long[] waited = new long[4];
    int[] calls = new int[1];
    TimerClock clock = new TimerClock(org.tactus.api.Rational.of(48_000), 48);
    ClockWaiter waiter =
        new ClockWaiter() {
          @Override
          public boolean until(long nanoTime) {
            waited[calls[0]++] = nanoTime;
            return true;
          }

          @Override
          public boolean isStopping() {
            return false;
          }
        };
    clock.begin();
    assertEquals(Wake.CYCLE, clock.await(waiter));
    assertEquals(Wake.CYCLE, clock.await(waiter));
    assertEquals(1_000_000, waited[1] - waited[0]);
    spin(40_000_000);
    assertEquals(Wake.XRUN, clock.await(waiter));
    assertEquals(1, clock.xruns());
    clock.await(waiter);
    assertTrue(waited[3] - waited[2] >= 35_000_000, "catches up: " + (waited[3] - waited[2]));
    assertEquals(0, (waited[3] - waited[0]) % 1_000_000, "stays on its grid");
  }

  // ---------------------------------------------------------------- muted

  @Test
  void whileMutedNothingMovesAndNothingIsHeard() throws RefusedException {
    Compiler.Compiled compiled =
        bench.compile("s: source(counter) -> c: copier() -> g: gain() -> k: sink()");
    CycleLoop[] loop = new CycleLoop[1];
    Clock clock =
        new ManualClock(
            bench.rate,
            64,
            10,
            cycle -> {
              if (cycle == 6) {
                assertEquals(0, bench.types.source.of("s").produced);
                assertEquals(0, loop[0].position());
                loop[0].unmute();
              }
            });
    loop[0] =
        new CycleLoop(
            compiled.plan(),
            clock,
            org.tactus.realtime.Waiter.sleeping(),
            new Bench.NoWatch(),
            null,
            bench.lateness,
            bench.cycleTime,
            bench.xruns,
            true,
            0,
            Long.MAX_VALUE);
    loop[0].run();

    assertEquals(4 * 64, bench.heard("k").length);
    assertEquals(1, bench.heard("k")[0], "begins with the first frame");
    assertEquals(10, loop[0].cycles());
  }

  // ---------------------------------------------------------------- allocation

  @Test
  void aCycleAllocatesNothingOnceWarm() throws RefusedException {
    assertNoAllocation(0);
  }

  @Test
  void aLateCycleAllocatesNothingEither() throws RefusedException {
    assertNoAllocation(-1_000_000_000L);
  }

  private void assertNoAllocation(long dueOffset) throws RefusedException {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    bench.types.registry.add(quiet(), 0, 1);
    Compiler.Compiled compiled =
        bench.compile(
            "s: source(constant) -> a: late(30) -> g: gain() -> m: sum(3) -> e: echo(9)"
                + " -> t: quiet(); s -> c: copier() -> m.2; m -> b: gain(gain=0.4)"
                + " -> d: back(900) -> m.3; n: notes()");
    ParameterBank bank = Bench.instance(compiled, "g").parameters;
    int window = 500;
    long[] marks = new long[400];
    long[] least = {Long.MAX_VALUE};
    bench.run(
        compiled,
        (long) window * marks.length,
        dueOffset,
        cycle -> {
          if (cycle % 7 == 0) {
            bank.set(0, (float) (cycle % 14), ParameterBank.NOW);
          }
          if (cycle % window == 0) {
            int mark = (int) (cycle / window);
            marks[mark] = threads.getCurrentThreadAllocatedBytes();
            if (mark > 10) {
              least[0] = Math.min(least[0], marks[mark] - marks[mark - 1]);
              if (least[0] == 0) {
                bench.loop.stop();
              }
            }
          }
        });

    assertEquals(0, least[0], "bytes in " + window + " cycles");
  }

  private TestFactory quiet() {
    return new TestFactory(
        ProcessorType.of("quiet", "1.0.0", "takes and keeps nothing"),
        _ -> new TestNode().doing(cycle -> cycle.audioOut(0).copyFrom(cycle.audioIn(0))));
  }

  private TestFactory throwing(int cycles) {
    return new TestFactory(
        ProcessorType.of("thrower", "1.0.0", "negates, then throws"),
        _ ->
            new TestNode()
                .doing(cycle -> {
                  for (int i = 0; i < cycle.frames(); i++) {
                    float in = cycle.audioIn(0).channel(0).getAtIndex(Types.FLOAT, i);
                    cycle.audioOut(0).channel(0).setAtIndex(Types.FLOAT, i, -in);
                  }
                  if (cycle.position() >= 64L * cycles) {
                    throw new StackOverflowError("bug");
                  }
                }));
  }

  private static void spin(long nanos) {
    long end = System.nanoTime() + nanos;
    while (System.nanoTime() < end) {
      Thread.onSpinWait();
    }
  }
}
