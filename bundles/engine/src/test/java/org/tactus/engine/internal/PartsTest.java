// SPDX-License-Identifier: Apache-2.0
package org.tactus.engine.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.tactus.api.Rational;
import org.tactus.api.RefusedException;
import org.tactus.api.audio.ChannelLayout;
import org.tactus.api.clock.Wake;
import org.tactus.api.event.EventKind;
import org.tactus.api.parameter.Parameter;
import org.tactus.policy.LockedArena;
import org.tactus.policy.PolicyResult;

/** The engine's small parts one by one. */
class PartsTest {

  // ---------------------------------------------------------------- events

  private final EventBuffer events =
      new EventBuffer(Arena.ofAuto().allocate(EventBuffer.CAPACITY_BYTES));

  @Test
  void midiMessagesHaveTheLengthOfTheirStatus() {
    events.begin(64);
    int[][] lengths = {
      {0x80, 3}, {0x9F, 3}, {0xA0, 3}, {0xB0, 3}, {0xC0, 2}, {0xD5, 2}, {0xE0, 3}, {0xF1, 2},
      {0xF2, 3}, {0xF3, 2}, {0xF6, 1}, {0xF8, 1}, {0xFA, 1}, {0xFE, 1}, {0xFF, 1}
    };
    for (int[] pair : lengths) {
      assertTrue(events.midi(5, pair[0], 0x7F, 0x11));
      int last = events.size() - 1;
      assertEquals(pair[1], events.length(last), Integer.toHexString(pair[0]));
      assertEquals(pair[0], events.byteAt(last, 0));
      if (pair[1] > 1) {
        assertEquals(0x7F, events.byteAt(last, 1));
      }
      if (pair[1] > 2) {
        assertEquals(0x11, events.byteAt(last, 2));
      }
      assertEquals(EventKind.MIDI, events.kind(last));
      assertEquals(5, events.frameOffset(last));
    }
    for (int status : new int[] {0, 0x7F, 0xF0, 0x100, -1}) {
      assertFalse(events.midi(5, status, 0, 0), "status " + status);
    }
    assertEquals(5, events.refused());
  }

  @Test
  void eventsOutOfOrderOrOutOfTheCycleAreRefusedAndCounted() {
    events.begin(64);

    assertTrue(events.midi(10, 0x90, 1, 1));
    assertFalse(events.midi(9, 0x90, 1, 1));
    assertFalse(events.midi(64, 0x90, 1, 1));
    assertFalse(events.midi(-1, 0x90, 1, 1));
    assertTrue(events.midi(10, 0x90, 2, 2));
    assertTrue(events.midi(63, 0x90, 3, 3));
    assertEquals(3, events.size());
    assertEquals(3, events.refused());

    events.begin(64);
    assertEquals(0, events.size());
    assertTrue(events.midi(0, 0x90, 1, 1), "order begins anew with a cycle");
  }

  @Test
  void bytesAreKeptAsTheyAreUntilThereIsNoRoom() {
    MemorySegment source = Arena.ofAuto().allocate(20_000);
    for (int i = 0; i < 20_000; i++) {
      source.set(ValueLayout.JAVA_BYTE, i, (byte) i);
    }
    events.begin(64);
    assertEquals(EventBuffer.CAPACITY_BYTES, events.remaining());
    assertFalse(events.write(0, EventKind.OSC, source, 0, 0));
    assertTrue(events.write(0, EventKind.OSC, source, 3, 1000));
    assertTrue(events.write(1, EventKind.VENDOR, source, 0, EventBuffer.CAPACITY_BYTES - 1000));
    assertEquals(0, events.remaining());
    assertFalse(events.midi(2, 0xF8, 0, 0));
    assertEquals(2, events.size());
    assertEquals(3 + 999 & 0xFF, events.byteAt(0, 999));
    assertEquals(1000, events.start(1));
    assertEquals(0, events.byteAt(1, 0));
  }

  @Test
  void manySmallEventsRunOutOfPlacesNotOfBounds() {
    events.begin(64);
    int taken = 0;
    for (int i = 0; i < 5000; i++) {
      taken += events.midi(0, 0xF8, 0, 0) ? 1 : 0;
    }
    assertEquals(1024, taken);
    assertEquals(0, events.remaining());
    assertEquals(5000 - 1024, events.refused());
  }

  // ---------------------------------------------------------------- alignment

