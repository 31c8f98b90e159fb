// SPDX-License-Identifier: Apache-2.0
package org.tactus.engine.internal;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.tactus.api.device.DeviceProvider;
import org.tactus.api.processor.ProcessorFactory;

/** The types of nodes that bundles offer now. Any thread. */
final class Registry {

  private final Map<ProcessorFactory, Integer> factories = new ConcurrentHashMap<>();
  private final Map<DeviceProvider, Integer> providers = new ConcurrentHashMap<>();

  void add(ProcessorFactory factory, int ranking) {
    factories.put(factory, ranking);
  }

  void remove(ProcessorFactory factory) {
    factories.remove(factory);
  }

  void add(DeviceProvider provider, int ranking) {
    providers.put(provider, ranking);
  }

  void remove(DeviceProvider provider) {
    providers.remove(provider);
  }

  /** The factory of that type with the highest ranking, or null. */
  ProcessorFactory factory(String type) {
    return factories.entrySet().stream()
        .filter(entry -> entry.getKey().type().name().equals(type))
        .max(Comparator.comparingInt(Map.Entry::getValue))
        .map(Map.Entry::getKey)
        .orElse(null);
  }

  /** The provider of that type with the highest ranking, or null. */
  DeviceProvider provider(String type) {
    return providers.entrySet().stream()
        .filter(entry -> entry.getKey().type().equals(type))
        .max(Comparator.comparingInt(Map.Entry::getValue))
        .map(Map.Entry::getKey)
        .orElse(null);
  }

  boolean knows(String type) {
    return factory(type) != null || provider(type) != null;
  }

  /** The words that the notation may use now, sorted. */
  List<String> types() {
    TreeSet<String> types = new TreeSet<>();
    factories.keySet().forEach(factory -> types.add(factory.type().name()));
    providers.keySet().forEach(provider -> types.add(provider.type()));
    return new ArrayList<>(types);
  }
}
