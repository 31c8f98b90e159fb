// SPDX-License-Identifier: Apache-2.0
package org.tactus.bench.internal;

import java.util.Arrays;

/** Figures of repetitions. One thread. */
final class Sample {

  private double[] values = new double[64];
  private int size;

  void add(double value) {
    if (size == values.length) {
      values = Arrays.copyOf(values, 2 * size);
    }
    values[size++] = value;
  }

  int size() {
    return size;
  }

  /**
   * The smallest value that so many percent do not exceed.
   *
   * @param percent above 0, at most 100
   * @return NaN where there is none
   */
  double percentile(double percent) {
    if (size == 0) {
      return Double.NaN;
    }
    double[] sorted = Arrays.copyOf(values, size);
    Arrays.sort(sorted);
    return sorted[(int) Math.ceil(size * percent / 100) - 1];
  }

  /** What lies between the first and the third quarter. */
  double spread() {
    return percentile(75) - percentile(25);
  }
}
