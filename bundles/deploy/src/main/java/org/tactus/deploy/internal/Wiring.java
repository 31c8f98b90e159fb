// SPDX-License-Identifier: Apache-2.0
package org.tactus.deploy.internal;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.namespace.ExecutionEnvironmentNamespace;
import org.osgi.framework.namespace.PackageNamespace;
import org.osgi.framework.wiring.BundleCapability;
import org.osgi.framework.wiring.BundleRequirement;
import org.osgi.framework.wiring.BundleRevision;
import org.osgi.framework.wiring.BundleWire;
import org.osgi.framework.wiring.BundleWiring;
import org.osgi.resource.Namespace;

/** What a bundle would be wired to, and whom that would disturb, before it is resolved. */
final class Wiring {
  private static final Pattern PACKAGE = Pattern.compile("osgi\\.wiring\\.package=([^)]+)\\)");
  private static final Pattern AT_LEAST = Pattern.compile("\\((?:bundle-)?version>=([^)]+)\\)");
  private static final Pattern BELOW = Pattern.compile("\\(!\\((?:bundle-)?version>=([^)]+)\\)\\)");
  private static final List<String> RESERVED =
      List.of("org.tactus", "org.osgi", "java", "javax", "jdk", "sun");

  private final BundleContext context;
  private final Seclusion seclusion;
  private final Bundle bundle;
  private final BundleRevision revision;

  Wiring(BundleContext context, Seclusion seclusion, Bundle bundle) {
    this.context = context;
    this.seclusion = seclusion;
    this.bundle = bundle;
    this.revision = bundle.adapt(BundleRevision.class);
  }

  /** The packages that it exports and may not. */
  List<String> reservedExports() {
    return exports().filter(Wiring::isReserved).sorted().toList();
  }

  private Stream<String> exports() {
    return revision.getDeclaredCapabilities(PackageNamespace.PACKAGE_NAMESPACE).stream()
        .map(Wiring::packageName);
  }

  private static String packageName(BundleCapability capability) {
    return (String) capability.getAttributes().get(PackageNamespace.PACKAGE_NAMESPACE);
  }

  private static boolean isReserved(String name) {
    return RESERVED.stream().anyMatch(root -> name.equals(root) || name.startsWith(root + "."));
  }

  /** What it requires and who provides it; the Java platform is not worth a word. */
  List<String> resolves() {
    Set<String> resolves = new TreeSet<>();
    for (BundleRequirement requirement : mandatory()) {
      providers(requirement)
          .map(BundleCapability::getRevision)
          .map(BundleRevision::getBundle)
          .filter(provider -> provider.getBundleId() != 0 && !provider.equals(bundle))
          .findFirst()
          .ifPresent(provider ->
              resolves.add(describe(requirement) + " (" + provider.getSymbolicName() + ")"));
    }
    return List.copyOf(resolves);
  }

  /** What it requires and nobody provides. */
  List<String> missing() {
    Set<String> missing = new TreeSet<>();
    for (BundleRequirement requirement : mandatory()) {
      if (providers(requirement).findAny().isEmpty()) {
        missing.add(describe(requirement) + present(requirement));
      }
    }
    return List.copyOf(missing);
  }

  private List<BundleRequirement> mandatory() {
    return revision.getDeclaredRequirements(null).stream()
        .filter(requirement -> !isOptional(requirement) && !isDynamic(requirement))
        .filter(requirement -> {
          String effective =
              requirement.getDirectives().get(Namespace.REQUIREMENT_EFFECTIVE_DIRECTIVE);
          return effective == null || effective.equals(Namespace.EFFECTIVE_RESOLVE);
        })
        .toList();
  }

  private static boolean isOptional(BundleRequirement requirement) {
    return Namespace.RESOLUTION_OPTIONAL.equals(
        requirement.getDirectives().get(Namespace.REQUIREMENT_RESOLUTION_DIRECTIVE));
  }

  private static boolean isDynamic(BundleRequirement requirement) {
    return PackageNamespace.RESOLUTION_DYNAMIC.equals(
        requirement.getDirectives().get(Namespace.REQUIREMENT_RESOLUTION_DIRECTIVE));
  }

  private Stream<BundleCapability> providers(BundleRequirement requirement) {
    return candidates(requirement.getNamespace()).filter(requirement::matches);
  }

  private Stream<BundleCapability> candidates(String namespace) {
    return Arrays.stream(context.getBundles())
        .filter(provider -> seclusion.mayWire(bundle, provider))
        .flatMap(provider -> capabilities(provider, namespace).stream());
  }

