// SPDX-License-Identifier: Apache-2.0
package org.tactus.proof.arpeggiator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.tactus.api.MediaFormat;
import org.tactus.api.Rational;
import org.tactus.api.RefusedException;
import org.tactus.api.event.EventFormat;
import org.tactus.api.event.EventKind;
import org.tactus.api.node.Options;
import org.tactus.api.processor.Processor;
import org.tactus.testkit.Allocation;
import org.tactus.testkit.TestCycle;
import org.tactus.testkit.TestPreparation;

class ArpeggiatorTest {

  private static final Rational RATE = Rational.of(48_000);

  private static final class Rig {
    final Processor arpeggiator;
    final TestCycle cycle;
    final List<String> played = new ArrayList<>();

    Rig(int period, int roomForEvents) throws RefusedException {
      ArpeggiatorFactory factory = new ArpeggiatorFactory();
      arpeggiator = factory.create(Options.of(Map.of()));
      List<MediaFormat> formats = arpeggiator.negotiate(List.of(EventFormat.INSTANCE));
      assertEquals(List.of(EventFormat.INSTANCE), formats);
      arpeggiator.prepare(
          new TestPreparation(RATE, period)
              .inputs(EventFormat.INSTANCE)
              .outputs(EventFormat.INSTANCE));
      cycle =
          TestCycle.of(RATE, period)
              .eventsIn()
              .eventsOut(roomForEvents, 1024)
              .parameters(factory.type().parameters())
              .build();
    }

    Rig begin() {
      cycle.begin();
      return this;
    }

    void process() {
      arpeggiator.process(cycle);
      for (int i = 0; i < cycle.eventsOut(0).size(); i++) {
        played.add(
            (cycle.position() + cycle.eventsOut(0).frameOffset(i))
                + ": "
                + cycle.eventsOut(0).text(i));
      }
    }

    void run(int frames) {
      for (int done = 0; done < frames; done += cycle.frames()) {
        begin().process();
      }
    }
  }

  @Test
  void playsHeldKeysOnTheBeatAcrossCycles() throws RefusedException {
    Rig rig = new Rig(1000, 64);
    rig.cycle.transport().roll();
    rig.begin();
    assertNull(rig.cycle.audioIn(0), "another kind than the port's own is null");
    rig.cycle.eventsIn(0).midi(0, 0x90, 60, 100);
    rig.cycle.eventsIn(0).midi(10, 0x90, 64, 90);
    rig.process();
    rig.run(19_000);
    // 120 quarter notes a minute: a sixteenth lasts 6000 frames and its note 4500.
    assertEquals(
        List.of(
            "0: 90 3c 64",
            "4500: 80 3c 00",
            "6000: 90 40 5a",
            "10500: 80 40 00",
            "12000: 90 3c 64",
            "16500: 80 3c 00",
            "18000: 90 40 5a"),
        rig.played);
  }

  @Property(tries = 40)
  void notesFallOnTheSameFramesWhateverThePeriod(@ForAll @IntRange(min = 1, max = 3000) int period)
      throws RefusedException {
    Rig rig = new Rig(period, 64);
    rig.cycle.transport().roll();
    rig.cycle.transport().setTempo(133);
    rig.begin();
    rig.cycle.eventsIn(0).midi(0, 0x90, 60, 100);
    rig.process();
    rig.run(30_000);
    double step = 48_000 * 60 / 133.0 / 4;
    assertEquals("0: 90 3c 64", rig.played.getFirst());
    for (int i = 0; i * step + step < 29_000; i++) {
      String[] on = rig.played.get(2 * i).split(": ");
      String[] off = rig.played.get(2 * i + 1).split(": ");
      assertEquals(i * step, Long.parseLong(on[0]), 0.51);
      assertEquals((i + 0.75) * step, Long.parseLong(off[0]), 0.51);
    }
  }

  @Test
  void aStopEndsTheNoteAndAJumpStartsAnew() throws RefusedException {
    Rig rig = new Rig(1000, 64);
    rig.cycle.transport().roll();
    rig.begin();
    rig.cycle.eventsIn(0).midi(0, 0x90, 60, 100);
    rig.process();
    rig.cycle.transport().stop();
    rig.run(21_000);
    assertEquals(List.of("0: 90 3c 64", "1000: 80 3c 00"), rig.played);
    rig.cycle.transport().locate(96_000, 3.9);
    rig.cycle.transport().roll();
    rig.begin().process();
    rig.run(3000);
    assertEquals("24400: 90 3c 64", rig.played.getLast(), "a tenth of a beat later");
  }

  @Test
  void anEndingKeyStillEndsWhenThereWasNoRoom() throws RefusedException {
    Rig rig = new Rig(8000, 1);
    rig.cycle.transport().roll();
    rig.begin();
    rig.cycle.eventsIn(0).midi(0, 0x90, 60, 100);
    rig.cycle.eventsIn(0).midi(100, 0x80, 60, 0);
    rig.process();
    assertTrue(rig.cycle.eventsOut(0).refused() > 0);
    rig.run(8000);
    assertEquals(List.of("0: 90 3c 64", "8000: 80 3c 00"), rig.played);
  }

  @Test
  void passesOtherMessagesThroughInOrder() throws RefusedException {
    Rig rig = new Rig(1000, 64);
    rig.begin();
    rig.cycle.eventsIn(0).midi(5, 0xB0, 7, 99);
    byte[] exclusive = {(byte) 0xF0, 1, 2, 3, 4, (byte) 0xF7};
    MemorySegment bytes = MemorySegment.ofArray(exclusive);
    rig.cycle.eventsIn(0).write(6, EventKind.MIDI, bytes, 0, exclusive.length);
    rig.process();
    assertEquals(List.of("5: b0 07 63", "6: f0 01 02 03 04 f7"), rig.played);
  }

  @Test
  void allocatesNothing() throws RefusedException {
    Rig rig = new Rig(64, 64);
    rig.cycle.transport().roll();
    rig.begin();
    rig.cycle.eventsIn(0).midi(0, 0x90, 60, 100);
    rig.process();
    assertEquals(0, Allocation.bytes(500, () -> rig.arpeggiator.process(rig.cycle.begin())));
  }
}
