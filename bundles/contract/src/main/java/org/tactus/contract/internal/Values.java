// SPDX-License-Identifier: Apache-2.0
package org.tactus.contract.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.tactus.api.parameter.Parameter;
import org.tactus.api.parameter.Taper;
import org.tactus.testkit.TestCycle;

/** Values for parameters, left to chance. */
final class Values {

  /** Every how many frames automation changes a parameter. */
  private static final int CHANGE_FRAMES = 331;

  /** How near a default values come: a delay of a minute at most is used with milliseconds. */
  private static final double NEAREST_DECADES = 5;

  private Values() {}

  /** A value of the parameter's range: an end of it, one near the default, or any. */
  static float any(Parameter parameter, Random random) {
    float minimum = parameter.minimum();
    float maximum = parameter.maximum();
    double span = (double) maximum - minimum;
    double share = random.nextDouble();
    double value;
    switch (random.nextInt(4)) {
      case 0 -> value = random.nextBoolean() ? minimum : maximum;
      case 1 -> {
        double step = span * Math.pow(10, -NEAREST_DECADES * share);
        value = parameter.defaultValue() + (random.nextBoolean() ? step : -step);
      }
      default ->
          value =
              parameter.taper() == Taper.LOGARITHMIC
                  ? minimum * Math.pow(maximum / (double) minimum, share)
                  : minimum + share * span;
    }
    if (parameter.taper() == Taper.STEPPED || !parameter.labels().isEmpty()) {
      value = Math.rint(value);
    }
    return Math.max(minimum, Math.min(maximum, (float) value));
  }

  /** A value for every parameter. */
  static Map<String, Float> any(List<Parameter> parameters, Random random) {
    Map<String, Float> values = new TreeMap<>();
    for (Parameter parameter : parameters) {
      values.put(parameter.id(), any(parameter, random));
    }
    return values;
  }

  /** Either end of the range of every parameter. */
  static Map<String, Float> corner(List<Parameter> parameters, Random random) {
    Map<String, Float> values = new TreeMap<>();
    for (Parameter parameter : parameters) {
      values.put(parameter.id(), random.nextBoolean() ? parameter.minimum() : parameter.maximum());
    }
    return values;
  }

  /** Each end and each label of one parameter, the others as they are. */
  static List<Map<String, Float>> ends(List<Parameter> parameters) {
    List<Map<String, Float>> all = new ArrayList<>();
    for (Parameter parameter : parameters) {
      all.add(Map.of(parameter.id(), parameter.minimum()));
      all.add(Map.of(parameter.id(), parameter.maximum()));
      for (int i = 1; i < parameter.labels().size() - 1; i++) {
        all.add(Map.of(parameter.id(), (float) i));
      }
    }
    return all;
  }

  /** Changes one parameter after the other, every few frames of so many to come. */
  static void automate(TestCycle cycle, List<Parameter> parameters, int frames, Random random) {
    long next = cycle.position() + cycle.frames();
    for (long at = next;
        at < next + frames - cycle.frames() && !parameters.isEmpty();
        at += CHANGE_FRAMES) {
      Parameter parameter = parameters.get(random.nextInt(parameters.size()));
      cycle.parameters().setAt(at, parameter.id(), any(parameter, random));
    }
  }
}
