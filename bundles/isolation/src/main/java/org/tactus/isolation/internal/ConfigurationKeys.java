// SPDX-License-Identifier: Apache-2.0
package org.tactus.isolation.internal;

import java.lang.reflect.Method;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import org.osgi.service.log.Logger;

/** Names the keys of the configuration that are not known. */
final class ConfigurationKeys {

  private ConfigurationKeys() {}

  /** Logs one sentence for each key that is not known; such a key has no effect. */
  static void refuseUnknown(Logger logger, Map<String, Object> properties) {
    SortedSet<String> known = new TreeSet<>();
    for (Method method : IsolationConfiguration.class.getDeclaredMethods()) {
      known.add(method.getName().replace('_', '.'));
    }
    for (String key : new TreeSet<>(properties.keySet())) {
      if (!known.contains(key) && !isOfTheFramework(key)) {
        logger.error(
            "Configuration {} has the unknown key '{}', which has no effect; its keys are {}",
            IsolationConfiguration.PID,
            key,
            known);
      }
    }
  }

  private static boolean isOfTheFramework(String key) {
    return key.startsWith(".")
        || key.startsWith(":")
        || key.startsWith("service.")
        || key.startsWith("component.")
        || key.startsWith("felix.fileinstall.")
        || key.startsWith("osgi.")
        || key.equals("objectClass")
        || key.endsWith(".target")
        || key.endsWith(".cardinality.minimum");
  }
}