  @Test
  void anAlignmentDelayDelaysEveryChannelAndKnowsWhenItIsSilent() {
    for (int frames : new int[] {1, 15, 16, 17, 100}) {
      Block source = block(2, 16);
      AlignmentDelay delay =
          new AlignmentDelay(
              source,
              block(2, 16),
              new AlignmentDelay.Line(
                  null,
                  0,
                  frames,
                  2,
                  Arena.ofAuto().allocate(AlignmentDelay.Line.bytes(2, frames))));
      Random random = new Random(frames);
      List<Float> in = new ArrayList<>();
      for (int cycle = 0; cycle < 60; cycle++) {
        boolean silent = cycle >= 20;
        source.clear();
        source.setSilent(silent);
        for (int i = 0; i < 16 && !silent; i++) {
          for (int channel = 0; channel < 2; channel++) {
            float sample = random.nextFloat() + 0.1f;
            source.channel(channel).setAtIndex(Types.FLOAT, i, sample);
            in.add(sample);
          }
        }
        delay.run(16);
        boolean allZero = true;
        for (int i = 0; i < 16; i++) {
          for (int channel = 0; channel < 2; channel++) {
            int at = 2 * (16 * cycle + i - frames) + channel;
            float expected = at >= 0 && at < in.size() ? in.get(at) : 0;
            float heard = delay.target().channel(channel).getAtIndex(Types.FLOAT, i);
            assertEquals(expected, heard, "cycle " + cycle + " frame " + i + " of " + frames);
            allZero &= heard == 0;
          }
        }
        if (delay.target().isSilent()) {
          assertTrue(allZero, "said to be silent in cycle " + cycle + " of " + frames);
        }
        if (cycle == 59) {
          assertTrue(delay.target().isSilent(), "silent in the end, " + frames);
        }
      }
    }
  }

  @Test
  void aCopyClearsChannelsThatItsSourceLacks() {
    Block wide = block(3, 16);
    Block narrow = block(1, 16);
    for (int i = 0; i < 16; i++) {
      narrow.channel(0).setAtIndex(Types.FLOAT, i, i);
      wide.channel(2).setAtIndex(Types.FLOAT, i, 9);
    }
    narrow.setSilent(false);
    wide.copyFrom(narrow);

    assertEquals(15, wide.channel(0).getAtIndex(Types.FLOAT, 15));
    assertEquals(0, wide.channel(1).getAtIndex(Types.FLOAT, 15));
    assertEquals(0, wide.channel(2).getAtIndex(Types.FLOAT, 15));
    assertFalse(wide.isSilent());
  }

  private static Block block(int channels, int capacity) {
    return Block.over(
        Arena.ofAuto().allocate(Block.bytes(channels, capacity), Block.ALIGNMENT),
        ChannelLayout.of(channels),
        capacity);
  }

  // ---------------------------------------------------------------- rate

  @Test
  void theRateFilterFindsTheRealRateThroughJitter() {
    for (double real : new double[] {48_000 * (1 + 1e-4), 48_000 * (1 - 2e-4)}) {
      RateFilter filter = new RateFilter(64, 48_000);
      Random random = new Random(1);
      double start = 1e12;
      assertEquals(48_000, filter.update((long) start), 1e-9, "nominal at first");
      double last = 0;
      for (int cycle = 1; cycle < 60 * 750; cycle++) {
        double due = start + cycle * 64 / real * 1e9;
        last = filter.update((long) (due + random.nextGaussian() * 20_000));
      }
      assertEquals(real, last, 48_000 * 1.5e-5);
    }
  }

  @Test
  void theRateFilterIsStableAtTheLongestPeriod() {
    RateFilter filter = new RateFilter(8192, 8000);
    double last = 0;
    for (int cycle = 0; cycle < 1000; cycle++) {
      last = filter.update((long) (1e12 + cycle * 8192 / 8000.5 * 1e9));
      assertEquals(8000, last, 8000 * 0.01, "cycle " + cycle);
    }
    assertEquals(8000.5, last, 0.01);
  }

  @Test
  void theRateFilterBeginsAnewAfterAGap() {
    RateFilter filter = new RateFilter(64, 48_000);
    for (int cycle = 0; cycle < 1000; cycle++) {
      filter.update(1_000_000_000L + cycle * 1_333_333L);
    }
    assertEquals(48_000, filter.update(900_000_000_000L), 1e-9);
    assertEquals(48_000, filter.update(900_001_333_333L), 1);
  }

  // ---------------------------------------------------------------- xruns

