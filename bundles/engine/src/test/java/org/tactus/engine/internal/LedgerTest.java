// SPDX-License-Identifier: Apache-2.0
package org.tactus.engine.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.tactus.api.RefusedException;
import org.tactus.api.node.Cycle;
import org.tactus.api.processor.ProcessorType;
import org.tactus.engine.NodeLedger;
import org.tactus.linux.Memory;

/** What each node is charged with. */
class LedgerTest {

  private static final int CYCLES = 50;
  private static final int PAGES = 64;
  private static final int PAGE = 4096;

  private final Bench bench = new Bench();
  private byte[] kept;

  @Test
  void aNodeIsChargedWithItsOwnBytesAndItsNeighboursAreNot() throws RefusedException {
    add("hungry", _ -> kept = new byte[10_000]);
    Compiler.Compiled compiled = chain();
    bench.run(compiled);

    NodeLedger hungry = ledger(compiled, "h");
    assertTrue(hungry.allocatedBytes() >= CYCLES * 10_000L, hungry.toString());
    assertTrue(hungry.allocatedBytes() < CYCLES * 12_000L, hungry.toString());
    assertTrue(Bench.instance(compiled, "h").ledger.lastBytes() >= kept.length);
    for (String neighbour : new String[] {"a", "b"}) {
      // Linking the node's own code for the first time allocates a little.
      NodeLedger other = ledger(compiled, neighbour);
      assertTrue(other.allocatedBytes() < 100_000, neighbour + " " + other);
      assertEquals(CYCLES, other.blocks(), neighbour);
    }
  }

  @Test
  void aWorkersNodeIsChargedWithWhatItsOwnThreadUses() throws Exception {
    add("hungry", _ -> kept = new byte[10_000]);
    bench.workers = 1;
    Compiler.Compiled compiled =
        bench.compile("s: source(length=3200) -> k: sink(); s -> h: hungry()");
    assertEquals("h", compiled.plan().shares[1][0].instance.name, "the worker has it");
    WorkerPools.run(bench, compiled, 1);

    NodeLedger hungry = ledger(compiled, "h");
    assertEquals(CYCLES, hungry.blocks());
    assertTrue(hungry.allocatedBytes() >= CYCLES * 10_000L, hungry.toString());
    assertTrue(ledger(compiled, "k").allocatedBytes() < 100_000);
  }

  @Test
  void aNodeIsChargedWithItsOwnTime() throws RefusedException {
    add("hungry", _ -> spin(200_000));
    Compiler.Compiled compiled = chain();
    bench.run(compiled);

    Ledger slow = Bench.instance(compiled, "h").ledger;
    assertTrue(ledger(compiled, "h").time().p50() >= 199, slow.percentiles().toString());
    assertTrue(slow.lastNanos() >= 200_000);
    assertTrue(ledger(compiled, "a").time().p50() < 199);
    assertTrue(ledger(compiled, "b").time().p50() < 199, "begins where the slow one ends");
  }

  @Test
  void whatANodeAllocatedBeforeAllWasWarmIsForgotten() throws RefusedException {
    add("hungry", _ -> kept = new byte[10_000]);
    Compiler.Compiled compiled = chain();
    bench.run(compiled);
    Bench.instance(compiled, "h").ledger.warm();

    assertEquals(0, ledger(compiled, "h").allocatedBytes());
  }

  @Test
  void cyclesThatANodeIsLeftOutOfAreCountedAndNotMeasured() throws RefusedException {
    add(
        "hungry",
        cycle -> {
          if (cycle.position() >= 10 * 64) {
            throw new IllegalStateException("from the eleventh cycle on");
          }
        });
    Compiler.Compiled compiled = chain();
    bench.run(compiled);

    NodeLedger ledger = ledger(compiled, "h");
    assertEquals(11, ledger.blocks(), "the one that threw ran too");
    assertEquals(CYCLES - 11, ledger.bypassedCycles());
    assertEquals(0, Bench.instance(compiled, "h").ledger.lastNanos());
    assertEquals(0, ledger(compiled, "a").bypassedCycles());
  }

