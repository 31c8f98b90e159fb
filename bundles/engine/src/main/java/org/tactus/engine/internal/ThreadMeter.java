// SPDX-License-Identifier: Apache-2.0
package org.tactus.engine.internal;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import org.tactus.linux.ThreadUsage;

/**
 * Reads what a thread has used and charges it to the nodes that it runs. Neighbours share a
 * reading: where one ends the next begins. Belongs to the thread that runs its nodes.
 */
class ThreadMeter {

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private final ThreadUsage usage = new ThreadUsage();
  private long time;
  private long allocated;
  private boolean investigating;
  private long minorFaults;
  private long majorFaults;
  private long voluntarySwitches;
  private long involuntarySwitches;

  /** What follows is charged to the next node: at a cycle's begin and after a wait. */
  void begin(boolean investigate) {
    investigating = investigate;
    if (investigate) {
      usage.read();
      minorFaults = usage.minorFaults();
      majorFaults = usage.majorFaults();
      voluntarySwitches = usage.voluntarySwitches();
      involuntarySwitches = usage.involuntarySwitches();
    }
    allocated = THREADS.getCurrentThreadAllocatedBytes();
    time = System.nanoTime();
  }

  /** A node has run. */
  void charge(Ledger ledger) {
    long bytes = THREADS.getCurrentThreadAllocatedBytes();
    long now = System.nanoTime();
    ledger.charge(now - time, bytes - allocated);
    time = now;
    allocated = bytes;
    if (investigating) {
      chargeInvestigation(ledger);
    }
  }

  /** A node was left out; what that took is nobody's. */
  void skip(Ledger ledger) {
    ledger.skip();
    allocated = THREADS.getCurrentThreadAllocatedBytes();
    time = System.nanoTime();
  }

  private void chargeInvestigation(Ledger ledger) {
    usage.read();
    ledger.chargeInvestigation(
        usage.minorFaults() - minorFaults,
        usage.majorFaults() - majorFaults,
        usage.voluntarySwitches() - voluntarySwitches,
        usage.involuntarySwitches() - involuntarySwitches);
    begin(true);
  }
}
