// SPDX-License-Identifier: Apache-2.0
package org.tactus.deploy.internal;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.Version;
import org.tactus.api.Direction;
import org.tactus.api.RefusedException;
import org.tactus.api.codec.CodecFactory;
import org.tactus.api.device.DeviceProvider;
import org.tactus.api.node.Contract;
import org.tactus.api.node.Option;
import org.tactus.api.node.Options;
import org.tactus.api.node.Port;
import org.tactus.api.parameter.Meter;
import org.tactus.api.parameter.Parameter;
import org.tactus.api.processor.ProcessorFactory;
import org.tactus.api.processor.ProcessorType;
import org.tactus.deploy.internal.Offer.Kind;

/** Asks a bundle's services what they offer, and refuses nonsense. Runs the vendor's code. */
final class Offers {
  private static final String TYPE = "[a-z][A-Za-z0-9-]*";
  private static final String HOOKS = "org.osgi.framework.hooks.";

  private final BundleContext context;
  private final String who;

  private Offers(BundleContext context, String who) {
    this.context = context;
    this.who = who;
  }

  /** The references of a bundle's services that make nodes or coders. */
  static List<ServiceReference<?>> references(Bundle bundle) {
    ServiceReference<?>[] all = bundle.getRegisteredServices();
    return all == null
        ? List.of()
        : Arrays.stream(all)
            .filter(reference -> kinds(reference).findAny().isPresent())
            .<ServiceReference<?>>map(reference -> reference)
            .toList();
  }

  private static Stream<Kind> kinds(ServiceReference<?> reference) {
    return Arrays.stream((String[]) reference.getProperty(Constants.OBJECTCLASS))
        .flatMap(name -> kind(name).stream());
  }

  private static List<Kind> kind(String service) {
    if (service.equals(ProcessorFactory.class.getName())) {
      return List.of(Kind.PROCESSOR);
    }
    if (service.equals(DeviceProvider.class.getName())) {
      return List.of(Kind.DEVICE);
    }
    return service.equals(CodecFactory.class.getName()) ? List.of(Kind.CODEC) : List.of();
  }

  /**
   * Asks every service.
   *
   * @param who the bundle, as a sentence names it
   * @throws RefusedException if a service is not there, throws, or declares nonsense
   */
  static List<Offer> read(BundleContext context, String who, List<ServiceReference<?>> references)
      throws RefusedException {
    Offers offers = new Offers(context, who);
    List<Offer> all = new ArrayList<>();
    Set<String> types = new HashSet<>();
    for (ServiceReference<?> reference : references) {
      for (Kind kind : kinds(reference).toList()) {
        Offer offer = offers.read(reference, kind);
        if (!types.add(kind == Kind.CODEC ? "codec " + offer.type() : offer.type())) {
          throw new RefusedException(who + " offers the type " + offer.type() + " twice.");
        }
        all.add(offer);
      }
    }
    return all;
  }

  /** The framework hooks among a bundle's services, by name. */
  static List<String> hooks(Bundle bundle) {
    ServiceReference<?>[] all = bundle.getRegisteredServices();
    return all == null
        ? List.of()
        : Arrays.stream(all)
            .flatMap(
                reference -> Arrays.stream((String[]) reference.getProperty(Constants.OBJECTCLASS)))
            .filter(name -> name.startsWith(HOOKS))
            .distinct()
            .toList();
  }

  private Offer read(ServiceReference<?> reference, Kind kind) throws RefusedException {
    long id = (Long) reference.getProperty(Constants.SERVICE_ID);
    Object service = context.getService(reference);
    if (service == null) {
      throw new RefusedException(
          who + " registers a " + name(kind) + " that is not there when asked for: see the log.");
    }
    try {
      return switch (kind) {
        case PROCESSOR -> processor(id, (ProcessorFactory) service);
        case DEVICE -> device(id, (DeviceProvider) service);
        case CODEC -> codec(id, (CodecFactory) service);
      };
    } catch (RefusedException e) {
      throw e;
    } catch (RuntimeException | LinkageError e) {
      throw new RefusedException(
          who
              + " has a "
              + name(kind)
              + " that cannot say what it is ("
              + Attempts.brief(e)
              + "): ask its vendor.",
          e);
    } finally {
      context.ungetService(reference);
    }
  }

