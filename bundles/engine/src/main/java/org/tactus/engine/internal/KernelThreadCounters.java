// SPDX-License-Identifier: Apache-2.0
package org.tactus.engine.internal;

import org.tactus.linux.LinuxException;
import org.tactus.linux.ScheduleTimesFile;
import org.tactus.linux.ThreadUsage;
import org.tactus.linux.Threads;

/** Those of the thread that makes it, by two system calls. */
final class KernelThreadCounters implements ThreadCounters {

  private final ThreadUsage usage = new ThreadUsage();

  /** Null where the kernel does not keep the figures. */
  private final ScheduleTimesFile times;

  private boolean timesKnown;

  KernelThreadCounters() {
    times = open();
  }

  private static ScheduleTimesFile open() {
    try {
      return ScheduleTimesFile.open(Threads.currentTid());
    } catch (LinuxException _) {
      return null;
    }
  }

  @Override
  public void read() {
    usage.read();
    timesKnown = times != null && times.read();
  }

  @Override
  public long minorFaults() {
    return usage.minorFaults();
  }

  @Override
  public long majorFaults() {
    return usage.majorFaults();
  }

  @Override
  public long voluntarySwitches() {
    return usage.voluntarySwitches();
  }

  @Override
  public long involuntarySwitches() {
    return usage.involuntarySwitches();
  }

  @Override
  public long runNanos() {
    return timesKnown ? times.runNanos() : UNKNOWN;
  }

  @Override
  public long waitNanos() {
    return timesKnown ? times.waitNanos() : UNKNOWN;
  }

  @Override
  public int cpu() {
    return Threads.currentCpu();
  }

  @Override
  public void close() {
    if (times != null) {
      times.close();
    }
  }
}
