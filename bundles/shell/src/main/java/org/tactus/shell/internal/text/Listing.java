// SPDX-License-Identifier: Apache-2.0
package org.tactus.shell.internal.text;

import java.util.AbstractList;
import java.util.List;

/**
 * A list that knows what it is a list of even when it is empty, so that an empty table still has
 * its headers. Immutable.
 *
 * @param <T> the type of its elements
 */
public final class Listing<T> extends AbstractList<T> {
  private final Class<T> type;
  private final List<T> elements;

  /** A copy of a list. */
  public Listing(Class<T> type, List<T> elements) {
    this.type = type;
    this.elements = List.copyOf(elements);
  }

  /** What it is a list of. */
  public Class<T> type() {
    return type;
  }

  @Override
  public T get(int index) {
    return elements.get(index);
  }

  @Override
  public int size() {
    return elements.size();
  }
}
