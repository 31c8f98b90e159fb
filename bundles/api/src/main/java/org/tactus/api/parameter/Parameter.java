// SPDX-License-Identifier: Apache-2.0
package org.tactus.api.parameter;

import java.util.List;
import java.util.Set;

/**
 * Describes a value that may change while the cycle runs. Made once by a factory; immutable; any
 * thread. On the cycle every value is a {@code float}: a choice is the index of its label, a switch
 * is 0 or 1.
 *
 * @param id stable name in notation and configuration: a lower-case letter, then letters and digits
 * @param name what an operator reads
 * @param unit {@code "dB"}, {@code "Hz"}, {@code "ms"}; empty where there is none
 * @param minimum lowest value allowed
 * @param maximum highest value allowed
 * @param defaultValue the value when nothing is said
 * @param taper how a control maps its travel
 * @param smoothingMillis how long a change takes, linear in the unit; 0 for a step
 * @param labels the labels of a choice in the order of its values; empty for a number
 * @param flags see {@link Flag}
 */
public record Parameter(
    String id,
    String name,
    String unit,
    float minimum,
    float maximum,
    float defaultValue,
    Taper taper,
    float smoothingMillis,
    List<String> labels,
    Set<Flag> flags) {

  /** Properties of a parameter. */
  public enum Flag {
    /** Takes the values 0 and 1, shown as false and true. */
    SWITCH,
    /** Changing it may be heard as a click. */
    NOT_SMOOTH,
    /** Not shown unless asked for. */
    EXPERT
  }

  /**
   * Checks the descriptor.
   *
   * @throws IllegalArgumentException if the id is not an identifier, the range is empty, the
   *     default lies outside it or a logarithmic range is not positive
   */
  public Parameter {
    labels = List.copyOf(labels);
    flags = Set.copyOf(flags);
    if (!id.matches("[a-z][A-Za-z0-9]*")) {
      throw new IllegalArgumentException(
          "'" + id + "' is no parameter id; use a lower-case letter, then letters and digits");
    }
    if (!(minimum <= defaultValue && defaultValue <= maximum)) {
      throw new IllegalArgumentException(
          "default " + defaultValue + " of '" + id + "' lies outside " + minimum + ".." + maximum);
    }
    if (taper == Taper.LOGARITHMIC && minimum <= 0) {
      throw new IllegalArgumentException(
          "'" + id + "' is logarithmic; its minimum " + minimum + " must be above 0");
    }
    if (!(smoothingMillis >= 0)) {
      throw new IllegalArgumentException(
          "smoothing " + smoothingMillis + " ms of '" + id + "' is negative; give 0 or more");
    }
  }

  /** A number with a linear taper, smoothed over 10 ms. */
  public static Parameter number(
      String id, String name, String unit, float minimum, float maximum, float defaultValue) {
    return new Parameter(
        id, name, unit, minimum, maximum, defaultValue, Taper.LINEAR, 10, List.of(), Set.of());
  }

  /** A choice between labels; a step, never smoothed. */
  public static Parameter choice(String id, String name, List<String> labels, String defaultLabel) {
    int index = labels.indexOf(defaultLabel);
    return new Parameter(
        id, name, "", 0, labels.size() - 1, index, Taper.STEPPED, 0, labels, Set.of());
  }

  /** A switch; a step, never smoothed. */
  public static Parameter toggle(String id, String name, boolean defaultValue) {
    return new Parameter(
        id,
        name,
        "",
        0,
        1,
        defaultValue ? 1 : 0,
        Taper.STEPPED,
        0,
        List.of("false", "true"),
        Set.of(Flag.SWITCH));
  }

  /** The same with another taper. */
  public Parameter withTaper(Taper newTaper) {
    return new Parameter(
        id, name, unit, minimum, maximum, defaultValue, newTaper, smoothingMillis, labels, flags);
  }

  /** The same with another smoothing time in milliseconds. */
  public Parameter withSmoothing(float millis) {
    return new Parameter(
        id, name, unit, minimum, maximum, defaultValue, taper, millis, labels, flags);
  }

  /** The same with other flags. */
  public Parameter withFlags(Flag... newFlags) {
    return new Parameter(
        id,
        name,
        unit,
        minimum,
        maximum,
        defaultValue,
        taper,
        smoothingMillis,
        labels,
        Set.of(newFlags));
  }
}
