// SPDX-License-Identifier: Apache-2.0
package org.tactus.ring.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.lang.foreign.Arena;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.tactus.ring.MessageRing;
import org.tactus.ring.RingLayout;
import org.tactus.ring.RingStats;
import org.tactus.ring.Rings;
import org.tactus.ring.SampleRing;

class RingRegistryTest {

  @Test
  void listsWhatIsRegisteredUntilItIsClosed() {
    try (Arena arena = Arena.ofConfined()) {
      Rings rings = new RingRegistry();
      SampleRing samples =
          SampleRing.create(arena.allocate(SampleRing.bytes(2, 64), RingLayout.ALIGNMENT), 2, 64);
      MessageRing messages =
          MessageRing.create(arena.allocate(MessageRing.bytes(16, 8), RingLayout.ALIGNMENT), 16, 8);
      messages.claim();
      messages.commit();

      Rings.Registration late = rings.register("studio/out", samples);
      Rings.Registration early = rings.register("studio/events", messages);
      assertEquals(
          List.of(
              new RingStats("studio/events", "messages", 8, 1, 1, 0, 0, 0),
              new RingStats("studio/out", "samples", 64, 0, 0, 0, 0, 0)),
          rings.list());

      String sentence =
          assertThrows(IllegalArgumentException.class, () -> rings.register("studio/out", samples))
              .getMessage();
      assertEquals(
          "A ring named 'studio/out' is registered already: close that registration or choose"
              + " another name.",
          sentence);

      late.close();
      Rings.Registration again = rings.register("studio/out", samples);
      late.close();
      assertEquals(2, rings.list().size());
      again.close();
      early.close();
      assertEquals(List.of(), rings.list());
    }
  }
}
