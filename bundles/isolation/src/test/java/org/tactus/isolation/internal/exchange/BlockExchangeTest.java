// SPDX-License-Identifier: Apache-2.0
package org.tactus.isolation.internal.exchange;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.tactus.api.Rational;
import org.tactus.api.audio.ChannelLayout;
import org.tactus.api.node.Cycle;
import org.tactus.api.node.Preparation;
import org.tactus.api.parameter.Meter;
import org.tactus.api.parameter.Parameter;
import org.tactus.api.processor.Processor;
import org.tactus.linux.SharedMemory;
import org.tactus.testkit.TestCycle;

/** Both sides of the shared memory in one process, on two mappings. */
class BlockExchangeTest {

  private static final int PERIOD = 16;
  private static final Rational RATE = Rational.of(48_000);
  private static final List<Parameter> PARAMETERS =
      List.of(Parameter.number("gain", "Gain", "", 0, 4, 1));
  private static final List<Meter> METERS = List.of(new Meter("seen", "Seen", ""));

  private static BlockLayout layout(int channels, long state) {
    PortShape audio = new PortShape(ChannelLayout.of(channels));
    return new BlockLayout(
        PERIOD, List.of(audio, PortShape.EVENTS), List.of(audio, PortShape.EVENTS), 1, 1, state);
  }

  private static TestCycle cycle(int channels) {
    return TestCycle.of(RATE, PERIOD)
        .audioIn(ChannelLayout.of(channels))
        .eventsIn()
        .audioOut(ChannelLayout.of(channels))
        .eventsOut()
        .parameters(PARAMETERS)
        .meters(METERS)
        .build();
  }

  /** Looks at what it is given as a processor of the same process would. */
  private static final class Witness implements Processor {
    private final StringBuilder seen = new StringBuilder();

    @Override
    public void prepare(Preparation preparation) {
      // Nothing to make ready.
    }

    @Override
    public void process(Cycle cycle) {
      seen.append(cycle.frames())
          .append(' ')
          .append(cycle.position())
          .append(' ')
          .append(cycle.time())
          .append(' ')
          .append(cycle.deadline())
          .append(' ')
          .append(cycle.measuredRate())
          .append(' ')
          .append(cycle.isFreewheeling())
          .append(' ')
          .append(cycle.transport().isRolling())
          .append(' ')
          .append(cycle.transport().position())
          .append(' ')
          .append(cycle.transport().tempo())
          .append(' ')
          .append(cycle.transport().beat())
          .append(' ')
          .append(cycle.transport().beatsPerBar())
          .append('/')
          .append(cycle.transport().beatUnit())
          .append(' ')
          .append(cycle.parameters().value(0))
          .append(' ')
          .append(cycle.parameters().isChanging(0))
          .append(' ')
          .append(cycle.parameters().revision(0))
          .append(' ')
          .append(cycle.audioIn(0).isSilent());
      for (int i = 0; i <= cycle.frames(); i++) {
        seen.append(' ').append(cycle.parameters().valueAt(0, i));
      }
      for (int i = 0; i < cycle.eventsIn(1).size(); i++) {
        seen.append(" e")
            .append(cycle.eventsIn(1).frameOffset(i))
            .append(cycle.eventsIn(1).kind(i))
            .append(cycle.eventsIn(1).byteAt(i, 0))
            .append(cycle.eventsIn(1).length(i));
        cycle.eventsOut(1).midi(cycle.eventsIn(1).frameOffset(i), 0x80, i, 1);
      }
      for (int c = 0; c < cycle.audioIn(0).channels(); c++) {
        for (int i = 0; i < cycle.frames(); i++) {
          float value = cycle.audioIn(0).channel(c).getAtIndex(ValueLayout.JAVA_FLOAT, i);
          seen.append(' ').append(value);
          cycle.audioOut(0).channel(c).setAtIndex(ValueLayout.JAVA_FLOAT, i, -value);
        }
      }
      cycle.meters().set(0, cycle.position());
      seen.append('\n');
    }
  }

