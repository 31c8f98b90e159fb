// SPDX-License-Identifier: Apache-2.0
package org.tactus.machine.internal;

import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Map;

/** Component property types with some values given and the defaults for the rest. */
public final class Configured {
  private Configured() {}

  public static <T extends Annotation> T with(Class<T> type, Map<String, Object> values) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(), new Class<?>[] {type}, (_, method, _) -> value(method, values)));
  }

  private static Object value(Method method, Map<String, Object> values) {
    return values.getOrDefault(method.getName().replace('_', '.'), method.getDefaultValue());
  }
}
