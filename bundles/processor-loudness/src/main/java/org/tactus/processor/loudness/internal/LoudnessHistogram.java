// SPDX-License-Identifier: Apache-2.0
package org.tactus.processor.loudness.internal;

import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;

import java.lang.foreign.MemorySegment;

/**
 * Energies of measuring blocks in bins of 0.05 LU from -70 LUFS, the absolute gate, to 30. A bin
 * keeps the sum of its energies, so that only a gate that falls inside a bin is not exact. Lies in
 * memory given to it: number and sum of all, then number and sum of each bin.
 */
final class LoudnessHistogram {

  static final double ABSOLUTE_GATE = -70;

  private static final double BINS_PER_LU = 20;
  private static final int BINS = 2000;
  private static final int HEADER = 2;

  private final MemorySegment memory;

  LoudnessHistogram(MemorySegment memory) {
    this.memory = memory;
  }

  static long bytes() {
    return (HEADER + 2L * BINS) * Double.BYTES;
  }

  void clear() {
    memory.fill((byte) 0);
  }

  /** Adds a block, if it is not below the absolute gate. */
  void add(double energy) {
    double loudness = Loudness.loudness(energy);
    if (loudness >= ABSOLUTE_GATE) {
      int bin = (int) Math.min(BINS - 1, (loudness - ABSOLUTE_GATE) * BINS_PER_LU);
      add(0, 1);
      add(1, energy);
      add(HEADER + 2 * bin, 1);
      add(HEADER + 2 * bin + 1, energy);
    }
  }

  private void add(int index, double value) {
    memory.setAtIndex(JAVA_DOUBLE, index, memory.getAtIndex(JAVA_DOUBLE, index) + value);
  }

  private double count(int bin) {
    return memory.getAtIndex(JAVA_DOUBLE, HEADER + 2L * bin);
  }

  private double energy(int bin) {
    return memory.getAtIndex(JAVA_DOUBLE, HEADER + 2L * bin + 1);
  }

  /** The lowest bin whose mean is not below so many LU under the mean of all; BINS if empty. */
  private int gate(double belowMean) {
    double count = memory.getAtIndex(JAVA_DOUBLE, 0);
    double threshold = memory.getAtIndex(JAVA_DOUBLE, 1) / count * Math.pow(10, -belowMean / 10);
    int bin = 0;
    while (bin < BINS && (count(bin) == 0 || energy(bin) < threshold * count(bin))) {
      bin++;
    }
    return bin;
  }

  /** The loudness of all blocks above the relative gate, or NaN if there is none. */
  double gatedMean(double gateBelowMean) {
    double count = 0;
    double energy = 0;
    for (int bin = gate(gateBelowMean); bin < BINS; bin++) {
      count += count(bin);
      energy += energy(bin);
    }
    return count == 0 ? Double.NaN : Loudness.loudness(energy / count);
  }

  /** The difference of two percentiles of the blocks above the relative gate, or NaN. */
  double gatedRange(double gateBelowMean, double low, double high) {
    int first = gate(gateBelowMean);
    double count = 0;
    for (int bin = first; bin < BINS; bin++) {
      count += count(bin);
    }
    return count == 0
        ? Double.NaN
        : percentile(first, Math.floor((count - 1) * high + 0.5))
            - percentile(first, Math.floor((count - 1) * low + 0.5));
  }

  private double percentile(int first, double rank) {
    double passed = 0;
    int bin = first;
    while (bin < BINS - 1 && passed + count(bin) <= rank) {
      passed += count(bin);
      bin++;
    }
    return Loudness.loudness(energy(bin) / count(bin));
  }
}
