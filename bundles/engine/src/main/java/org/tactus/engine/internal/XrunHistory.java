// SPDX-License-Identifier: Apache-2.0
package org.tactus.engine.internal;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.osgi.service.log.Logger;
import org.tactus.engine.Xrun;

/** The late cycles of a pipeline, each with its cause as soon as that can be known. */
final class XrunHistory {

  private static final int KEPT = 1000;
  private static final int LOGGED_AT_ONCE = 3;

  private final String pipeline;
  private final Forensics forensics;
  private final Logger logger;
  private final XrunLog log = new XrunLog();
  private final Deque<XrunLog.Entry> unsettled = new ArrayDeque<>();
  private final Deque<Xrun> settled = new ArrayDeque<>();
  private final Map<String, Long> byCause = new TreeMap<>();

  XrunHistory(String pipeline, Forensics forensics, Logger logger) {
    this.pipeline = pipeline;
    this.forensics = forensics;
    this.logger = logger;
  }

  /** Where the cycle thread writes. */
  XrunLog log() {
    return log;
  }

  /**
   * Finds the causes of what can be known by now.
   *
   * @param all also of what happened just now, since nothing more will be known
   */
  synchronized void settle(boolean all) {
    XrunLog.Entry entry;
    while ((entry = log.poll()) != null) {
      unsettled.add(entry);
    }
    int found = 0;
    while (!unsettled.isEmpty() && (all || JvmEvents.isSettled(unsettled.peek().ended()))) {
      Xrun xrun = explain(unsettled.poll());
      if (++found <= LOGGED_AT_ONCE) {
        logger.warn("pipeline '{}' cycle {}: {}", pipeline, xrun.cycle(), xrun.detail());
      }
      settled.add(xrun);
      byCause.merge(xrun.cause(), 1L, Long::sum);
      if (settled.size() > KEPT) {
        settled.remove();
      }
    }
    if (found > LOGGED_AT_ONCE) {
      logger.warn(
          "pipeline '{}': {} more late cycles at the same time", pipeline, found - LOGGED_AT_ONCE);
    }
  }

  private Xrun explain(XrunLog.Entry entry) {
    Xrun before = settled.peekLast();
    boolean inTime = entry.ended() <= entry.deadline();
    if (inTime
        && before != null
        && before.lateMicros() > 0
        && before.cycle() == entry.cycle() - 1) {
      return new Xrun(
          entry.cycle(),
          time(entry),
          0,
          before.cause(),
          "the device lost frames while cycle " + before.cycle() + " was late",
          List.of());
    }
    List<Causes.Share> shares = Causes.find(entry, forensics, log);
    Causes.Share first = shares.getFirst();
    if (first.cause().equals(Causes.NODE) && entry.node().ledger() != null) {
      entry.node().ledger().miss();
    }
    double lateMicros = Math.max(0, entry.ended() - entry.deadline()) / 1e3;
    String late =
        lateMicros > 0
            ? String.format(Locale.ROOT, ", the cycle ended %.0f µs late", lateMicros)
            : "";
    return new Xrun(
        entry.cycle(),
        time(entry),
        lateMicros,
        first.cause(),
        first.detail() + late,
        shares.stream().skip(1).map(share -> share.cause() + ": " + share.detail()).toList());
  }

  private static Instant time(XrunLog.Entry entry) {
    return Instant.now().minusNanos(System.nanoTime() - entry.ended());
  }

  /** The last ones, oldest first. */
  synchronized List<Xrun> last() {
    return List.copyOf(settled);
  }

  /** How many had which cause, of all since the start whose causes are found. */
  synchronized Map<String, Long> byCause() {
    Map<String, Long> counts = new TreeMap<>(byCause);
    if (log.lost() > 0) {
      counts.put("unrecorded", log.lost());
    }
    return Map.copyOf(counts);
  }
}
