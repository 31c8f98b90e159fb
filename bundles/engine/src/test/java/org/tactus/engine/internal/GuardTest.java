// SPDX-License-Identifier: Apache-2.0
package org.tactus.engine.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.tactus.api.RefusedException;
import org.tactus.api.node.Contract;
import org.tactus.api.node.Cycle;
import org.tactus.api.processor.ProcessorType;
import org.tactus.linux.ThreadUsage;

/** What a node does that it must not, cycle by cycle, and what the listener hears of it. */
class GuardTest {

  private static final float DENORMAL = Float.MIN_VALUE * 1000;

  /** A cycle is 1,024 frames, so that what is slow in it is not the machine. */
  private static final int PERIOD = 1024;

  private static final GuardRules AT_ONCE = new GuardRules(8, 3, 4, 5, 4, 60_000_000_000L, 0);

  private final Bench bench = new Bench();
  private byte[] garbage;
  private Compiler.Compiled compiled;

  /** Inverts its input, and from the given cycle on does what is wrong. */
  private void bad(boolean inPlace, Contract contract, long from, Consumer<Cycle> wrong) {
    bench.period = PERIOD;
    bench.freewheel = false;
    bench.types.registry.add(
        new TestFactory(
            ProcessorType.of("bad", "1.0.0", "bad from some cycle on").withContract(contract),
            _ -> {
              TestNode node = new TestNode();
              node.inPlace = inPlace;
              return node.doing(cycle -> {
                invert(cycle);
                if (cycle.position() >= from * PERIOD) {
                  wrong.accept(cycle);
                }
              });
            }),
        0,
        1);
  }

  private static void invert(Cycle cycle) {
    for (int channel = 0; channel < cycle.audioOut(0).channels(); channel++) {
      for (int i = 0; i < cycle.frames(); i++) {
        float in = cycle.audioIn(0).channel(channel).getAtIndex(Types.FLOAT, i);
        cycle.audioOut(0).channel(channel).setAtIndex(Types.FLOAT, i, -in);
      }
    }
  }

  private static void write(Cycle cycle, int frame, float sample) {
    cycle.audioOut(0).channel(0).setAtIndex(Types.FLOAT, frame, sample);
  }

  private void compile() throws RefusedException {
    compiled =
        bench.compile("s: source(constant) -> b: bad() -> k: sink(); s -> g: gain() -> k2: sink()");
  }

  private Instance instance() {
    return Bench.instance(compiled, "b");
  }

  /** Runs so many cycles of a manual clock, in which times and allocations count. */
  private void run(int cycles) throws RefusedException {
    run(cycles, _ -> {});
  }

  private void run(int cycles, LongConsumer before) throws RefusedException {
    if (compiled == null) {
      compile();
    }
    instance().guard.setRules(AT_ONCE);
    bench.loop = bench.loop(compiled, new ManualClock(bench.rate, PERIOD, cycles, before), null);
    bench.loop.judge();
    bench.loop.run();
    assertEquals(cycles, bench.loop.cycles(), "the clock goes on");
    float[] beside = bench.heard("k2");
    assertEquals(cycles * PERIOD, beside.length);
    for (float sample : beside) {
      assertEquals(1, sample, "the other path");
    }
  }

  /** All samples are finite and follow one another without a step. */
  private void assertSmooth(double bound) {
    float[] heard = bench.heard("k");
    for (int i = 0; i < heard.length; i++) {
      assertTrue(Float.isFinite(heard[i]), "frame " + i + " is " + heard[i]);
      if (i > 0) {
        assertEquals(heard[i - 1], heard[i], bound, "step at frame " + i);
      }
    }
  }

  /** From -1 to 1 along a cubic blend over so many frames: its steepest slope is 1.5. */
  private static double steepest(int frames) {
    return 2 * 1.5 / frames * 1.01;
  }

  static Stream<Consumer<Cycle>> spoilt() {
    return Stream.of(
        cycle -> write(cycle, 0, Float.NaN),
        cycle -> write(cycle, PERIOD - 1, Float.NaN),
        cycle -> write(cycle, 333, Float.POSITIVE_INFINITY),
        cycle -> write(cycle, 334, Float.NEGATIVE_INFINITY),
        _ -> {
          throw new IllegalStateException("bug");
        });
  }

