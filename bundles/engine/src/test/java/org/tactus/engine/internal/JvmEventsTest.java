// SPDX-License-Identifier: Apache-2.0
package org.tactus.engine.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Events of this very JVM. */
class JvmEventsTest {

  /** Flight Recorder tells about a second after the fact. */
  @Test
  void aCollectionIsFoundWhereItHappenedByTheMarksAmongTheEvents() throws InterruptedException {
    try (JvmEvents events = new JvmEvents()) {
      events.start();
      Thread.sleep(300);
      long before = System.nanoTime();
      System.gc();
      long after = System.nanoTime();
      List<JvmEvents.Pause> pauses = List.of();
      while (pauses.isEmpty() && System.nanoTime() - after < 20_000_000_000L) {
        events.mark();
        Thread.sleep(50);
        pauses = events.pauses(before, after);
      }

      assertFalse(pauses.isEmpty(), "no pause from " + before + " to " + after);
      // By the clock of the day the two could be milliseconds apart.
      long slack = 300_000;
      for (JvmEvents.Pause pause : pauses) {
        assertTrue(
            pause.start() > before - slack && pause.end() < after + slack,
            pause + " is not within " + before + " and " + after);
      }
    }
  }

  @Test
  void aPauseIsFoundWhereItOverlapsAndOldOnesAreForgotten() {
    JvmEvents events = new JvmEvents();
    for (int i = 0; i < 5000; i++) {
      events.add(new JvmEvents.Pause(i * 10L, i * 10L + 5, "pause " + i));
    }

    assertEquals(List.of(), events.pauses(0, 5), "only the last ones are kept");
    assertEquals(1, events.pauses(49_990, 49_991).size());
    assertEquals(List.of(), events.pauses(49_985, 49_990), "ends as it begins");
    assertEquals(10, events.pauses(49_900, 60_000).size());
  }

  @Test
  void aMethodIsCompiledOnceItsCompilationHasEnded() {
    JvmEvents events = new JvmEvents();
    events.add(new JvmEvents.Compilation(100, 200, "A.a", "c2"));

    assertTrue(events.isCompiled("A.a", 150, 201));
    assertFalse(events.isCompiled("A.a", 150, 200), "not yet");
    assertFalse(events.isCompiled("A.a", 200, 300), "before");
    assertFalse(events.isCompiled("A.b", 150, 201));
    assertEquals(1, events.compilations(199, 300).size());
  }
}
