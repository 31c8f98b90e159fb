// SPDX-License-Identifier: Apache-2.0
package org.tactus.engine.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.tactus.api.clock.Wake;
import org.tactus.linux.CpuTimes;

/**
 * Which cause a late cycle gets. Times are in nanoseconds from the moment it was due; a cycle
 * usually takes 300 µs of 1000.
 */
class CausesTest {

  private static final long DUE = 5_000_000_000L;
  private static final long PERIOD = 1_000_000;
  private static final long TYPICAL = 300_000;
  private static final long CYCLE_TID = 77;
  private static final long OTHER_TID = 78;

  private CpuTimes machine = new CpuTimes(0, List.of());
  private final Forensics forensics = new Forensics(() -> machine);
  private final XrunLog log = new XrunLog();

  // What the entry says besides its times.
  private Wake wake = Wake.CYCLE;
  private boolean byDevice;
  private boolean swapping;
  private long minorFaults;
  private long majorFaults;
  private long sleeps = 1;
  private long taken;
  private long ran = ThreadCounters.UNKNOWN;
  private long waited;

  CausesTest() {
    log.knowThread(CYCLE_TID);
  }

  // ---------------------------------------------------------------- Tactus's own

  @Test
  void aNodeThatTookTheTime() {
    assertEquals("node: node 'reverb' took 1200 µs against 200 typically", only(20_000, 1_500_000));
  }

  @Test
  void aNodeThatSlept() {
    sleeps = 3;
    assertTrue(only(0, 1_500_000).endsWith("and slept 2 times"));
  }

  @Test
  void aNodeIsNamedWhereTheUsualAloneIsTooMuch() {
    List<Causes.Share> shares = find(20_000, 1_500_000, 1_480_000);
    assertEquals("node", shares.getFirst().cause());
    assertEquals(480_000, shares.getFirst().nanos());
  }

  @Test
  void aPauseOfTheJvmThatCoversTheCycle() {
    pause(100_000, 1_200_000, "ZMarkEnd");
    taken = 1;
    assertEquals("jvm-pause: ZMarkEnd held the JVM for 1100 µs", only(20_000, 1_500_000));
  }

  @Test
  void aPauseThatKeptTheCycleFromWakingUp() {
    pause(-300_000, 1_380_000, "G1CollectForAllocation");
    assertEquals("jvm-pause", cause(1_400_000, 1_700_000));
  }

  @Test
  void aPauseElsewhereOrOfAnotherThreadOrTooShortIsNotBlamed() {
    pause(-3_000_000, -100, "before");
    pause(1_500_001, 9_000_000, "after");
    pause(100_000, 200_000, "short");
    forensics.jvm.add(new JvmEvents.Pause(DUE, DUE + 1_400_000, "allocation stall", OTHER_TID));
    assertEquals("node", cause(20_000, 1_500_000));

    forensics.jvm.add(new JvmEvents.Pause(DUE, DUE + 1_400_000, "allocation stall", CYCLE_TID));
    assertEquals("jvm-pause", cause(20_000, 1_500_000));
  }

  @Test
  void pausesThatOverlapCountOnceAndTheLongestIsNamed() {
    pause(0, 500_000, "shorter");
    pause(400_000, 1_400_000, "longer");
    pause(600_000, 700_000, "within");
    List<Causes.Share> shares = find(20_000, 1_800_000, TYPICAL);

    assertEquals("jvm-pause", shares.getFirst().cause());
    assertEquals(1_400_000, shares.getFirst().nanos());
    assertTrue(shares.getFirst().detail().startsWith("longer"), shares.toString());
    assertTrue(shares.getFirst().detail().contains("3 pauses"), shares.toString());
  }

  @Test
  void pageFaultsExplainAsMuchAsTheyCanCost() {
    minorFaults = 3;
    assertEquals("page-fault", cause(20_000, 1_200_000));
    minorFaults = 1;
    assertEquals("node", cause(20_000, 1_500_000), "one fault is not a millisecond");
    majorFaults = 1;
    assertEquals("page-fault", cause(20_000, 1_500_000), "one that waits for a disk is");
  }