  @Test
  void xrunsComeOutAsTheyWentInAndTheNewestAreDroppedWhenFull() throws RefusedException {
    Bench bench = new Bench();
    Compiler.Compiled compiled = bench.compile("source() -> g: gain() -> sink()");
    XrunLog log = new XrunLog();
    log.know(compiled.plan());
    NodeRun gain = compiled.plan().runs[1];
    gain.instance.ledger.charge(1234, 0);
    gain.instance.ledger.charge(4321, 0);
    InjectedCounters source = new InjectedCounters();
    CycleCounters counters = new CycleCounters(source);
    source.cpu = 3;
    assertNull(log.poll());
    for (int round = 0; round < 3; round++) {
      for (long i = 0; i < 300; i++) {
        source.count(i + 6, i + 7, i + 8, i + 9, i + 10, i + 11);
        counters.advance();
        log.add(i, Wake.XRUN, true, i % 2 == 0, i + 1, i + 2, i + 3, i + 4, i + 5, gain, counters);
      }
      int polled = 0;
      XrunLog.Entry entry;
      while ((entry = log.poll()) != null) {
        assertEquals(
            new XrunLog.Entry(
                polled,
                Wake.XRUN,
                true,
                polled % 2 == 0,
                polled + 1,
                polled + 2,
                polled + 3,
                polled + 4,
                polled + 5,
                new XrunLog.NodeTime("g", gain.instance.ledger, 4321, 1234),
                new XrunLog.KernelCounts(
                    polled + 6, polled + 7, polled + 8, polled + 9, polled + 10, polled + 11, 3)),
            entry);
        polled++;
      }
      assertEquals(256, polled);
    }
    assertEquals(3 * (300 - 256), log.lost());
  }

  // ---------------------------------------------------------------- parameters

  private static final Parameter SMOOTH = Parameter.number("a", "A", "", -100, 100, 0);
  private static final Parameter STEP = SMOOTH.withSmoothing(0);

  @Test
  void aStepHappensAtItsFrame() {
    ParameterBank bank = bank(STEP);
    bank.set(0, 5, 70);
    bank.begin(0, 64);
    assertEquals(0, bank.value(0));
    assertFalse(bank.isChanging(0));
    bank.begin(64, 64);
    assertEquals(0, bank.value(0));
    assertTrue(bank.isChanging(0));
    assertEquals(0, bank.valueAt(0, 5));
    assertEquals(5, bank.valueAt(0, 6));
    bank.begin(128, 64);
    assertEquals(5, bank.value(0));
    assertFalse(bank.isChanging(0));
  }

  @Test
  void theRevisionRisesWheneverTheFirstFrameDiffers() {
    ParameterBank bank = bank(SMOOTH);
    bank.begin(0, 64);
    long before = bank.revision(0);
    bank.begin(64, 64);
    assertEquals(before, bank.revision(0));
    bank.set(0, 48, ParameterBank.NOW);
    float last = bank.value(0);
    for (int cycle = 2; cycle < 30; cycle++) {
      long revision = bank.revision(0);
      bank.begin(cycle * 64L, 64);
      assertEquals(bank.value(0) != last, bank.revision(0) != revision, "cycle " + cycle);
      assertEquals(bank.value(0), bank.valueAt(0, 0));
      last = bank.value(0);
    }
    assertEquals(48, last);
  }

  @Test
  void valuesRunOnFromCycleToCycle() {
    ParameterBank bank = bank(SMOOTH);
    bank.set(0, 48, 100);
    float previous = 0;
    for (int cycle = 0; cycle < 12; cycle++) {
      bank.begin(cycle * 64L, 64);
      for (int i = 0; i < 64; i++) {
        float now = bank.valueAt(0, i);
        assertTrue(now >= previous && now - previous < 0.1001, "frame " + (cycle * 64 + i));
        previous = now;
      }
      assertEquals(bank.valueAt(0, 64) != bank.value(0), bank.isChanging(0), "cycle " + cycle);
    }
    assertEquals(48, previous);
  }

  @Test
  void aFullQueueRefusesAndLosesNothing() {
    ParameterBank bank = bank(STEP);
    int taken = 0;
    while (bank.set(0, taken % 100, ParameterBank.NOW)) {
      taken++;
    }
    assertEquals(1024, taken);
    assertEquals(1023 % 100, bank.requested(0), "what was refused is not shown");
    bank.begin(0, 64);
    assertEquals(1023 % 100, bank.value(0));
    assertTrue(bank.set(0, 7, ParameterBank.NOW));
    bank.begin(64, 64);
    assertEquals(7, bank.value(0));
  }

