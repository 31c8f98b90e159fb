// SPDX-License-Identifier: Apache-2.0
package org.tactus.isolation.internal;

import java.lang.reflect.Proxy;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.osgi.service.log.Logger;

/** An OSGi logger that keeps the method and the arguments of every call. */
final class LogLines {
  private final List<String> lines = new CopyOnWriteArrayList<>();

  List<String> lines() {
    return lines;
  }

  Logger logger() {
    return (Logger)
        Proxy.newProxyInstance(
            getClass().getClassLoader(),
            new Class<?>[] {Logger.class},
            (_, method, arguments) -> {
              if (method.getReturnType() == boolean.class) {
                return true;
              }
              lines.add(method.getName() + " " + Arrays.deepToString(arguments));
              return null;
            });
  }
}