  private static String name(Kind kind) {
    return switch (kind) {
      case PROCESSOR -> "ProcessorFactory";
      case DEVICE -> "DeviceProvider";
      case CODEC -> "CodecFactory";
    };
  }

  private Offer processor(long id, ProcessorFactory factory) throws RefusedException {
    ProcessorType type = factory.type();
    if (type == null) {
      throw new RefusedException(who + " has a ProcessorFactory whose type() is null.");
    }
    String title = who + ", type " + type.name() + ",";
    if (!type.equals(factory.type())) {
      throw new RefusedException(title + " says of itself something else each time.");
    }
    try {
      var _ = Version.parseVersion(type.version());
    } catch (IllegalArgumentException e) {
      throw new RefusedException(
          title + " has the version '" + type.version() + "', which is none: write 1.2.3.", e);
    }
    contract(title, type.contract());
    unique(
        title,
        Stream.concat(
            type.options().stream().map(Option::id),
            type.parameters().stream().map(Parameter::id)));
    unique(title, type.meters().stream().map(Meter::id));
    List<Port> ports = ports(title, type.options(), options -> factory.ports(options));
    return new Offer(id, Kind.PROCESSOR, type.name(), type.version(), type.contract(), ports);
  }

  private static void contract(String title, Contract contract) throws RefusedException {
    if (contract == null) {
      throw new RefusedException(title + " declares no contract: use Contract.MEASURED.");
    }
    if (contract.fixedNanos() < 0
        || !(contract.nanosPerFrame() >= 0 && Double.isFinite(contract.nanosPerFrame()))
        || contract.allocatedBytes() < 0) {
      throw new RefusedException(
          title
              + " declares that a cycle costs "
              + contract.fixedNanos()
              + " ns and "
              + contract.nanosPerFrame()
              + " ns a frame and allocates "
              + contract.allocatedBytes()
              + " bytes: none of these can be negative or infinite.");
    }
  }

  private static void unique(String title, Stream<String> ids) throws RefusedException {
    Set<String> seen = new HashSet<>();
    for (String id : ids.toList()) {
      if (!seen.add(id)) {
        throw new RefusedException(title + " declares '" + id + "' twice.");
      }
    }
  }

  /** What names the ports for given options. */
  private interface PortQuestion {
    List<Port> ask(Options options) throws RefusedException;
  }

  private static List<Port> ports(String title, List<Option> options, PortQuestion question)
      throws RefusedException {
    Map<String, Object> defaults = new TreeMap<>();
    for (Option option : options) {
      if (option.defaultValue() != null) {
        defaults.put(option.id(), option.defaultValue());
      }
    }
    List<Port> ports;
    try {
      ports = question.ask(Options.of(defaults));
    } catch (RefusedException | IllegalStateException _) {
      // It cannot be made without an option that has no default: each node asks again.
      return List.of();
    }
    if (ports == null) {
      throw new RefusedException(title + " names no ports: ports() is null.");
    }
    unique(title, ports.stream().map(Port::name));
    return ports;
  }

  private Offer device(long id, DeviceProvider provider) throws RefusedException {
    String type = word(provider.type());
    String title = who + ", type " + type + ",";
    List<Option> options = options(title, provider.options());
    List<Port> ports = new ArrayList<>();
    for (Direction direction : Direction.values()) {
      ports.addAll(ports(title, options, given -> provider.ports(direction, given)));
    }
    return new Offer(id, Kind.DEVICE, type, "", Contract.MEASURED, ports);
  }

  private Offer codec(long id, CodecFactory factory) throws RefusedException {
    String type = word(factory.type());
    options(who + ", type " + type + ",", factory.options());
    return new Offer(id, Kind.CODEC, type, "", Contract.MEASURED, List.of());
  }

  private String word(String type) throws RefusedException {
    if (type == null || !type.matches(TYPE)) {
      throw new RefusedException(
          who
              + " names its type '"
              + type
              + "': use a lower-case letter, then letters, digits and -.");
    }
    return type;
  }

  private static List<Option> options(String title, List<Option> options) throws RefusedException {
    if (options == null) {
      throw new RefusedException(title + " names no options: options() is null.");
    }
    unique(title, options.stream().map(Option::id));
    return options;
  }
}