  @Test
  void aDeoptimisationOnTheCycleThread() {
    deoptimise(30_000, CYCLE_TID);
    assertEquals(
        "compilation: com.acme.Reverb.process was deoptimised (class_check) and was interpreted",
        only(20_000, 1_500_000));
  }

  @Test
  void aMethodIsInterpretedUntilItIsCompiledAgain() {
    deoptimise(-9_000_000, CYCLE_TID);
    assertEquals("compilation", cause(20_000, 1_500_000));
    forensics.jvm.add(
        new JvmEvents.Compilation(
            DUE - 5_000_000, DUE - 4_000_000, "com.acme.Reverb.process", "c2"));
    assertEquals("node", cause(20_000, 1_500_000));
  }

  @Test
  void aDeoptimisationElsewhereIsNotBlamed() {
    deoptimise(30_000, OTHER_TID);
    deoptimise(-300_000_000, CYCLE_TID);
    deoptimise(1_500_001, CYCLE_TID);
    assertEquals("node", cause(20_000, 1_500_000));
  }

  @Test
  void aSwapInWhichTwoVersionsRan() {
    swapping = true;
    assertEquals("swap", cause(20_000, 1_500_000));
    assertEquals("wake-up", cause(1_400_000, 1_700_000), "a swap delays no timer");
  }

  // ---------------------------------------------------------------- the machine's

  @Test
  void aThreadAboveTheCyclesOwn() {
    taken = 2;
    waited = 1_100_000;
    assertEquals(
        "preemption: the cycle was ready and waited 1100 µs for CPU 1; it was taken away 2 times",
        only(20_000, 1_500_000));
  }

  @Test
  void aWakeUpThatWaitedForACpu() {
    waited = 1_390_000;
    assertEquals(
        "preemption: the cycle was ready and waited 1390 µs for CPU 1", only(1_400_000, 1_700_000));
  }

  @Test
  void aPreemptionWhereTheKernelDoesNotTellTheWait() {
    taken = 1;
    waited = ThreadCounters.UNKNOWN;
    assertEquals("preemption", cause(20_000, 1_500_000));
  }

  @Test
  void aCompilerThatRanWhileTheCycleWaitedIsMentioned() {
    taken = 1;
    waited = 1_100_000;
    forensics.jvm.add(new JvmEvents.Compilation(DUE, DUE + 900_000, "A.a", "c2"));
    assertTrue(only(20_000, 1_500_000).endsWith("; c2 compiled A.a at the time"));
  }

  @Test
  void theHostTookTheCpuWhileTheTimerWasDue() {
    sample(-100_000_000, 0, 0, 0);
    sample(0, 0, 0, 0);
    sample(100_000_000, 0, 20_000_000, 0);
    assertEquals(
        "steal: the host took CPU 1 for 20000 µs about that time", only(1_400_000, 1_700_000));
  }

  @Test
  void theHostIsNotBlamedForTimeInWhichTheCycleRan() {
    sample(-50_000_000, 0, 0, 0);
    sample(50_000_000, 0, 20_000_000, 0);
    ran = 1_490_000;
    assertEquals("node", cause(0, 1_500_000));
    ran = 300_000;
    assertEquals("steal", cause(0, 1_500_000));
    sleeps = 2;
    assertEquals("node", cause(0, 1_500_000), "it slept");
  }

  @Test
  void whatTheHostTookElsewhereOrAtAnotherTimeIsNotBlamed() {
    sample(-300_000_000, 0, 0, 0);
    sample(-200_000_000, 0, 20_000_000, 0);
    sample(-100_000_000, 0, 20_000_000, 20_000_000);
    sample(-50_000_000, 0, 20_000_000, 20_000_000);
    sample(50_000_000, 0, 20_000_000, 40_000_000);
    sample(150_000_000, 0, 40_000_000, 40_000_000);
    assertEquals("wake-up", cause(1_400_000, 1_700_000));
  }

  @Test
  void anInterruptStorm() {
    for (int i = -10; i < 1; i++) {
      sample(i * 100_000_000L - 50_000_000, 100L * i, 0, 0);
    }
    sample(50_000_000, 9_000, 0, 0);
    List<Causes.Share> shares = find(1_400_000, 1_700_000, TYPICAL);
    assertEquals("interrupts", shares.getFirst().cause());
    assertEquals(
        "90000 interrupts a second about that time, against 1000 usually",
        shares.getFirst().detail());
  }