  @Property(seed = "1", tries = 20)
  void theChildSeesWhatAProcessorHereSees(
      @ForAll @IntRange(min = 1, max = 6) int channels, @ForAll long seed) {
    BlockLayout layout = layout(channels, 0);
    try (SharedMemory parent = SharedMemory.create("tactus-test", layout.bytes());
        SharedMemory child = SharedMemory.open(parent.path(), layout.bytes())) {
      Witness here = new Witness();
      Witness there = new Witness();
      BlockSender sender = new BlockSender(layout, parent.segment());
      BlockReceiver receiver = new BlockReceiver(layout, child.segment(), there);
      TestCycle cycle = cycle(channels);
      SplittableRandom random = new SplittableRandom(seed);
      for (int n = 0; n < 40; n++) {
        fill(cycle, channels, random);
        here.process(cycle);
        int block = sender.submit(cycle);
        assertEquals(n + 1, block);
        receiver.process(block);
        child.segment().set(ValueLayout.JAVA_INT, BlockLayout.COMPLETED, block);
      }
      assertEquals(here.seen.toString(), there.seen.toString());
    }
  }

  private static void fill(TestCycle cycle, int channels, SplittableRandom random) {
    if (random.nextInt(5) == 0) {
      cycle.parameters().set("gain", random.nextInt(4));
    }
    if (random.nextInt(5) == 0) {
      cycle.transport().roll();
      cycle.transport().setTempo(60 + random.nextInt(100));
    }
    cycle.begin();
    for (int c = 0; c < channels; c++) {
      for (int i = 0; i < PERIOD; i++) {
        cycle.audioIn(0).set(c, i, (float) random.nextDouble());
      }
    }
    cycle.audioIn(0).setSilent(random.nextInt(7) == 0);
    for (int i = 0; i < random.nextInt(4); i++) {
      cycle.eventsIn(1).midi(i, 0x90, random.nextInt(128), 1);
    }
  }

  @Example
  void whatTheChildMakesComesBack() {
    BlockLayout layout = layout(2, 0);
    try (SharedMemory memory = SharedMemory.create("tactus-test", layout.bytes())) {
      BlockSender sender = new BlockSender(layout, memory.segment());
      BlockReceiver receiver = new BlockReceiver(layout, memory.segment(), new Witness());
      TestCycle cycle = cycle(2);
      cycle.begin();
      cycle.audioIn(0).set(1, 3, 0.5f);
      cycle.eventsIn(1).midi(7, 0x90, 60, 100);
      int block = sender.submit(cycle);
      receiver.process(block);
      cycle.begin();
      assertEquals(
          -0.5f, memory.segment().get(ValueLayout.JAVA_FLOAT, sender.samples(block, 0, 1) + 3 * 4));
      assertFalse(sender.isSilent(block, 0));
      sender.takeEventsAndMeters(block, cycle);
      assertEquals("80 00 01", cycle.eventsOut(1).text(0));
      assertEquals(7, cycle.eventsOut(1).frameOffset(0));
      assertEquals(0, cycle.meters().value("seen"));
    }
  }

  @Example
  void aChildThatDoesNotKeepUpIsNotWaitedFor() {
    BlockLayout layout = layout(1, 0);
    try (SharedMemory memory = SharedMemory.create("tactus-test", layout.bytes())) {
      BlockSender sender = new BlockSender(layout, memory.segment());
      TestCycle cycle = cycle(1);
      for (int n = 1; n <= BlockLayout.SLOTS; n++) {
        assertEquals(n, sender.submit(cycle.begin()));
      }
      assertEquals(0, sender.submit(cycle.begin()));
      assertFalse(sender.isCompleted(1));
      assertFalse(sender.awaitCompleted(1, System.nanoTime() + 1_000_000));
      memory.segment().set(ValueLayout.JAVA_INT, BlockLayout.COMPLETED, 1);
      assertTrue(sender.isCompleted(1));
      assertTrue(sender.awaitCompleted(1, System.nanoTime()));
      assertEquals(BlockLayout.SLOTS + 1, sender.submit(cycle.begin()));
    }
  }

