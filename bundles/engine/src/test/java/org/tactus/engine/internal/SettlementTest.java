// SPDX-License-Identifier: Apache-2.0
package org.tactus.engine.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.tactus.api.Direction;
import org.tactus.api.Rational;
import org.tactus.api.RefusedException;
import org.tactus.api.device.EndPreference;

/** Which rate, period and clock a pipeline and its devices settle on. */
class SettlementTest {

  private final Bench bench = new Bench();

  SettlementTest() {
    bench.rate = null;
    bench.period = 0;
  }

  @Test
  void aServerThatDictatesItsRateIsPreferredAsTheClock() throws RefusedException {
    bench.types.source.preference = EndPreference.CLOCK;
    bench.types.sink.preference = new EndPreference(Rational.of(44_100), 1024, true);

    Settlement settled = bench.compile("s: source() -> k: sink()").settled();

    assertEquals("k", settled.clock().name());
    assertEquals(Rational.of(44_100), settled.rate());
    assertEquals(1024, settled.period());
  }

  @Test
  void aNamedClockIsPreferredToAnyOther() throws RefusedException {
    bench.types.source.preference = EndPreference.CLOCK;
    bench.types.sink.preference = new EndPreference(Rational.of(44_100), 1024, true);
    for (String name : new String[] {"s", "source"}) {
      bench.clock = name;
      assertEquals("s", bench.compile("s: source() -> k: sink()").settled().clock().name());
    }
  }

  @Test
  void theTimerIsTakenWhereItIsNamed() throws RefusedException {
    bench.types.source.preference = EndPreference.CLOCK;
    bench.clock = "timer";

    assertNull(bench.compile("s: source() -> k: sink()").settled().clock());
  }

  @Test
  void aNodeWithoutAClockCannotBeIt() {
    bench.clock = "k";

    RefusedException error =
        assertThrows(RefusedException.class, () -> bench.compile("s: source() -> k: sink()"));
    assertTrue(error.getMessage().contains("'k'"), error.getMessage());
  }

  @Test
  void twoDevicesWithDifferentPeriodsAreRefusedWithBoth() {
    bench.types.source.preference = new EndPreference(null, 256, true);
    bench.types.sink.preference = new EndPreference(null, 1024, true);

    RefusedException error =
        assertThrows(RefusedException.class, () -> bench.compile("s: source() -> k: sink()"));

    for (String named : new String[] {"'s'", "'k'", "256", "1024"}) {
      assertTrue(error.getMessage().contains(named), named + " in " + error.getMessage());
    }
  }

  @Test
  void theClockOfTheChosenNodeStartsTheCycles() throws RefusedException {
    ManualClock clock = new ManualClock(Rational.of(48_000), 64, 1, _ -> {});
    TestProvider card =
        new TestProvider(
            "card",
            Direction.INPUT,
            java.util.List.of(),
            request -> {
              TestEnd end = TestEnd.sink(request);
              end.clock = clock;
              return end;
            });
    card.preference = EndPreference.CLOCK;
    bench.types.registry.add(card, 0, 1);
    bench.freewheel = false;
    assertEquals(clock, bench.compile("source() -> card()").clock());

    bench.freewheel = true;
    assertNull(bench.compile("source() -> card()").clock(), "nothing starts a free wheel");
  }
}