  @ParameterizedTest
  @MethodSource("spoilt")
  void whatIsSpoiltIsReplacedInThatCycle(Consumer<Cycle> wrong) throws RefusedException {
    for (boolean inPlace : new boolean[] {false, true}) {
      GuardTest test = new GuardTest();
      test.bad(inPlace, Contract.MEASURED, 5, wrong);
      test.run(10);

      float[] heard = test.bench.heard("k");
      assertEquals(-1, heard[5 * PERIOD - 1]);
      assertEquals(-1, heard[5 * PERIOD], "goes on where it was");
      assertEquals(1, heard[5 * PERIOD + 240], "dry after 5 ms");
      assertEquals(1, heard[10 * PERIOD - 1]);
      test.assertSmooth(steepest(240));
      assertTrue(test.instance().bypassed);
      assertTrue(test.instance().message().contains("node 'b'"), test.instance().message());
    }
  }

  @Test
  void theLargestAndSmallestSamplesAreNoFault() throws RefusedException {
    bad(
        false,
        Contract.MEASURED,
        2,
        cycle -> {
          write(cycle, 0, Float.MAX_VALUE);
          write(cycle, 1, -Float.MAX_VALUE);
          write(cycle, 2, Float.MIN_VALUE);
          write(cycle, 3, -Float.MIN_NORMAL);
        });
    run(40);

    assertFalse(instance().bypassed, instance().message());
    assertEquals(Fault.NONE, instance().guard.fault());
    assertEquals(Float.MAX_VALUE, bench.heard("k")[2 * PERIOD]);
  }

  @Test
  void anOddPeriodIsLookedAtToItsLastSample() throws RefusedException {
    bad(false, Contract.MEASURED, 0, cycle -> write(cycle, cycle.frames() - 1, Float.NaN));
    bench.period = 17;
    compile();
    bench.run(compiled, 3, _ -> {});

    assertEquals(Fault.NOT_FINITE, instance().guard.fault());
  }

  @Test
  void aStormOfDenormalsEndsAfterSomeCycles() throws RefusedException {
    bad(
        false,
        Contract.MEASURED,
        5,
        cycle -> {
          for (int i = 0; i < PERIOD; i++) {
            write(cycle, i, i % 3 == 0 ? 0.1f : -DENORMAL);
          }
        });
    run(20);

    assertEquals(Fault.DENORMALS, instance().guard.fault());
    float[] heard = bench.heard("k");
    assertEquals(-DENORMAL, heard[12 * PERIOD - 2], "seven cycles are borne");
    assertEquals(1, heard[13 * PERIOD - 1], "in the eighth the dry signal has faded in");
    assertEquals(1, heard[20 * PERIOD - 1]);
  }

  @Test
  void silenceAndAFewDenormalsAreNoStorm() throws RefusedException {
    bad(
        false,
        Contract.MEASURED,
        5,
        cycle -> {
          for (int i = 0; i < PERIOD; i++) {
            write(cycle, i, i < PERIOD / 2 ? DENORMAL : 0);
          }
        });
    run(30);
    assertEquals(Fault.NONE, instance().guard.fault());
  }

  @Test
  void aNodeThatComputesLongerThanTwoPeriodsIsFadedOutWithinThatCycle() throws RefusedException {
    bad(false, Contract.MEASURED, 5, _ -> compute(60_000_000));
    run(8);

    assertEquals(Fault.OVERRAN, instance().guard.fault());
    assertEquals(1, instance().guard.faults());
    assertTrue(
        instance().message().matches("node 'b' took [0-9.]+ ms of a period of 21.3 ms .*"),
        instance().message());
    float[] heard = bench.heard("k");
    assertEquals(-1, heard[5 * PERIOD], 1e-4);
    assertEquals(0, heard[5 * PERIOD + PERIOD / 2], 0.01, "half way");
    assertEquals(1, heard[6 * PERIOD - 1], 1e-4);
    assertSmooth(steepest(PERIOD));
  }

  @Test
  void aNodeThatSleepsIsNotBlamedForOnce() throws RefusedException {
    bad(
        false,
        Contract.MEASURED,
        2,
        cycle -> {
          if (cycle.position() / PERIOD % 2 == 0) {
            sleep(30);
          }
        });
    Fault[] before = new Fault[12];
    run(12, cycle -> before[(int) cycle] = instance().guard.fault());

    assertEquals(Fault.NONE, before[6], "after the sleeps of cycles 2 and 4");
    assertEquals(Fault.OVERRAN, before[7], "after that of cycle 6");
  }

