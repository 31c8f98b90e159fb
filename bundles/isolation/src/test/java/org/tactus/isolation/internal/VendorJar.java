// SPDX-License-Identifier: Apache-2.0
package org.tactus.isolation.internal;

import java.io.IOException;
import java.io.OutputStream;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import org.tactus.isolation.vendor.ProbeFactory;

/** Makes vendors' bundles. */
final class VendorJar {

  private static final String PACKAGE = "org/tactus/isolation/vendor";

  private VendorJar() {}

  /** The bundle with {@link ProbeFactory}. */
  static Path probe(Path directory) throws IOException {
    return write(
        directory.resolve("probe.jar"),
        "Import-Package",
        "org.tactus.api,org.tactus.api.audio,org.tactus.api.event,org.tactus.api.node,"
            + "org.tactus.api.parameter,org.tactus.api.processor",
        true);
  }

  /** A bundle that does not resolve. */
  static Path unresolvable(Path directory) throws IOException {
    return write(
        directory.resolve("unresolvable.jar"), "Import-Package", "com.example.absent", true);
  }

  /** A bundle that offers nothing. */
  static Path empty(Path directory) throws IOException {
    return write(directory.resolve("empty.jar"), "Bundle-Name", "Empty", false);
  }

  private static Path write(Path jar, String header, String value, boolean component)
      throws IOException {
    Manifest manifest = new Manifest();
    Attributes headers = manifest.getMainAttributes();
    headers.put(Attributes.Name.MANIFEST_VERSION, "1.0");
    headers.putValue("Bundle-ManifestVersion", "2");
    headers.putValue("Bundle-SymbolicName", "com.example.probe");
    headers.putValue("Bundle-Version", "1.2.3");
    headers.putValue(header, value);
    if (component) {
      headers.putValue("Service-Component", "OSGI-INF/probe.xml");
    }
    try (OutputStream file = Files.newOutputStream(jar);
        JarOutputStream out = new JarOutputStream(file, manifest)) {
      if (component) {
        entry(
            out,
            "OSGI-INF/probe.xml",
            """
            <?xml version="1.0" encoding="UTF-8"?>
            <scr:component xmlns:scr="http://www.osgi.org/xmlns/scr/v1.3.0" name="probe">
              <implementation class="org.tactus.isolation.vendor.ProbeFactory"/>
              <service>
                <provide interface="org.tactus.api.processor.ProcessorFactory"/>
              </service>
            </scr:component>
            """
                .getBytes(StandardCharsets.UTF_8));
        for (Path classFile : classes()) {
          entry(out, PACKAGE + "/" + classFile.getFileName(), Files.readAllBytes(classFile));
        }
      }
    }
    return jar;
  }

  private static List<Path> classes() throws IOException {
    try (Stream<Path> files =
        Files.list(
            Path.of(ProbeFactory.class.getProtectionDomain().getCodeSource().getLocation().toURI())
                .resolve(PACKAGE))) {
      return files.toList();
    } catch (URISyntaxException e) {
      throw new IOException(e);
    }
  }

  private static void entry(JarOutputStream out, String name, byte[] content) throws IOException {
    out.putNextEntry(new JarEntry(name));
    out.write(content);
    out.closeEntry();
  }
}
