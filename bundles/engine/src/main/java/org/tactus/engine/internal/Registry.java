// SPDX-License-Identifier: Apache-2.0
package org.tactus.engine.internal;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.osgi.framework.Version;
import org.tactus.api.RefusedException;
import org.tactus.api.device.DeviceProvider;
import org.tactus.api.processor.ProcessorFactory;
import org.tactus.engine.SwapRequest;

/**
 * The types of nodes that bundles offer now; several versions of one may live side by side. Any
 * thread.
 */
final class Registry {

  /** What a bundle offers. */
  private record Offer(Object provider, String type, Version version, int ranking, long service) {}

  /** The highest ranking, then the newest version, then what came last. */
  private static final Comparator<Offer> PREFERENCE =
      Comparator.comparingInt(Offer::ranking)
          .thenComparing(Offer::version)
          .thenComparingLong(Offer::service);

  private final Map<Object, Offer> offers = new ConcurrentHashMap<>();

  /**
   * Takes a factory in.
   *
   * @param service its {@code service.id}
   */
  void add(ProcessorFactory factory, int ranking, long service) {
    offers.put(
        factory,
        new Offer(
            factory, factory.type().name(), version(factory.type().version()), ranking, service));
  }

  void add(DeviceProvider provider, int ranking, long service) {
    offers.put(
        provider, new Offer(provider, provider.type(), Version.emptyVersion, ranking, service));
  }

  private static Version version(String text) {
    try {
      return Version.parseVersion(text);
    } catch (IllegalArgumentException _) {
      return Version.emptyVersion;
    }
  }

  void remove(Object provider) {
    offers.remove(provider);
  }

  /** The factory of that type that is preferred, or null. */
  ProcessorFactory factory(String type) {
    return (ProcessorFactory)
        best(offer -> offer.type.equals(type) && offer.provider instanceof ProcessorFactory);
  }

  /** The provider of that type that is preferred, or null. */
  DeviceProvider provider(String type) {
    return (DeviceProvider)
        best(offer -> offer.type.equals(type) && offer.provider instanceof DeviceProvider);
  }

  private Object best(Predicate<Offer> wanted) {
    return offers.values().stream()
        .filter(wanted)
        .max(PREFERENCE)
        .map(Offer::provider)
        .orElse(null);
  }

  /**
   * What a swap asks for.
   *
   * @throws RefusedException if no bundle offers it
   */
  Object select(SwapRequest request) throws RefusedException {
    Object found =
        best(offer ->
            offer.type.equals(request.type())
                && (request.version() == null || offer.version.equals(version(request.version())))
                && (request.serviceId() == SwapRequest.ANY_SERVICE
                    || offer.service == request.serviceId()));
    if (found != null) {
      return found;
    }
    List<String> versions = versions(request.type());
    if (versions.isEmpty()) {
      throw new RefusedException(
          "no bundle offers '"
              + request.type()
              + "'; those there are: "
              + String.join(", ", types()));
    }
    throw new RefusedException(
        "no bundle offers "
            + (request.version() == null
                ? request.type() + " as service " + request.serviceId()
                : request.type() + "@" + request.version())
            + "; there is "
            + String.join(", ", versions));
  }

  private List<String> versions(String type) {
    return offers.values().stream()
        .filter(offer -> offer.type.equals(type))
        .sorted(PREFERENCE)
        .map(offer -> offer.type + "@" + offer.version)
        .toList();
  }

  /** The {@code service.id} of what is offered; -1 once it is gone. */
  long service(Object provider) {
    Offer offer = provider == null ? null : offers.get(provider);
    return offer == null ? -1 : offer.service;
  }

  boolean has(Object provider) {
    return provider != null && offers.containsKey(provider);
  }

  boolean knows(String type) {
    return best(offer -> offer.type.equals(type)) != null;
  }

  /** The words that the notation may use now, sorted. */
  List<String> types() {
    TreeSet<String> types = new TreeSet<>();
    offers.values().forEach(offer -> types.add(offer.type));
    return new ArrayList<>(types);
  }
}