  @Test
  void theQueueCarriesEveryChangeBetweenThreads() throws InterruptedException {
    ParameterBank bank = bank(STEP);
    int last = 100_000;
    Thread control =
        Thread.ofPlatform()
            .daemon()
            .start(() -> {
              for (int i = 1; i <= last; i++) {
                while (!bank.set(0, (float) i, ParameterBank.NOW)) {
                  Thread.onSpinWait();
                }
              }
            });
    float previous = 0;
    long position = 0;
    long giveUp = System.nanoTime() + 20_000_000_000L;
    while (previous != last && System.nanoTime() < giveUp) {
      bank.begin(position, 64);
      assertTrue(bank.value(0) >= previous, "in order");
      previous = bank.value(0);
      position += 64;
    }
    control.join();
    assertEquals(last, previous);
  }

  private static ParameterBank bank(Parameter parameter) {
    return new ParameterBank(List.of(parameter), new float[1], Rational.of(48_000));
  }

  // ---------------------------------------------------------------- memory

  @Test
  void memoryComesZeroedAlignedAndApart() {
    Slabs slabs = new Slabs();
    SlabMemory memory = new SlabMemory(slabs::make, () -> 1L << 40);
    List<MemorySegment> taken = new ArrayList<>();
    for (long bytes : new long[] {1, 100, 4096, 4097, 70_000, 1 << 20, 6 << 20, 3}) {
      MemorySegment segment = memory.allocate(bytes, 64);
      assertEquals(bytes, segment.byteSize());
      assertEquals(0, segment.address() % 4096);
      assertZero(segment);
      segment.fill((byte) 0x55);
      for (MemorySegment other : taken) {
        assertTrue(segment.asOverlappingSlice(other).isEmpty(), bytes + " overlaps");
      }
      taken.add(segment);
    }
  }

  @Test
  void memoryThatCameBackIsUsedAgainZeroed() {
    Slabs slabs = new Slabs();
    SlabMemory memory = new SlabMemory(slabs::make, () -> 1L << 40);
    for (int i = 0; i < 1000; i++) {
      MemorySegment segment = memory.allocate(1 << 20, 64);
      assertZero(segment.asSlice(0, 64));
      assertZero(segment.asSlice((1 << 20) - 64, 64));
      segment.fill((byte) 0x55);
      memory.free(segment);
    }
    assertEquals(1, slabs.made.size());

    MemorySegment first = memory.allocate(1 << 20, 64);
    MemorySegment second = memory.allocate(1 << 20, 64);
    assertNotEquals(first.address(), second.address());
    memory.free(first);
    memory.free(first);
    assertNotEquals(
        memory.allocate(1 << 20, 64).address(),
        memory.allocate(1 << 20, 64).address(),
        "freeing twice gives no memory to two");
  }

  @Test
  void aPolicyThatFailedInOneSlabIsShown() {
    Slabs slabs = new Slabs();
    SlabMemory memory = new SlabMemory(slabs::make, () -> 1L << 40);
    memory.allocate(SlabMemory.SLAB, 64);
    slabs.locked = false;
    memory.allocate(SlabMemory.SLAB, 64);
    slabs.locked = true;
    memory.allocate(SlabMemory.SLAB, 64);

    assertEquals(3, slabs.made.size());
    assertEquals(1, memory.policy().size());
    assertFalse(memory.policy().getFirst().ok());
  }

  private static void assertZero(MemorySegment segment) {
    for (long i = 0; i < segment.byteSize(); i++) {
      assertEquals(0, segment.get(ValueLayout.JAVA_BYTE, i));
    }
  }

  /** Arenas of ordinary memory. */
  private static final class Slabs {

    private final List<LockedArena> made = new ArrayList<>();
    private boolean locked = true;

    LockedArena make(long bytes) {
      MemorySegment memory = Arena.ofAuto().allocate(bytes, 4096);
      boolean ok = locked;
      LockedArena arena =
          new LockedArena() {
            private long used;

            @Override
            public String name() {
              return "slab";
            }

            @Override
            public MemorySegment segment() {
              return memory;
            }

            @Override
            public List<PolicyResult> policy() {
              return List.of(
                  ok
                      ? PolicyResult.applied("slab memory", "locked", "locked")
                      : PolicyResult.failed("slab memory", "locked", "not", "raise a limit"));
            }

            @Override
            public MemorySegment carve(long size, long alignment) {
              if (size > remaining()) {
                throw new IllegalStateException("slab is full");
              }
              MemorySegment part = memory.asSlice(used, size);
              used += size;
              return part;
            }

            @Override
            public long remaining() {
              return memory.byteSize() - used;
            }

            @Override
            public void release() {}
          };
      made.add(arena);
      return arena;
    }
  }
}
