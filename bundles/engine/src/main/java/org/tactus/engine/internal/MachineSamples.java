// SPDX-License-Identifier: Apache-2.0
package org.tactus.engine.internal;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Iterator;
import java.util.function.Supplier;
import org.tactus.linux.CpuTimes;

/**
 * What took the CPUs from this machine's threads, sampled a few times a second by a control thread:
 * the host and interrupts. The kernel counts both in ticks of 10 ms, so a sample says that
 * something was taken about that time, not when.
 */
final class MachineSamples {

  private static final int KEPT = 300;

  /** So many times the usual rate, and no less than so many a second, are a storm. */
  private static final int STORM_FACTOR = 8;

  private static final double STORM_RATE = 20_000;

  /** A CPU that serves interrupts for more than this share of its time does little else. */
  private static final double STORM_SHARE = 0.2;

  /** What an interrupt costs at least, with what it throws out of the caches. */
  private static final long INTERRUPT_NANOS = 2_000;

  private record Sample(long time, CpuTimes times) {}

  /**
   * Interrupts about a time.
   *
   * @param nanos what they may have taken from the CPU; 0 where there were no more than usual
   * @param rate a second, on all CPUs
   * @param usualRate the median
   */
  record Interrupts(long nanos, double rate, double usualRate) {
    static final Interrupts NONE = new Interrupts(0, 0, 0);
  }

  private final Supplier<CpuTimes> source;
  private final Deque<Sample> samples = new ArrayDeque<>();

  MachineSamples(Supplier<CpuTimes> source) {
    this.source = source;
  }

  /** Takes a sample. */
  void take(long now) {
    CpuTimes times = source.get();
    synchronized (samples) {
      samples.add(new Sample(now, times));
      if (samples.size() > KEPT) {
        samples.remove();
      }
    }
  }

  /** What the host took from a CPU in the samples about a time, in nanoseconds. */
  long stealNanos(int cpu, long start, long end) {
    Sample[] around = around(start, end);
    if (around == null) {
      return 0;
    }
    return lost(around[1], cpu).stealNanos() - lost(around[0], cpu).stealNanos();
  }

  Interrupts interrupts(int cpu, long start, long end) {
    Sample[] around = around(start, end);
    if (around == null) {
      return Interrupts.NONE;
    }
    double seconds = (around[1].time - around[0].time) / 1e9;
    long count = around[1].times.interrupts() - around[0].times.interrupts();
    double usual = usualRate();
    double rate = count / seconds;
    long served = lost(around[1], cpu).interruptNanos() - lost(around[0], cpu).interruptNanos();
    boolean storm =
        (rate > STORM_RATE && rate > STORM_FACTOR * usual) || served > STORM_SHARE * seconds * 1e9;
    return new Interrupts(storm ? Math.max(served, count * INTERRUPT_NANOS) : 0, rate, usual);
  }

  private static CpuTimes.Lost lost(Sample sample, int cpu) {
    for (CpuTimes.Lost lost : sample.times.cpus()) {
      if (lost.cpu() == cpu) {
        return lost;
      }
    }
    return new CpuTimes.Lost(cpu, 0, 0);
  }

  /** The last sample before a time and the first after it; null where there are none. */
  private Sample[] around(long start, long end) {
    Sample before = null;
    synchronized (samples) {
      for (Sample sample : samples) {
        if (sample.time - start <= 0) {
          before = sample;
        } else if (before != null && sample.time - end >= 0) {
          return new Sample[] {before, sample};
        }
      }
    }
    return null;
  }

  private double usualRate() {
    synchronized (samples) {
      double[] rates = new double[Math.max(1, samples.size() - 1)];
      Iterator<Sample> iterator = samples.iterator();
      Sample before = iterator.next();
      for (int i = 0; iterator.hasNext(); i++) {
        Sample sample = iterator.next();
        rates[i] =
            (sample.times.interrupts() - before.times.interrupts())
                * 1e9
                / Math.max(1, sample.time - before.time);
        before = sample;
      }
      Arrays.sort(rates);
      return rates[rates.length / 2];
    }
  }
}
