// SPDX-License-Identifier: Apache-2.0
package org.tactus.hygiene.internal;

import java.lang.reflect.Field;
import java.lang.reflect.InaccessibleObjectException;
import java.util.Optional;

/** Fields of the JDK's classes, where the launcher has opened their packages. */
final class Internals {
  private Internals() {}

  /** A field of a class or of what it extends; empty if it is not there or not open. */
  static Optional<Field> field(Class<?> type, String name) {
    for (Class<?> each = type; each != null; each = each.getSuperclass()) {
      try {
        Field field = each.getDeclaredField(name);
        field.setAccessible(true);
        return Optional.of(field);
      } catch (NoSuchFieldException _) {
        // Perhaps the class above has it.
      } catch (InaccessibleObjectException _) {
        return Optional.empty();
      }
    }
    return Optional.empty();
  }

  /** The value of an object's field; null if it is null or cannot be read. */
  static Object value(Object object, String name) {
    return object == null
        ? null
        : field(object.getClass(), name).map(field -> get(field, object)).orElse(null);
  }

  /** The value of a field that is accessible. */
  static Object get(Field field, Object object) {
    try {
      return field.get(object);
    } catch (IllegalAccessException e) {
      throw new IllegalStateException(field + " was made accessible", e);
    }
  }
}
