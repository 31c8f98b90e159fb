// SPDX-License-Identifier: Apache-2.0
package org.tactus.policy.internal;

import java.lang.reflect.Proxy;
import java.util.function.Function;
import org.osgi.service.log.Logger;

/** What counts when a configuration found at the start is of no use. */
final class Defaults {

  private Defaults() {}

  /**
   * Reads a configuration, or its type's defaults where a value is of the wrong type or range,
   * which the log then says: a bad file must not take the pipelines with it.
   */
  static <C, R> R readOrDefault(
      Logger logger, String pid, Class<C> type, C configuration, Function<C, R> read) {
    try {
      return read.apply(configuration);
    } catch (RuntimeException e) {
      logger.error("Configuration {} is not taken, the defaults are: {}", pid, e.getMessage());
      return read.apply(of(type));
    }
  }

  private static <C> C of(Class<C> type) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (_, method, _) -> method.getDefaultValue()));
  }
}
