// SPDX-License-Identifier: Apache-2.0
package org.tactus.deploy.internal;

import java.lang.reflect.Proxy;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import org.osgi.service.log.Logger;

/** An OSGi logger that keeps {@code LEVEL format arguments} of every call. */
final class RecordingLogger {
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
              lines.add(
                  method.getName().toUpperCase(Locale.ROOT)
                      + " "
                      + Arrays.stream(arguments)
                          .map(a -> a instanceof Object[] many ? Arrays.toString(many) : "" + a)
                          .collect(Collectors.joining(" ")));
              return null;
            });
  }
}
