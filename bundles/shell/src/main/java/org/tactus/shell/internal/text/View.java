// SPDX-License-Identifier: Apache-2.0
package org.tactus.shell.internal.text;

import java.util.List;

/**
 * How objects of one type read on a terminal. No text ends with a line end.
 *
 * @param <T> the type
 */
public interface View<T> {

  /** The type. */
  Class<T> type();

  /** Several of them, perhaps none. */
  String table(List<T> objects);

  /** One of them, with all that is known of it. */
  default String full(T object) {
    return table(List.of(object));
  }

  /** One of them on one line. */
  String line(T object);

  /** The name of one of them. */
  String name(T object);
}