  @Test
  void manyInterruptsAreNoStormWhereThatIsUsual() {
    for (int i = -10; i < 2; i++) {
      sample(i * 100_000_000L - 50_000_000, 9_000L * i, 0, 0);
    }
    assertEquals("wake-up", cause(1_400_000, 1_700_000));
  }

  @Test
  void aTimerThatCameLate() {
    assertEquals("wake-up: the timer's interrupt came 1400 µs late", only(1_400_000, 1_700_000));
  }

  @Test
  void aDeviceThatSignalledLate() {
    byDevice = true;
    assertEquals("device: the device signalled 1400 µs late", only(1_400_000, 1_700_000));
    wake = Wake.XRUN;
    assertEquals(
        "device: the device lost frames and signalled 1400 µs late", only(1_400_000, 1_700_000));
  }

  @Test
  void aDeviceThatLostFramesThoughTheCycleWasInTime() {
    pause(0, 1_000_000, "innocent");
    wake = Wake.XRUN;
    assertEquals("device: the device lost frames before this cycle", only(20_000, 400_000));
  }

  // ---------------------------------------------------------------- several at once

  @Test
  void theOneThatExplainsMostIsNamedAndTheOthersAreMentioned() {
    pause(0, 400_000, "ZMarkStart");
    waited = 700_000;
    taken = 1;
    minorFaults = 1;
    List<Causes.Share> shares = find(50_000, 1_800_000, TYPICAL);

    assertEquals(
        List.of("preemption", "jvm-pause", "page-fault"),
        shares.stream().map(Causes.Share::cause).toList());
    assertEquals(
        List.of(700_000L, 400_000L, 250_000L), shares.stream().map(Causes.Share::nanos).toList());
  }

  @Test
  void noShareIsCountedTwice() {
    pause(0, 1_400_000, "ZMarkStart");
    waited = 1_400_000;
    minorFaults = 100;
    deoptimise(30_000, CYCLE_TID);
    sample(-50_000_000, 0, 0, 0);
    sample(50_000_000, 0, 20_000_000, 0);
    long explained =
        find(400_000, 1_800_000, TYPICAL).stream().mapToLong(Causes.Share::nanos).sum();

    assertTrue(explained <= 1_800_000 - TYPICAL, "explained " + explained);
  }

  private void pause(long start, long end, String what) {
    forensics.jvm.add(new JvmEvents.Pause(DUE + start, DUE + end, what));
  }

  private void deoptimise(long time, long tid) {
    forensics.jvm.add(
        new JvmEvents.Deoptimization(DUE + time, tid, "com.acme.Reverb.process", "class_check"));
  }

  /** What the machine shows at a time: interrupts, and steal of CPU 1 and of CPU 0. */
  private void sample(long time, long interrupts, long steal, long stealOfOther) {
    machine =
        new CpuTimes(
            interrupts,
            List.of(new CpuTimes.Lost(0, 0, stealOfOther), new CpuTimes.Lost(1, 0, steal)));
    forensics.machine.take(DUE + time);
  }

  private String cause(long woken, long ended) {
    return find(woken, ended, TYPICAL).getFirst().cause();
  }

  private String only(long woken, long ended) {
    List<Causes.Share> shares = find(woken, ended, TYPICAL);
    assertEquals(1, shares.size(), shares.toString());
    return shares.getFirst().cause() + ": " + shares.getFirst().detail();
  }

  private List<Causes.Share> find(long woken, long ended, long typicalBody) {
    return Causes.find(
        new XrunLog.Entry(
            7,
            wake,
            byDevice,
            swapping,
            DUE,
            DUE + woken,
            DUE + ended,
            DUE + PERIOD,
            typicalBody,
            new XrunLog.NodeTime("reverb", null, 1_200_000, 200_000),
            new XrunLog.KernelCounts(minorFaults, majorFaults, sleeps, taken, ran, waited, 1)),
        forensics,
        log);
  }
}
