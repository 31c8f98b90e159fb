// SPDX-License-Identifier: Apache-2.0
package org.tactus.engine.internal;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import java.util.List;
import org.tactus.api.parameter.Meter;
import org.tactus.api.parameter.Meters;

/** What a node measured last; written by the cycle, read by anyone. */
final class MeterBank implements Meters {

  private static final VarHandle VALUE = MethodHandles.arrayElementVarHandle(double[].class);

  private final List<Meter> meters;
  private final double[] values;

  MeterBank(List<Meter> meters) {
    this.meters = meters;
    values = new double[meters.size()];
    Arrays.fill(values, Double.NaN);
  }

  List<Meter> descriptors() {
    return meters;
  }

  @Override
  public void set(int index, double value) {
    VALUE.setOpaque(values, index, value);
  }

  double get(int index) {
    return (double) VALUE.getOpaque(values, index);
  }
}
