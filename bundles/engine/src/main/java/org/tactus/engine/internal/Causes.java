// SPDX-License-Identifier: Apache-2.0
package org.tactus.engine.internal;

import java.util.Locale;
import org.tactus.api.clock.Wake;
import org.tactus.engine.Xrun;

/** Finds why a cycle was late. */
final class Causes {

  private Causes() {}

  /**
   * The cause of a late cycle: what the device says, then what Tactus can be blamed for, then the
   * machine.
   */
  static Xrun find(XrunLog.Entry entry, JvmPauses pauses) {
    long body = entry.ended() - entry.woken();
    long period = entry.deadline() - entry.due();
    long wakeUp = entry.woken() - entry.due();
    if (entry.wake() == Wake.XRUN && entry.ended() <= entry.deadline()) {
      return new Xrun(entry.cycle(), "device", "the device lost frames before this cycle");
    }
    long faults = entry.minorFaults() + entry.majorFaults();
    if (faults > 0) {
      return new Xrun(
          entry.cycle(), "page-fault", faults + " page faults on the cycle thread, " + late(entry));
    }
    JvmPauses.Pause pause = pauses.during(entry.due(), entry.ended());
    if (pause != null && pause.end() - pause.start() > (entry.ended() - entry.due()) / 4) {
      return new Xrun(
          entry.cycle(),
          "jvm-pause",
          pause.what()
              + " held the JVM for "
              + micros(pause.end() - pause.start())
              + " µs, "
              + late(entry));
    }
    if (entry.preemptions() > 0) {
      return new Xrun(
          entry.cycle(),
          "preemption",
          "the kernel took the CPU from the cycle thread "
              + entry.preemptions()
              + " times, "
              + late(entry));
    }
    if (entry.wake() == Wake.XRUN) {
      return new Xrun(
          entry.cycle(), "device", "the device lost frames before this cycle, " + late(entry));
    }
    if (body > period / 2 && body > wakeUp) {
      return new Xrun(
          entry.cycle(),
          "node",
          "node '"
              + entry.slowestNode()
              + "' took "
              + micros(entry.slowestNanos())
              + " of "
              + micros(body)
              + " µs, "
              + late(entry));
    }
    return new Xrun(
        entry.cycle(),
        "wake-up",
        "the machine woke the cycle thread "
            + micros(wakeUp)
            + " µs after it was due, "
            + late(entry));
  }

  private static String late(XrunLog.Entry entry) {
    return "the cycle ended " + micros(entry.ended() - entry.deadline()) + " µs late";
  }

  private static String micros(long nanos) {
    return String.format(Locale.ROOT, "%.0f", nanos / 1e3);
  }
}
