package ${package};

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.tactus.api.Direction;
import org.tactus.api.Rational;
import org.tactus.api.RefusedException;
import org.tactus.api.audio.ChannelLayout;
import org.tactus.api.clock.ClockWaiter;
import org.tactus.api.clock.Wake;
import org.tactus.api.device.DeviceEnd;
import org.tactus.api.device.EndRequest;
import org.tactus.api.node.Options;
import org.tactus.testkit.Allocation;
import org.tactus.testkit.TestCycle;
import org.tactus.testkit.TestPreparation;

class MetronomeTest {

  private static final Rational RATE = Rational.of(48_000);
  private static final int PERIOD = 64;

  private static DeviceEnd open(Map<String, Object> options, Rational rate)
      throws RefusedException {
    Map<String, Object> all =
        new TreeMap<>(Map.of(MetronomeProvider.BPM, 120.0, MetronomeProvider.BEATS, 4L));
    all.putAll(options);
    return new MetronomeProvider()
        .open(new EndRequest("test", "node", Direction.OUTPUT, Options.of(all), rate, PERIOD));
  }

  private static TestCycle cycle() {
    return TestCycle.of(RATE, PERIOD).audioOut(ChannelLayout.MONO).build();
  }

  /** The frames in which a click begins, and what the click's second sample is. */
  private static Map<Long, Float> clicks(DeviceEnd end, int cycles) throws RefusedException {
    end.prepare(new TestPreparation(RATE, PERIOD).outputs(end.negotiate(List.of()).getFirst()));
    TestCycle cycle = cycle();
    Map<Long, Float> clicks = new TreeMap<>();
    long last = Long.MIN_VALUE / 2;
    for (int i = 0; i < cycles; i++) {
      end.process(cycle.begin());
      for (int frame = 0; frame < PERIOD; frame++) {
        long now = cycle.position() + frame;
        float sample = cycle.audioOut(0).get(0, frame);
        // The first sample of a click is 0: the second is the first that is heard.
        if (sample != 0 && now - last > 2000) {
          clicks.put(now - 1, sample);
        }
        last = sample == 0 ? last : now;
      }
    }
    return clicks;
  }

  @Test
  void aClickComesOnEveryBeatAndTheFirstOfABarIsAccented() throws RefusedException {
    Map<Long, Float> clicks = clicks(open(Map.of(), RATE), 9 * 24_000 / PERIOD);
    assertEquals(
        List.of(0L, 24_000L, 48_000L, 72_000L, 96_000L, 120_000L, 144_000L, 168_000L, 192_000L),
        new ArrayList<>(clicks.keySet()));
    assertTrue(clicks.get(0L) > clicks.get(24_000L), "the accent is higher");
    assertEquals(clicks.get(0L), clicks.get(96_000L));
    assertEquals(clicks.get(24_000L), clicks.get(72_000L));
  }

  @Test
  void anOddTempoDoesNotDrift() throws RefusedException {
    Map<Long, Float> clicks = clicks(open(Map.of("bpm", 131.7), RATE), 60 * 48_000 / PERIOD);
    assertEquals(132, clicks.size());
    long beat = 0;
    for (long frame : clicks.keySet()) {
      assertEquals(Math.round(beat++ * 48_000 * 60 / 131.7), frame);
    }
  }

  @Test
  void itEndsAfterItsBars() throws RefusedException {
    DeviceEnd end = open(Map.of("bars", 1L, "bpm", 400.0, "beats", 1L), RATE);
    end.prepare(new TestPreparation(RATE, PERIOD).outputs(end.negotiate(List.of()).getFirst()));
    TestCycle cycle = cycle();
    int cycles = 0;
    while (cycle.endedAt() < 0) {
      end.process(cycle.begin());
      cycles++;
    }
    assertEquals(7200, (cycles - 1) * PERIOD + cycle.endedAt());
  }

  @Test
  void aCycleAllocatesNothing() throws RefusedException {
    DeviceEnd end = open(Map.of(), RATE);
    end.prepare(new TestPreparation(RATE, PERIOD).outputs(end.negotiate(List.of()).getFirst()));
    TestCycle cycle = cycle();
    assertEquals(0, Allocation.bytes(1000, () -> end.process(cycle.begin())));
  }

  @Test
  void whatItCannotDoIsRefusedInOneSentence() {
    RefusedException refused =
        assertThrows(RefusedException.class, () -> open(Map.of(), Rational.of(1000)));
    assertTrue(refused.getMessage().contains("1000 frames a second"), refused.getMessage());
    MetronomeProvider provider = new MetronomeProvider();
    assertThrows(
        RefusedException.class, () -> provider.ports(Direction.INPUT, Options.of(Map.of())));
  }

  @Test
  void theClockIsDueOncePerPeriodAndCountsWhatItMissed() {
    long[] now = {1_000_000};
    HardwareClock clock = new HardwareClock(RATE, 48, () -> now[0]);
    ClockWaiter waiter =
        new ClockWaiter() {
          @Override
          public boolean until(long nanoTime) {
            now[0] = Math.max(now[0], nanoTime);
            return true;
          }

          @Override
          public boolean isStopping() {
            return false;
          }
        };
    clock.begin();
    for (int cycle = 1; cycle <= 3; cycle++) {
      assertEquals(Wake.CYCLE, clock.await(waiter));
      assertEquals(1_000_000 + cycle * 1_000_000L, clock.dueTime());
    }
    now[0] += 10_000_000;
    assertEquals(Wake.XRUN, clock.await(waiter));
    assertEquals(9, clock.xruns());
  }
}
