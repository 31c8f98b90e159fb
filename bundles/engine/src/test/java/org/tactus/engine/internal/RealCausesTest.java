// SPDX-License-Identifier: Apache-2.0
package org.tactus.engine.internal;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.tactus.api.RefusedException;
import org.tactus.api.processor.ProcessorType;
import org.tactus.engine.Xrun;
import org.tactus.linux.Capability;
import org.tactus.linux.CpuSet;
import org.tactus.linux.CpuTimes;
import org.tactus.linux.Memory;
import org.tactus.linux.ThreadScheduling;
import org.tactus.linux.Threads;

/**
 * Makes cycles late as they become late in life, on a real-time thread, with the kernel's counters
 * and Flight Recorder telling. Each is made several times, and most of these must get their cause:
 * on a machine that does other things too, one of them may be late for another reason as well.
 */
class RealCausesTest {

  private static final int TIMES = 5;
  private static final int NEEDED = 3;
  private static final int WARM_CYCLES = 400;
  private static final int APART = 40;
  private static final int PRIORITY = 50;
  private static final long LATE_NANOS = 4_000_000;
  private static final int STEPS = 500_000;

  private final Bench bench = new Bench();
  private final Forensics forensics = new Forensics(CpuTimes::read);
  private final XrunHistory history = new XrunHistory("bench", forensics, new TestHost().log);
  private volatile boolean preempt;
  private volatile boolean ending;
  private long sum;

  /** A way to be late. */
  private interface Mishap {
    void happen();
  }

  @Test
  void eachCauseIsNamed() throws Exception {
    requireRights();
    forensics.start();
    Map<Long, String> expected = new TreeMap<>();
    Thread above = new Thread(this::preemptOnDemand, "above-the-cycle");
    int cpu = Threads.affinity(0).stream().max().orElseThrow();
    Thread cycle = new Thread(() -> runCycles(cpu, above, expected), "cycle-under-test");
    cycle.start();
    cycle.join();
    ending = true;
    LockSupport.unpark(above);
    above.join();

    long end = System.nanoTime();
    while (!JvmEvents.isSettled(end)) {
      forensics.sample();
      Thread.sleep(50);
    }
    history.settle(true);
    forensics.close();
    Map<Long, Xrun> xruns = new TreeMap<>();
    history.last().forEach(xrun -> xruns.put(xrun.cycle(), xrun));
    for (String cause : List.of("node", "jvm-pause", "page-fault", "preemption", "compilation")) {
      List<Xrun> made =
          expected.entrySet().stream()
              .filter(one -> one.getValue().equals(cause))
              .map(one -> xruns.get(one.getKey()))
              .toList();
      long right = made.stream().filter(xrun -> xrun != null && xrun.cause().equals(cause)).count();
      assertTrue(right >= NEEDED, cause + " was named " + right + " times: " + made);
    }
    assertTrue(sum != 0, "the work is done");
  }

  private static void requireRights() {
    boolean met = Capability.SYS_NICE.isEffective();
    if (!met && "1".equals(System.getenv("TACTUS_REQUIRE_PEERS"))) {
      fail("right 'CAP_SYS_NICE' not given, and TACTUS_REQUIRE_PEERS is 1");
    }
    Assumptions.assumeTrue(met, "right 'CAP_SYS_NICE' not given");
  }

  private void runCycles(int cpu, Thread above, Map<Long, String> expected) {
    try {
      Threads.setAffinity(0, CpuSet.of(cpu));
      Threads.setScheduling(0, ThreadScheduling.fifo(PRIORITY));
      above.start();
      List<Map.Entry<String, Mishap>> mishaps =
          List.of(
              Map.entry("node", () -> spin(LATE_NANOS)),
              Map.entry("jvm-pause", System::gc),
              Map.entry("page-fault", RealCausesTest::touchFreshPages),
              Map.entry("preemption", () -> preemptBy(above)),
              Map.entry("compilation", this::meetANewMode));
      long cycles = WARM_CYCLES + (long) mishaps.size() * TIMES * APART;
      long[] now = {0};
      bench.types.registry.add(
          new TestFactory(
              ProcessorType.of("unlucky", "1.0.0", "late in many ways"),
              _ ->
                  new TestNode()
                      .doing(_ -> {
                        sum += work(mode);
                        long since = now[0] - WARM_CYCLES;
                        if (since >= 0 && since % APART == 0) {
                          int number = (int) (since / APART);
                          var mishap = mishaps.get(number % mishaps.size());
                          expected.put(now[0], mishap.getKey());
                          mishap.getValue().happen();
                        }
                      })),
          0,
          1);
      bench.xruns = history.log();
      Compiler.Compiled compiled = bench.compile("source() -> u: unlucky() -> k: sink()");
      history.log().know(compiled.plan());
      ManualClock clock =
          new ManualClock(
              bench.rate,
              64,
              cycles,
              cycle -> {
                now[0] = cycle;
                // Other threads need this CPU too, and a thread that never waits loses it at times.
                LockSupport.parkNanos(1_000_000);
                if (cycle % 100 == 0) {
                  forensics.jvm.mark();
                }
              });
      bench.loop(compiled, clock, null).run();
    } catch (RefusedException e) {
      throw new IllegalStateException(e);
    }
  }

  // ---------------------------------------------------------------- ways to be late

  private static void touchFreshPages() {
    MemorySegment fresh = Memory.map(32 << 20);
    Memory.adviseHugePages(fresh, false);
    for (long at = 0; at < fresh.byteSize(); at += 4096) {
      fresh.set(ValueLayout.JAVA_BYTE, at, (byte) 1);
    }
    Memory.unmap(fresh);
  }

  private void preemptBy(Thread above) {
    preempt = true;
    LockSupport.unpark(above);
    while (preempt) {
      Thread.onSpinWait();
    }
  }

  /** Inherits the CPU of the thread that starts it. */
  private void preemptOnDemand() {
    Threads.setScheduling(0, ThreadScheduling.fifo(PRIORITY + 1));
    while (!ending) {
      LockSupport.park();
      if (preempt) {
        spin(LATE_NANOS);
        preempt = false;
      }
    }
  }

  private int mode;

  /** Compiled without the modes that were not met so far, which a new one breaks. */
  private static int work(int mode) {
    int sum = 0;
    for (int i = 0; i < STEPS; i++) {
      if (mode == 0) {
        sum ^= i * 3;
      } else if (mode == 1) {
        sum ^= i * 5;
      } else if (mode == 2) {
        sum ^= i * 7;
      } else if (mode == 3) {
        sum ^= i * 9;
      } else if (mode == 4) {
        sum ^= i * 11;
      } else {
        sum ^= i * 13;
      }
    }
    return sum;
  }

  private void meetANewMode() {
    mode++;
    sum += work(mode);
  }

  private static void spin(long nanos) {
    long end = System.nanoTime() + nanos;
    while (System.nanoTime() < end) {
      Thread.onSpinWait();
    }
  }
}
