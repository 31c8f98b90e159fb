// SPDX-License-Identifier: Apache-2.0
package org.tactus.runtime;

import java.nio.file.Path;
import java.util.Optional;

/**
 * What {@code bin/tactus} found out before it started the JVM.
 *
 * @param home the unpacked distribution
 * @param instance the instance directory, absolute; it need not exist
 * @param profile the shipped profile to take configuration from; empty for the default alone
 * @param terminal true if standard error is a terminal
 */
record Environment(Path home, Path instance, Optional<String> profile, boolean terminal) {
  static Environment fromSystemProperties() throws OperatorException {
    return new Environment(
        directory("tactus.home"),
        directory("tactus.instance"),
        Optional.ofNullable(System.getProperty("tactus.profile")).filter(name -> !name.isEmpty()),
        Boolean.getBoolean("tactus.terminal"));
  }

  private static Path directory(String property) throws OperatorException {
    String value = System.getProperty(property);
    if (value == null || !Path.of(value).isAbsolute()) {
      throw new OperatorException(
          ExitStatus.USAGE,
          "The system property " + property + " is no absolute path: start Tactus by bin/tactus.");
    }
    return Path.of(value);
  }
}
