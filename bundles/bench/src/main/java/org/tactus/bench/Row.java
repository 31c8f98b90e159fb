// SPDX-License-Identifier: Apache-2.0
package org.tactus.bench;

import java.util.Locale;
import java.util.Objects;

/**
 * One line of a benchmark's result. Immutable; any thread.
 *
 * @param name what was measured, or the name of a condition
 * @param value a {@link Number}; of a condition a {@link String} or a number
 * @param unit of the value, the peer's value and the spread; empty for a count or a condition
 * @param peer what the value is compared with; null for nothing
 * @param peerValue the peer's figure in the same run; null for none
 * @param ratio the value divided by the peer's; null where there is no peer or its value is 0
 * @param spread how far the repetitions lie apart; null for a count
 * @param required what the value must be, as in {@code <= 2}; null for nothing
 * @param holds whether it is; null where nothing is required
 */
public record Row(
    String name,
    Object value,
    String unit,
    String peer,
    Double peerValue,
    Double ratio,
    Double spread,
    String required,
    Boolean holds) {

  /**
   * Checks the value.
   *
   * @throws IllegalArgumentException if it is neither a number nor a text
   */
  public Row {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(unit, "unit");
    if (!(value instanceof Number) && !(value instanceof String)) {
      throw new IllegalArgumentException("row '" + name + "' has no number and no text: " + value);
    }
  }

  /** A condition under which the figures were measured. */
  public static Row condition(String name, Object value) {
    return new Row(name, value, "", null, null, null, null, null, null);
  }

  /** A figure. */
  public static Row figure(String name, Number value, String unit) {
    return new Row(name, value, unit, null, null, null, null, null, null);
  }

  /** The same beside what it is compared with. */
  public Row withPeer(String newPeer, double newPeerValue) {
    Double newRatio = newPeerValue == 0 ? null : ((Number) value).doubleValue() / newPeerValue;
    return new Row(name, value, unit, newPeer, newPeerValue, newRatio, spread, required, holds);
  }

  /** The same with the spread of its repetitions. */
  public Row withSpread(double newSpread) {
    return new Row(name, value, unit, peer, peerValue, ratio, newSpread, required, holds);
  }

  /** The same, which must be at most that. */
  public Row atMost(double limit) {
    return required("<= " + text(limit), ((Number) value).doubleValue() <= limit);
  }

  /** The same, which must be at least that. */
  public Row atLeast(double limit) {
    return required(">= " + text(limit), ((Number) value).doubleValue() >= limit);
  }

  private Row required(String newRequired, boolean newHolds) {
    return new Row(name, value, unit, peer, peerValue, ratio, spread, newRequired, newHolds);
  }

  private static String text(double limit) {
    return limit == Math.rint(limit) && Math.abs(limit) < 1e9
        ? Long.toString((long) limit)
        : String.format(Locale.ROOT, "%.4g", limit);
  }
}