  @Test
  void pageFaultsAreCountedForTheNodeThatMadeThemAndOnlyWhileInvestigating()
      throws RefusedException {
    add("hungry", _ -> touchFreshPages());
    Compiler.Compiled compiled = chain();
    int asked = 20;
    long[] cycle = {0};
    ManualClock clock =
        new ManualClock(
            bench.rate,
            64,
            CYCLES,
            now -> {
              cycle[0] = now;
              if (now == asked) {
                bench.loop.investigate(true);
              }
              if (now == asked + 10) {
                bench.loop.investigate(false);
              }
            });
    bench.loop = bench.loop(compiled, clock, null);
    bench.loop.run();

    NodeLedger.Investigation hungry = ledger(compiled, "h").investigation();
    NodeLedger.Investigation neighbour = ledger(compiled, "b").investigation();
    assertEquals(10, hungry.cycles());
    assertTrue(hungry.minorFaults() >= 10 * PAGES, hungry.toString());
    assertTrue(neighbour.minorFaults() < 10 * PAGES, neighbour.toString());
    assertEquals(10, neighbour.cycles());
  }

  @Test
  void aNodeThatSleepsGivesUpTheCpu() throws RefusedException {
    add(
        "hungry",
        _ -> {
          try {
            Thread.sleep(1);
          } catch (InterruptedException e) {
            throw new IllegalStateException(e);
          }
        });
    Compiler.Compiled compiled = chain();
    bench.run(compiled, CYCLES, cycle -> bench.loop.investigate(true));

    assertTrue(ledger(compiled, "h").investigation().voluntarySwitches() >= CYCLES - 1);
    assertTrue(ledger(compiled, "b").investigation().voluntarySwitches() < CYCLES / 2);
  }

  @Test
  void blocksPerSecondAreThoseOfTheLastSecond() {
    Ledger ledger = new Ledger();
    ledger.measureRate(1_000);
    for (int i = 0; i < 700; i++) {
      ledger.charge(1, 0);
    }
    ledger.measureRate(500_000_000);
    assertEquals(0, ledger.read(750).blocksPerSecond(), "not before a second has passed");
    ledger.measureRate(2_000_001_000L);

    assertEquals(350, ledger.read(750).blocksPerSecond(), 1e-6);
    assertEquals(750, ledger.read(750).nominalBlocksPerSecond());
    ledger.stopRate();
    ledger.measureRate(9_000_000_000L);
    assertEquals(350, ledger.read(750).blocksPerSecond(), 1e-6, "a pause does not count");
  }

  private void add(String type, Consumer<Cycle> work) {
    bench.types.registry.add(
        new TestFactory(
            ProcessorType.of(type, "1.0.0", "as the test says"), _ -> new TestNode().doing(work)),
        0,
        1);
  }

  private Compiler.Compiled chain() throws RefusedException {
    return bench.compile(
        "source(length=" + CYCLES * 64 + ") -> a: gain() -> h: hungry() -> b: gain() -> sink()");
  }

  private static NodeLedger ledger(Compiler.Compiled compiled, String name) {
    return Bench.instance(compiled, name).ledger.read(750);
  }

  private void touchFreshPages() {
    MemorySegment fresh = Memory.map((long) PAGES * PAGE);
    Memory.adviseHugePages(fresh, false);
    for (int i = 0; i < PAGES; i++) {
      fresh.set(ValueLayout.JAVA_BYTE, (long) i * PAGE, (byte) 1);
    }
    Memory.unmap(fresh);
  }

  private static void spin(long nanos) {
    long end = System.nanoTime() + nanos;
    while (System.nanoTime() < end) {
      Thread.onSpinWait();
    }
  }
}