  private static Collection<BundleCapability> capabilities(Bundle provider, String namespace) {
    BundleWiring wiring = provider.adapt(BundleWiring.class);
    if (wiring != null) {
      return wiring.getCapabilities(namespace);
    }
    BundleRevision declared = provider.adapt(BundleRevision.class);
    return declared == null ? List.of() : declared.getDeclaredCapabilities(namespace);
  }

  private static String filter(BundleRequirement requirement) {
    return Objects.requireNonNullElse(
        requirement.getDirectives().get(Namespace.REQUIREMENT_FILTER_DIRECTIVE), "");
  }

  private static String describe(BundleRequirement requirement) {
    String filter = filter(requirement);
    Matcher name = PACKAGE.matcher(filter);
    if (name.find()) {
      return "package " + name.group(1) + range(filter);
    }
    return requirement
            .getNamespace()
            .equals(ExecutionEnvironmentNamespace.EXECUTION_ENVIRONMENT_NAMESPACE)
        ? "Java " + filter
        : requirement.getNamespace() + " " + filter;
  }

  private static String range(String filter) {
    Matcher below = BELOW.matcher(filter);
    String upper = below.find() ? below.group(1) : "";
    Matcher atLeast = AT_LEAST.matcher(filter.replaceAll(BELOW.pattern(), ""));
    String lower = atLeast.find() ? atLeast.group(1) : "";
    if (upper.isEmpty()) {
      return lower.isEmpty() ? "" : " from " + lower;
    }
    return " [" + lower + "," + upper + ")";
  }

  /** The versions of a package that are there, where none of them fits. */
  private String present(BundleRequirement requirement) {
    Matcher name = PACKAGE.matcher(filter(requirement));
    if (!name.find()) {
      return "";
    }
    Set<String> versions = new TreeSet<>();
    candidates(PackageNamespace.PACKAGE_NAMESPACE)
        .filter(capability -> packageName(capability).equals(name.group(1)))
        .forEach(capability ->
            versions.add(
                String.valueOf(
                    capability
                        .getAttributes()
                        .get(PackageNamespace.CAPABILITY_VERSION_ATTRIBUTE))));
    return versions.isEmpty() ? "" : " (there is " + String.join(", ", versions) + ")";
  }

  /**
   * Bundles of the host that want a package which this bundle exports, in a way that would wire
   * them to it at a refresh.
   */
  List<String> disturbed() {
    List<String> disturbed = new ArrayList<>();
    List<BundleCapability> exports =
        revision.getDeclaredCapabilities(PackageNamespace.PACKAGE_NAMESPACE);
    for (Bundle other : context.getBundles()) {
      BundleRevision declared = other.adapt(BundleRevision.class);
      if (declared == null || Seclusion.isDeployed(other)) {
        continue;
      }
      for (BundleRequirement wanted :
          declared.getDeclaredRequirements(PackageNamespace.PACKAGE_NAMESPACE)) {
        exports.stream()
            .filter(export -> wants(wanted, export))
            .map(export -> other.getSymbolicName() + ", which imports " + packageName(export))
            .forEach(disturbed::add);
      }
    }
    return disturbed.stream().distinct().toList();
  }

  /** A wildcard takes what is there and wants nothing in particular. */
  private static boolean wants(BundleRequirement wanted, BundleCapability export) {
    return filter(wanted).contains("osgi.wiring.package=" + packageName(export) + ")")
        && wanted.matches(export);
  }

  /** The other bundles that are wired to a bundle. */
  static List<String> users(Bundle provider) {
    BundleWiring wiring = provider.adapt(BundleWiring.class);
    Set<String> users = new TreeSet<>();
    if (wiring != null) {
      for (BundleWire wire : wiring.getProvidedWires(null)) {
        Bundle user = wire.getRequirerWiring() == null ? null : wire.getRequirer().getBundle();
        if (user != null && !user.equals(provider)) {
          users.add(user.getSymbolicName() + " uses " + capability(wire.getCapability()));
        }
      }
    }
    return List.copyOf(users);
  }

  private static String capability(BundleCapability capability) {
    Map<String, Object> attributes = capability.getAttributes();
    Object value = attributes.get(capability.getNamespace());
    return (capability.getNamespace().equals(PackageNamespace.PACKAGE_NAMESPACE)
            ? "package "
            : capability.getNamespace() + " ")
        + (value == null ? attributes : value);
  }

  /** Whether a bundle that is not deployed has that symbolic name. */
  static boolean isOfTheHost(BundleContext context, String symbolicName) {
    return symbolicName.equals(Constants.SYSTEM_BUNDLE_SYMBOLICNAME)
        || Arrays.stream(context.getBundles())
            .anyMatch(
                each -> symbolicName.equals(each.getSymbolicName()) && !Seclusion.isDeployed(each));
  }
}
