// SPDX-License-Identifier: Apache-2.0
package org.tactus.hygiene.internal;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.osgi.framework.Bundle;
import org.osgi.framework.wiring.BundleRevision;
import org.osgi.framework.wiring.BundleWiring;

/**
 * Tells vendor bundles from the platform's: those that the distribution ships in {@code
 * bundles/LEVEL-WHAT}, but for the plug-ins, which are held to the vendors' rules whoever made
 * them.
 */
final class VendorBundles {
  private static final String REFERENCE = "reference:";
  private static final String FILE = "file:";
  private static final String PLUG_INS = "5-plugins";

  private final String shipped;
  private final Set<String> trusted;

  /**
   * Of a distribution.
   *
   * @param home its directory; null if there is none, so that only the trusted are the platform's
   * @param trusted symbolic names that are the platform's, wherever they come from
   */
  VendorBundles(String home, List<String> trusted) {
    this.shipped =
        home == null ? null : Path.of(home).toAbsolutePath().normalize().resolve("bundles") + "/";
    this.trusted = Set.copyOf(trusted);
  }

  boolean isVendor(Bundle bundle) {
    if (bundle.getBundleId() == 0 || trusted.contains(bundle.getSymbolicName())) {
      return false;
    }
    String location = bundle.getLocation();
    if (shipped == null || location == null) {
      return true;
    }
    String path =
        location.startsWith(REFERENCE) ? location.substring(REFERENCE.length()) : location;
    if (!path.startsWith(FILE)) {
      return true;
    }
    try {
      String file = Path.of(URI.create(path.replaceFirst("^file:/*", "file:///"))).toString();
      return !file.startsWith(shipped) || file.startsWith(shipped + PLUG_INS + "/");
    } catch (IllegalArgumentException _) {
      // Not a location that the distribution's bundles have.
      return true;
    }
  }

  /** The symbolic name and version of what is wired. */
  static String name(BundleWiring wiring) {
    BundleRevision revision = wiring.getRevision();
    String symbolicName = revision.getSymbolicName();
    return (symbolicName == null ? wiring.getBundle().getLocation() : symbolicName)
        + " "
        + revision.getVersion();
  }
}
