// SPDX-License-Identifier: Apache-2.0
package org.tactus.hygiene.internal;

import java.lang.reflect.Method;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import org.osgi.service.log.Logger;

/** Names the keys of a configuration that no component property type declares. */
final class ConfigurationKeys {
  private ConfigurationKeys() {}

  /**
   * Logs one sentence for each key that {@code type} does not declare; such a key has no effect.
   */
  static void refuseUnknown(
      Logger logger, Class<?> type, String pid, Map<String, Object> properties) {
    SortedSet<String> known = known(type);
    for (String key : new TreeSet<>(properties.keySet())) {
      if (!known.contains(key) && !isOfTheFramework(key)) {
        logger.error(
            "Configuration {} has the unknown key '{}', which has no effect; its keys are {}",
            pid,
            key,
            known);
      }
    }
  }

  private static SortedSet<String> known(Class<?> type) {
    SortedSet<String> keys = new TreeSet<>();
    for (Method method : type.getDeclaredMethods()) {
      keys.add(method.getName().replace('_', '.'));
    }
    return keys;
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