  @Test
  void allocationsCountWhenTheyAreRepeatedAndAboveWhatIsDeclared() throws RefusedException {
    // Charged by the ledger: see the guard's own judgement of given figures.
    compiled = bench.compile("source() -> b: gain() -> sink()");
    Guard guard = instance().guard;
    guard.setRules(AT_ONCE);
    NodeRun run =
        Stream.of(compiled.plan().runs).filter(r -> r.instance == instance()).findFirst().get();
    run.state.judging = true;
    for (int i = 0; i < 3; i++) {
      guard.judge(run, false, 1000, 16);
      guard.judge(run, false, 1000, 0);
    }
    assertEquals(Fault.NONE, guard.fault());
    guard.judge(run, false, 1000, 24);
    assertEquals(Fault.ALLOCATED, guard.fault());
    assertEquals("allocated 24 bytes in a cycle where 0 are declared", guard.deed());
  }

  @ParameterizedTest
  @CsvSource({
    "1000000, 7000000, true",
    "1000000, 3900000, false",
    "1000000, 5000000, false",
    "2000000, 7000000, false",
    "0, 20000000, false"
  })
  void aBudgetCountsWhereItIsDeclaredAndExceededAgainAndAgain(
      long budget, long taken, boolean blamed) throws RefusedException {
    bad(false, new Contract(budget, 0, 0), 99, _ -> {});
    compile();
    Guard guard = instance().guard;
    guard.setRules(AT_ONCE);
    NodeRun run =
        Stream.of(compiled.plan().runs).filter(r -> r.instance == instance()).findFirst().get();
    run.state.judging = true;
    for (int i = 0; i < 4; i++) {
      guard.judge(run, false, taken, 0);
    }
    assertEquals(Fault.NONE, guard.fault());
    guard.judge(run, false, taken, 0);
    assertEquals(blamed ? Fault.OVER_BUDGET : Fault.NONE, guard.fault());
  }

  @Test
  void whatANodeReallyAllocatesCounts() throws RefusedException {
    bad(false, Contract.MEASURED, 1, _ -> garbage = new byte[100]);
    run(30);
    assertEquals(Fault.ALLOCATED, instance().guard.fault());
    assertTrue(garbage.length > 0);
  }

  @Test
  void beforeAllIsWarmTimesDoNotCount() throws RefusedException {
    bad(false, Contract.MEASURED, 0, _ -> compute(60_000_000));
    compile();
    instance().guard.setRules(AT_ONCE);
    bench.run(compiled, 3, _ -> {});
    assertEquals(Fault.NONE, instance().guard.fault());
  }

  @Test
  void anOperatorsBypassFadesAndTheReturnToo() throws RefusedException {
    for (boolean inPlace : new boolean[] {false, true}) {
      GuardTest test = new GuardTest();
      test.bad(inPlace, Contract.MEASURED, 99, _ -> {});
      test.bench.period = 64;
      test.compile();
      Guard guard = test.instance().guard;
      test.bench.run(
          test.compiled,
          30,
          cycle -> {
            if (cycle == 5 || cycle == 15) {
              guard.setDry(cycle == 5);
            }
          });
      float[] heard = test.bench.heard("k");
      assertEquals(-1, heard[5 * 64 - 1]);
      assertEquals(0, heard[5 * 64 + 119], 0.02);
      assertEquals(1, heard[5 * 64 + 240]);
      assertEquals(1, heard[15 * 64 - 1]);
      assertEquals(-1, heard[15 * 64 + 256], 1e-6);
      assertEquals(-1, heard[30 * 64 - 1]);
      test.assertSmooth(steepest(240));
      assertFalse(test.instance().bypassed);
    }
  }

  @Test
  void aNodeThatIsToleratedIsHeardAgainAfterWhatMustNotBeHeard() throws RefusedException {
    int[] cycles = new int[1];
    bad(
        false,
        Contract.MEASURED,
        3,
        cycle -> {
          if (cycles[0]++ == 0) {
            write(cycle, 7, Float.NaN);
          }
        });
    compile();
    instance().guard.setTolerant(true);
    run(8);

    assertFalse(instance().bypassed);
    assertEquals(1, instance().guard.faults());
    assertEquals(1, bench.heard("k")[4 * PERIOD - 1]);
    assertEquals(-1, bench.heard("k")[8 * PERIOD - 1]);
    assertSmooth(steepest(240));
  }

  /** Uses a CPU for so long, however long others have it in between. */
  private static void compute(long nanos) {
    ThreadUsage usage = new ThreadUsage();
    usage.read();
    long end = usage.cpuNanos() + nanos;
    while (usage.cpuNanos() < end) {
      usage.read();
    }
  }

  private static void sleep(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
