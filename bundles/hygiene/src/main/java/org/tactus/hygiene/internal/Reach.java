// SPDX-License-Identifier: Apache-2.0
package org.tactus.hygiene.internal;

import java.lang.ref.Reference;
import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.Modifier;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Follows the fields of objects, breadth first and so far, to the first object of a class loader.
 * What the framework's and the platform's objects hold is not followed: they reach every bundle.
 */
final class Reach {
  private static final int MOST_OBJECTS = 20_000;
  private static final int DEEPEST = 12;

  private static final List<String> NOT_FOLLOWED =
      List.of(
          "org.apache.felix.",
          "org.osgi.",
          "org.tactus.engine.",
          "ch.qos.logback.",
          "java.lang.Module");

  /** Kept with each class, so that it keeps none. */
  private static final ClassValue<Field[]> FIELDS =
      new ClassValue<>() {
        @Override
        protected Field[] computeValue(Class<?> type) {
          return fields(type);
        }
      };

  private record Step(Object object, String path, int depth) {}

  private Reach() {}

  /** Whether an object is a class loader's: the loader, a class of it, or an instance of one. */
  static boolean belongs(Object object, ClassLoader loader) {
    return object == loader
        || (object instanceof Class<?> type && type.getClassLoader() == loader)
        || (object != null && object.getClass().getClassLoader() == loader);
  }

  /**
   * How an object leads to a class loader.
   *
   * @param from where to begin
   * @param name what the path begins with
   * @return the path, as in {@code task.callable, a com.acme.Poll}; empty if it does not, or not
   *     through fields that can be read
   */
  static Optional<String> path(Object from, String name, ClassLoader loader) {
    if (from == null) {
      return Optional.empty();
    }
    Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    ArrayDeque<Step> queue = new ArrayDeque<>();
    queue.add(new Step(from, name, 0));
    seen.add(from);
    while (!queue.isEmpty()) {
      Step step = queue.remove();
      if (belongs(step.object, loader)) {
        return Optional.of(step.path + ", " + describe(step.object));
      }
      if (step.depth < DEEPEST && followed(step.object)) {
        for (Step next : next(step)) {
          if (seen.size() < MOST_OBJECTS && seen.add(next.object)) {
            queue.add(next);
          }
        }
      }
    }
    return Optional.empty();
  }

  private static String describe(Object object) {
    return switch (object) {
      case Class<?> type -> "the class " + type.getName();
      case ClassLoader _ -> "its class loader";
      default -> "a " + object.getClass().getName();
    };
  }

  private static boolean followed(Object object) {
    if (object instanceof Class<?> || object instanceof ClassLoader || object instanceof Thread) {
      return false;
    }
    String name = object.getClass().getName();
    return NOT_FOLLOWED.stream().noneMatch(name::startsWith);
  }

  private static List<Step> next(Step step) {
    List<Step> next = new ArrayList<>();
    if (step.object instanceof Object[] array) {
      for (int i = 0; i < Array.getLength(array); i++) {
        if (array[i] != null) {
          next.add(new Step(array[i], step.path, step.depth + 1));
        }
      }
      return next;
    }
    for (Field field : FIELDS.get(step.object.getClass())) {
      Object value = Internals.get(field, step.object);
      if (value != null) {
        next.add(new Step(value, step.path + "." + field.getName(), step.depth + 1));
      }
    }
    return next;
  }

  private static Field[] fields(Class<?> type) {
    List<Field> fields = new ArrayList<>();
    for (Class<?> each = type;
        each != null && each != Reference.class;
        each = each.getSuperclass()) {
      for (Field field : each.getDeclaredFields()) {
        if (!Modifier.isStatic(field.getModifiers()) && !field.getType().isPrimitive()) {
          try {
            field.setAccessible(true);
            fields.add(field);
          } catch (InaccessibleObjectException _) {
            // A package that is not open: a heap dump sees further.
          }
        }
      }
    }
    return fields.toArray(Field[]::new);
  }
}
