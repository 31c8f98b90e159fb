// SPDX-License-Identifier: Apache-2.0
package org.tactus.machine.internal;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.tactus.api.RefusedException;

/** Refuses configuration keys that a component property type does not have. */
public final class ConfigurationKeys {

  /** Written by the framework's own configuration services, not by an operator. */
  private static final List<String> FOREIGN =
      List.of("component.", "service.", "felix.", "osgi.", "objectClass", ":", ".");

  private ConfigurationKeys() {}

  /**
   * Refuses {@code properties} when a key is not a method of {@code type}.
   *
   * @param pid the configuration, for the sentence
   * @throws RefusedException naming the unknown keys and the known ones
   */
  public static void check(
      String pid, Class<? extends java.lang.annotation.Annotation> type, Map<String, ?> properties)
      throws RefusedException {
    Set<String> known =
        Arrays.stream(type.getDeclaredMethods())
            .map(method -> method.getName().replace('_', '.'))
            .collect(Collectors.toCollection(TreeSet::new));
    Set<String> unknown =
        properties.keySet().stream()
            .filter(key -> !known.contains(key))
            .filter(key -> FOREIGN.stream().noneMatch(key::startsWith))
            .collect(Collectors.toCollection(TreeSet::new));
    if (!unknown.isEmpty()) {
      throw new RefusedException(
          "Configuration "
              + pid
              + " has unknown "
              + (unknown.size() == 1 ? "key " : "keys ")
              + String.join(", ", unknown)
              + "; use "
              + String.join(", ", known));
    }
  }
}
