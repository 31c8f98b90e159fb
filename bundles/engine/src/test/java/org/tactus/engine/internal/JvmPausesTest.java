// SPDX-License-Identifier: Apache-2.0
package org.tactus.engine.internal;

import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Pauses of this very JVM. */
class JvmPausesTest {

  /** Flight Recorder tells about a second after the fact. */
  @Tag("long")
  @Test
  void aCollectionIsFoundWhereItHappened() throws InterruptedException {
    try (JvmPauses pauses = new JvmPauses()) {
      pauses.start();
      Thread.sleep(1500);
      long before = System.nanoTime();
      System.gc();
      long after = System.nanoTime();
      JvmPauses.Pause pause = null;
      while (pause == null && System.nanoTime() - after < 20_000_000_000L) {
        Thread.sleep(50);
        pause = pauses.during(before, after);
      }

      assertNotNull(pause, "no pause from " + before + " to " + after);
      // The two clocks are read one after the other when listening begins.
      long slack = 5_000_000;
      assertTrue(
          pause.start() > before - slack && pause.end() < after + slack,
          pause + " is not within " + before + " and " + after);
    }
  }

  @Test
  void aPauseIsFoundWhereItOverlapsAndOldOnesAreForgotten() {
    JvmPauses pauses = new JvmPauses();
    for (int i = 0; i < 5000; i++) {
      pauses.add(new JvmPauses.Pause(i * 10L, i * 10L + 5, "pause " + i));
    }

    assertNull(pauses.during(0, 5), "only the last ones are kept");
    assertNotNull(pauses.during(49_990, 49_991));
    assertNull(pauses.during(49_985, 49_990), "ends as it begins");
    assertNotNull(pauses.during(49_900, 60_000));
  }
}
