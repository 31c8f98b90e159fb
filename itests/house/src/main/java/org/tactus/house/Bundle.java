// SPDX-License-Identifier: Apache-2.0
package org.tactus.house;

import aQute.bnd.header.Parameters;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.Attributes;
import java.util.jar.Manifest;
import java.util.stream.Stream;

/**
 * What the rules look at in one built bundle.
 *
 * @param folder the name of its folder under {@code bundles/}
 * @param headers the main section of its manifest
 * @param packages the packages that it contains
 */
public record Bundle(String folder, Attributes headers, Set<String> packages) {

  /**
   * Reads a bundle from its module's {@code target/classes}, where bnd leaves the manifest.
   *
   * @param module the module's folder
   * @return the bundle
   * @throws IOException if the module is not built
   */
  public static Bundle read(Path module) throws IOException {
    Path classes = module.resolve("target/classes");
    Path manifest = classes.resolve("META-INF/MANIFEST.MF");
    if (!Files.exists(manifest)) {
      throw new IOException(module.getFileName() + " is not built: run mvn verify at the root.");
    }
    try (InputStream in = Files.newInputStream(manifest);
        Stream<Path> files = Files.walk(classes)) {
      Set<String> packages = new TreeSet<>();
      files
          .filter(file -> file.toString().endsWith(".class"))
          .map(file -> classes.relativize(file).getParent())
          .map(folder -> folder == null ? "" : folder.toString().replace('/', '.'))
          .forEach(packages::add);
      return new Bundle(
          module.getFileName().toString(), new Manifest(in).getMainAttributes(), packages);
    }
  }

  /**
   * Parses a header of the manifest.
   *
   * @param header the header's name
   * @return its clauses, empty if it is absent
   */
  Parameters header(String header) {
    return new Parameters(headers.getValue(header));
  }

  String symbolicName() {
    return header("Bundle-SymbolicName").keySet().stream().findFirst().orElse("");
  }

  Set<String> imports() {
    return header("Import-Package").keySet();
  }

  Set<String> exports() {
    return header("Export-Package").keySet();
  }

  boolean isDevice() {
    return folder.startsWith("device-");
  }

  boolean isVendor() {
    return isDevice() || isCodec() || isOffload() || folder.startsWith("processor-");
  }

  boolean bindsItsOwnLibrary() {
    return isDevice() || isCodec() || isOffload();
  }

  private boolean isCodec() {
    return folder.startsWith("codec-");
  }

  private boolean isOffload() {
    return folder.startsWith("offload-");
  }
}