  /**
   * A child that goes wild writes numbers of its own everywhere; the parent stays within bounds.
   */
  @Property(seed = "2")
  void garbageFromTheChildHurtsNobody(@ForAll long seed) {
    BlockLayout layout = layout(2, 64);
    try (SharedMemory memory = SharedMemory.create("tactus-test", layout.bytes())) {
      BlockSender sender = new BlockSender(layout, memory.segment());
      TestCycle cycle = cycle(2);
      SplittableRandom random = new SplittableRandom(seed);
      int taken = 0;
      byte[] garbage = new byte[(int) layout.bytes()];
      random.nextBytes(garbage);
      for (int n = 0; n < 8; n++) {
        MemorySegment.copy(garbage, 0, memory.segment(), ValueLayout.JAVA_BYTE, 0, garbage.length);
        // Small numbers are the likelier ones to pass a check that is wrong.
        for (int slot = 0; slot < BlockLayout.SLOTS; slot++) {
          long events = layout.slot(slot) + layout.output(1);
          memory.segment().set(ValueLayout.JAVA_INT, events, random.nextInt(-2, 1500));
          for (int i = 0; i < 4 * 1024; i++) {
            memory
                .segment()
                .set(
                    ValueLayout.JAVA_INT,
                    events + BlockLayout.EVENT_TABLE + i * 4L,
                    i % 4 == 0 ? i / 512 : random.nextInt(-2, i % 4 == 1 ? 6 : 17_000));
          }
        }
        cycle.begin();
        sender.submit(cycle);
        for (int block = -1; block < 9; block++) {
          sender.isCompleted(block);
          sender.threw(block);
          cycle.begin();
          sender.takeEventsAndMeters(block, cycle);
          for (int i = 0; i < cycle.eventsOut(1).size(); i++) {
            assertTrue(cycle.eventsOut(1).length(i) <= BlockLayout.EVENT_BYTES);
            taken++;
          }
        }
        sender.copyState(MemorySegment.ofArray(new byte[64]));
      }
      assertTrue(taken > 0, "some events pass, or nothing was looked at");
    }
  }

  @Property(seed = "3")
  void areasDoNotOverlap(
      @ForAll @IntRange(min = 1, max = 64) int channels,
      @ForAll @IntRange(min = 1, max = 4096) int period,
      @ForAll @IntRange(max = 20) int parameters,
      @ForAll @IntRange(max = 20) int meters,
      @ForAll @IntRange(max = 100_000) int state) {
    PortShape audio = new PortShape(ChannelLayout.of(channels));
    BlockLayout layout =
        new BlockLayout(
            period,
            List.of(audio, PortShape.EVENTS),
            List.of(PortShape.EVENTS, audio),
            parameters,
            meters,
            state);
    long at = BlockLayout.THREW + 4;
    for (int i = 0; i < parameters; i++) {
      at = follows(at, layout.changing(i), 4);
    }
    for (int i = 0; i < parameters; i++) {
      at = follows(at, layout.curve(i), (period + 1) * 4L);
    }
    for (int i = 0; i < meters; i++) {
      at = follows(at, layout.meter(i), 8);
    }
    long audioBytes = layout.channel(channels - 1) + period * 4L;
    long eventBytes = BlockLayout.EVENT_DATA + BlockLayout.EVENT_BYTES;
    at = follows(at, layout.input(0), audioBytes);
    at = follows(at, layout.input(1), eventBytes);
    at = follows(at, layout.output(0), eventBytes);
    at = follows(at, layout.output(1), audioBytes);
    assertTrue(layout.slot(1) - layout.slot(0) >= at);
    assertEquals(layout.slot(1), layout.slot(1 + BlockLayout.SLOTS));
    assertTrue(layout.slot(0) >= BlockLayout.STATE_LENGTH + 16);
    long end = follows(layout.slot(BlockLayout.SLOTS - 1) + at, layout.state(0), state);
    assertTrue(follows(end, layout.state(1), state) <= layout.bytes());
    assertEquals(0, layout.channel(0) % 64);
  }

  private static long follows(long end, long start, long bytes) {
    assertTrue(start >= end, "an area begins at " + start + ", before " + end);
    return start + bytes;
  }

  @Example
  void whatIsTooLargeIsRefused() {
    PortShape audio = new PortShape(ChannelLayout.of(1024));
    List<PortShape> many = Collections.nCopies(10, audio);
    IllegalArgumentException refused =
        assertThrows(
            IllegalArgumentException.class, () -> new BlockLayout(8192, many, many, 0, 0, 0));
    assertTrue(refused.getMessage().contains("use fewer channels"), refused.getMessage());
  }
}
