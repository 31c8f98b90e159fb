// SPDX-License-Identifier: Apache-2.0
package org.tactus.engine.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.tactus.api.RefusedException;
import org.tactus.api.clock.Wake;
import org.tactus.api.processor.ProcessorType;
import org.tactus.engine.Xrun;
import org.tactus.linux.CpuTimes;

/** From a late cycle of a loop to its cause, with what is counted said by the test. */
class ForensicsTest {

  private static final int CYCLES = 40;

  /** Late in a period of 171 ms, which nothing else makes late. */
  private static final long LATE_NANOS = 230_000_000;

  private static final int AT = 30;

  private final Bench bench = new Bench();
  private final TestHost host = new TestHost();
  private final InjectedCounters counters = new InjectedCounters();
  private CpuTimes machine = new CpuTimes(0, List.of(new CpuTimes.Lost(1, 0, 0)));
  private final Forensics forensics = new Forensics(() -> machine);
  private XrunHistory history = new XrunHistory("bench", forensics, host.log);
  private ManualClock clock;
  private int types;
  private Compiler.Compiled compiled;

  /** What a test makes happen. */
  private interface Injection {
    void run();
  }

  @Test
  void aNodeThatSpins() throws RefusedException {
    Xrun xrun = lateBody(() -> {});

    assertEquals("node", xrun.cause());
    assertTrue(xrun.detail().startsWith("node 'n' took "), xrun.detail());
    assertEquals(1, missesTold("n"));
    assertTrue(xrun.lateMicros() >= 59_000, xrun.toString());
    assertEquals(missesTold("n"), Bench.instance(compiled, "n").ledger.read(1).misses());
    assertEquals(missesTold("g"), Bench.instance(compiled, "g").ledger.read(1).misses());
    assertTrue(
        Duration.between(xrun.time(), Instant.now()).abs().compareTo(Duration.ofSeconds(20)) < 0,
        xrun.toString());
  }

  @Test
  void pageFaults() throws RefusedException {
    assertEquals("page-fault", lateBody(() -> counters.count(1500, 0, 0, 0, 0, 0)).cause());
    assertEquals(missesTold("n"), Bench.instance(compiled, "n").ledger.read(1).misses());
  }

  @Test
  void aThreadAboveTheCycle() throws RefusedException {
    Xrun xrun = lateBody(() -> counters.count(0, 0, 0, 1, 0, LATE_NANOS));

    assertEquals("preemption", xrun.cause());
    assertTrue(xrun.detail().contains("it was taken away once"), xrun.detail());
  }

  @Test
  void aSafepoint() throws RefusedException {
    assertEquals(
        "jvm-pause",
        lateBody(
                () -> {
                  long now = System.nanoTime();
                  forensics.jvm.add(new JvmEvents.Pause(now - LATE_NANOS, now, "ZVerify"));
                })
            .cause());
  }

  @Test
  void aDeoptimisation() throws RefusedException {
    assertEquals(
        "compilation",
        lateBody(() ->
                forensics.jvm.add(
                    new JvmEvents.Deoptimization(
                        System.nanoTime(),
                        org.tactus.linux.Threads.currentTid(),
                        "com.acme.A.process",
                        "unstable_if")))
            .cause());
  }

  @Test
  void aHostThatTakesTheCpu() throws RefusedException {
    assertEquals(
        "steal",
        lateBody(
                () -> {
                  counters.cpu = 1;
                  machine = new CpuTimes(0, List.of(new CpuTimes.Lost(1, 0, LATE_NANOS)));
                })
            .cause());
  }

  @Test
  void aSwap() throws RefusedException {
    assertEquals("swap", lateBody(() -> compiled.plan().state.swapping = true).cause());
  }

  @Test
  void aSwapThatWasOverBeforeTheCycleIsNotBlamed() throws RefusedException {
    assertEquals(
        "node",
        run(cycle -> compiled.plan().state.swapping = cycle == AT, ForensicsTest::spin).cause());
  }

  @Test
  void aDeviceThatReportsAnXrun() throws RefusedException {
    Xrun xrun = run(cycle -> clock.wake = cycle == AT ? Wake.XRUN : Wake.CYCLE, () -> {});

    assertEquals("device", xrun.cause());
    assertEquals(0, xrun.lateMicros());
  }

