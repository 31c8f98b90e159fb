// SPDX-License-Identifier: Apache-2.0
package org.tactus.api.node;

import java.util.Map;
import java.util.TreeMap;

/**
 * The options that a node was given, checked by the host against their descriptors and completed
 * with defaults. Immutable; control thread.
 */
public final class Options {

  private final Map<String, Object> values;

  private Options(Map<String, Object> values) {
    this.values = Map.copyOf(values);
  }

  /**
   * Options for a test or a host.
   *
   * @param values ids to String, Long, Double or Boolean
   */
  public static Options of(Map<String, ?> values) {
    return new Options(new TreeMap<>(values));
  }

  /** Whether a value was given or has a default. */
  public boolean has(String id) {
    return values.containsKey(id);
  }

  /**
   * The value of a text, path or choice.
   *
   * @throws IllegalStateException if there is none; ask {@link #has} for one that may be left out
   */
  public String text(String id) {
    return (String) value(id);
  }

  /** The value of a whole number; throws like {@link #text}. */
  public long integer(String id) {
    return ((Number) value(id)).longValue();
  }

  /** The value of a number; throws like {@link #text}. */
  public double number(String id) {
    return ((Number) value(id)).doubleValue();
  }

  /** The value of a switch; throws like {@link #text}. */
  public boolean toggle(String id) {
    return (Boolean) value(id);
  }

  /** Every value by id. */
  public Map<String, Object> asMap() {
    return values;
  }

  private Object value(String id) {
    Object value = values.get(id);
    if (value == null) {
      throw new IllegalStateException("option '" + id + "' was not given and has no default");
    }
    return value;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Options that && values.equals(that.values);
  }

  @Override
  public int hashCode() {
    return values.hashCode();
  }

  @Override
  public String toString() {
    return new TreeMap<>(values).toString();
  }
}
