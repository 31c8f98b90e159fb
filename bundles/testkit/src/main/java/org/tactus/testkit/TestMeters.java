// SPDX-License-Identifier: Apache-2.0
package org.tactus.testkit;

import java.util.Arrays;
import java.util.List;
import org.tactus.api.parameter.Meter;
import org.tactus.api.parameter.Meters;

/** Keeps what a node measured last. One thread. */
public final class TestMeters implements Meters {

  private final List<Meter> descriptors;
  private final double[] values;

  TestMeters(List<Meter> descriptors) {
    this.descriptors = List.copyOf(descriptors);
    values = new double[descriptors.size()];
    Arrays.fill(values, Double.NaN);
  }

  /** The last value of a meter; NaN where nothing was published. */
  public double value(String id) {
    for (int i = 0; i < values.length; i++) {
      if (descriptors.get(i).id().equals(id)) {
        return values[i];
      }
    }
    throw new IllegalArgumentException("there is no meter '" + id + "' in " + descriptors);
  }

  @Override
  public void set(int index, double value) {
    values[index] = value;
  }
}