  @Test
  void framesLostWhileACycleWasLateHaveItsCause() throws RefusedException {
    var _ =
        run(cycle -> clock.wake = cycle == AT + 1 ? Wake.XRUN : Wake.CYCLE, ForensicsTest::spin);
    Xrun after =
        history.last().stream().filter(xrun -> xrun.cycle() == AT + 1).findFirst().orElseThrow();

    assertEquals("node", after.cause());
    assertEquals("the device lost frames while cycle 30 was late", after.detail());
  }

  @Test
  void aDeviceOrATimerThatComesLate() throws RefusedException {
    assertEquals(
        "device", run(cycle -> clock.dueOffset = cycle == AT ? -LATE_NANOS : 0, () -> {}).cause());
    assertEquals(
        "wake-up",
        run(
                cycle -> {
                  clock.timer = true;
                  clock.dueOffset = cycle == AT ? -LATE_NANOS : 0;
                },
                () -> {})
            .cause());
  }

  @Test
  void theTallyCoversTheWholeRunThoughOnlyTheLastAreKept() throws RefusedException {
    prepare(() -> {}, 0);
    int cycles = 3000;
    clock =
        new ManualClock(
            bench.rate,
            bench.period,
            cycles,
            cycle -> {
              clock.dueOffset = -LATE_NANOS;
              if (cycle % 100 == 0) {
                history.settle(true);
              }
            });
    loop();
    history.settle(true);

    assertEquals(cycles, history.byCause().values().stream().mapToLong(Long::longValue).sum());
    assertEquals(1000, history.last().size());
    assertEquals(cycles - 1, history.last().getLast().cycle());
    assertEquals(cycles - 1000, history.last().getFirst().cycle());
  }

  @Test
  void whatTheRingCouldNotHoldIsInTheTally() throws RefusedException {
    prepare(() -> {}, 0);
    clock = new ManualClock(bench.rate, bench.period, 300, _ -> clock.dueOffset = -LATE_NANOS);
    loop();
    history.settle(true);

    assertEquals(44, history.byCause().get("unrecorded"));
    assertEquals(300, history.byCause().values().stream().mapToLong(Long::longValue).sum());
  }

  private Xrun lateBody(Injection injection) throws RefusedException {
    return run(
        _ -> {},
        () -> {
          spin();
          injection.run();
        });
  }

  /** Runs cycles of which one is late, and says why. */
  private Xrun run(java.util.function.LongConsumer before, Injection inNode)
      throws RefusedException {
    prepare(inNode, AT);
    clock = new ManualClock(bench.rate, bench.period, CYCLES, cycle -> before.accept(cycle));
    loop();
    forensics.machine.take(System.nanoTime());
    history.settle(true);

    // On a busy machine others may be late too, though a period is long.
    List<Xrun> xruns = history.last().stream().filter(xrun -> xrun.cycle() == AT).toList();
    assertEquals(1, xruns.size(), history.last().toString());
    assertTrue(history.byCause().containsKey(xruns.getFirst().cause()));
    assertTrue(counters.closed);
    return xruns.getFirst();
  }

  private long missesTold(String node) {
    return history.last().stream()
        .filter(
            xrun -> xrun.cause().equals("node") && xrun.detail().startsWith("node '" + node + "'"))
        .count();
  }

  private void prepare(Injection inNode, int at) throws RefusedException {
    long[] cycle = {0};
    history = new XrunHistory("bench", forensics, host.log);
    String type = "injected" + ++types;
    bench.types.registry.add(
        new TestFactory(
            ProcessorType.of(type, "1.0.0", "as the test says"),
            _ ->
                new TestNode()
                    .doing(_ -> {
                      if (cycle[0]++ == at) {
                        inNode.run();
                      }
                    })),
        0,
        1);
    bench.period = 8192;
    bench.xruns = history.log();
    forensics.machine.take(System.nanoTime());
    compiled = bench.compile("source() -> n: " + type + "() -> g: gain() -> k: sink()");
    history.log().know(compiled.plan());
  }

  private void loop() {
    CycleLoop loop = bench.loop(compiled, clock, null);
    loop.countBy(() -> counters);
    loop.run();
  }

  private static void spin() {
    long end = System.nanoTime() + LATE_NANOS;
    while (System.nanoTime() < end) {
      Thread.onSpinWait();
    }
  }
}
