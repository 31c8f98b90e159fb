// SPDX-License-Identifier: Apache-2.0
package org.tactus.deploy.internal;

import java.lang.reflect.Proxy;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.tactus.api.RefusedException;

/**
 * The configuration, checked. Immutable.
 *
 * @param signatures what a signature decides
 * @param trust the trust store
 * @param password of its files
 * @param trusted symbolic names whose native code may run in this process
 * @param activation how long a bundle may take to start or stop
 * @param kept jars of a bundle for a rollback
 */
record Settings(
    SignaturePolicy signatures,
    Path trust,
    String password,
    List<Pattern> trusted,
    Duration activation,
    int kept) {

  static final String PID = "org.tactus.deploy";

  /** Written by the framework's own configuration services, not by an operator. */
  private static final List<String> FOREIGN =
      List.of("component.", "service.", "felix.", "osgi.", "objectClass", ":", ".");

  private static final int LONGEST_SECONDS = 600;
  private static final int MOST_KEPT = 1000;

  Settings {
    trusted = List.copyOf(trusted);
  }

  /**
   * Checks a configuration.
   *
   * @param directory that the trust store is relative to
   * @throws RefusedException naming the key, the value and what it may be
   */
  static Settings of(DeployConfiguration configuration, Map<String, ?> properties, Path directory)
      throws RefusedException {
    checkKeys(properties);
    try {
      return new Settings(
          policy(configuration.signatures()),
          path(directory, configuration.trust()),
          configuration.trust_password(),
          patterns(configuration.trusted()),
          Duration.ofSeconds(
              range("activation.seconds", configuration.activation_seconds(), LONGEST_SECONDS)),
          range("kept", configuration.kept(), MOST_KEPT));
    } catch (RefusedException e) {
      throw e;
    } catch (RuntimeException e) {
      // Declarative Services converts a value when it is read.
      throw new RefusedException(
          "Configuration " + PID + " has a value of the wrong kind (" + e.getMessage() + ")", e);
    }
  }

  /** What counts where nothing is configured. */
  static Settings defaults(Path directory) {
    DeployConfiguration configuration =
        (DeployConfiguration)
            Proxy.newProxyInstance(
                DeployConfiguration.class.getClassLoader(),
                new Class<?>[] {DeployConfiguration.class},
                (_, method, _) -> method.getDefaultValue());
    try {
      return of(configuration, Map.of(), directory);
    } catch (RefusedException e) {
      throw new IllegalStateException("the defaults are in range", e);
    }
  }

  private static void checkKeys(Map<String, ?> properties) throws RefusedException {
    Set<String> known =
        Arrays.stream(DeployConfiguration.class.getDeclaredMethods())
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
              + PID
              + " has unknown "
              + (unknown.size() == 1 ? "key " : "keys ")
              + String.join(", ", unknown)
              + "; use "
              + String.join(", ", known));
    }
  }

  private static SignaturePolicy policy(String word) throws RefusedException {
    return Arrays.stream(SignaturePolicy.values())
        .filter(policy -> policy.name().toLowerCase(Locale.ROOT).equals(word))
        .findFirst()
        .orElseThrow(() ->
            new RefusedException(
                "signatures = "
                    + word
                    + " in configuration "
                    + PID
                    + " is refused; give off, warn or require"));
  }

  private static Path path(Path directory, String path) throws RefusedException {
    try {
      return directory.resolve(path);
    } catch (InvalidPathException e) {
      throw new RefusedException(
          "trust = " + path + " in configuration " + PID + " is no path; give one", e);
    }
  }

  private static int range(String key, int value, int most) throws RefusedException {
    if (value < 1 || value > most) {
      throw new RefusedException(
          key + " = " + value + " in configuration " + PID + " is refused; give 1 to " + most);
    }
    return value;
  }

  private static List<Pattern> patterns(String text) {
    return Arrays.stream(text.split(","))
        .map(String::strip)
        .filter(word -> !word.isEmpty())
        .map(word ->
            Pattern.compile(
                Arrays.stream(word.split("\\*", -1))
                    .map(Pattern::quote)
                    .collect(Collectors.joining(".*"))))
        .toList();
  }

  /** Whether a bundle's native code may run in this process. */
  boolean trusts(String symbolicName) {
    return trusted.stream().anyMatch(pattern -> pattern.matcher(symbolicName).matches());
  }
}
