// SPDX-License-Identifier: Apache-2.0
package org.tactus.isolation.internal;

import java.io.IOException;
import java.nio.file.Path;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import org.osgi.framework.Constants;
import org.osgi.framework.Version;
import org.tactus.api.RefusedException;

/**
 * What a bundle's manifest calls it.
 *
 * @param symbolicName its symbolic name
 * @param version its version
 */
record BundleIdentity(String symbolicName, String version) {

  /**
   * Reads a jar.
   *
   * @throws RefusedException if it is none, or no bundle
   */
  static BundleIdentity of(Path jar) throws RefusedException {
    Manifest manifest;
    try (JarFile file = new JarFile(jar.toFile())) {
      manifest = file.getManifest();
    } catch (IOException e) {
      throw new RefusedException(
          jar + " cannot be read as a jar (" + e.getMessage() + "); copy it again", e);
    }
    Attributes headers = manifest == null ? new Attributes() : manifest.getMainAttributes();
    String name = headers.getValue(Constants.BUNDLE_SYMBOLICNAME);
    if (name == null) {
      throw new RefusedException(
          jar + " is no bundle: its manifest has no Bundle-SymbolicName; build it with bnd");
    }
    String version = headers.getValue(Constants.BUNDLE_VERSION);
    try {
      return new BundleIdentity(
          name.split(";", 2)[0].strip(), Version.parseVersion(version).toString());
    } catch (IllegalArgumentException e) {
      throw new RefusedException(
          jar + " has the Bundle-Version '" + version + "', which is none; write 1.2.3", e);
    }
  }
}
