// SPDX-License-Identifier: Apache-2.0
package org.tactus.deploy.internal;

import com.example.vendor.Activator;
import com.example.vendor.Fault;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Makes a vendor's jar. */
final class VendorJar {
  private final Map<String, String> headers = new LinkedHashMap<>();
  private final Map<String, byte[]> entries = new LinkedHashMap<>();

  private VendorJar() {}

  /** A good bundle. */
  static VendorJar of(String symbolicName, String version, String types) {
    VendorJar jar = new VendorJar();
    jar.headers.put("Manifest-Version", "1.0");
    jar.headers.put("Bundle-ManifestVersion", "2");
    jar.headers.put("Bundle-SymbolicName", symbolicName);
    jar.headers.put("Bundle-Version", version);
    jar.headers.put("Bundle-Activator", Activator.class.getName());
    jar.headers.put(
        "Import-Package",
        "org.osgi.framework,org.osgi.framework.hooks.service,"
            + Arrays.stream(new String[] {"", ".node", ".parameter", ".processor"})
                .map(each -> "org.tactus.api" + each + ";version=\"[1,2)\"")
                .collect(Collectors.joining(",")));
    jar.headers.put("X-Types", types);
    jar.headers.put("X-Fault", Fault.NONE.name());
    for (Path file : classes()) {
      String name = file.getFileName().toString();
      jar.with(
          "com/example/vendor/" + name,
          classBytes(Activator.class, name.substring(0, name.length() - ".class".length())));
    }
    return jar;
  }

  private static List<Path> classes() {
    try (Stream<Path> list =
        Files.list(Path.of(Activator.class.getResource("Activator.class").toURI()).getParent())) {
      return list.filter(file -> file.toString().endsWith(".class")).sorted().toList();
    } catch (IOException | URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A bundle with a manifest and nothing else. */
  static VendorJar library(String symbolicName, String version) {
    VendorJar jar = new VendorJar();
    jar.headers.put("Manifest-Version", "1.0");
    jar.headers.put("Bundle-ManifestVersion", "2");
    jar.headers.put("Bundle-SymbolicName", symbolicName);
    jar.headers.put("Bundle-Version", version);
    return jar;
  }

  static byte[] classBytes(Class<?> neighbour, String name) {
    try (InputStream in = neighbour.getResourceAsStream(name + ".class")) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  VendorJar with(Fault fault) {
    return header("X-Fault", fault.name());
  }

  VendorJar header(String name, String value) {
    headers.put(name, value);
    return this;
  }

  VendorJar importing(String more) {
    return header("Import-Package", headers.get("Import-Package") + "," + more);
  }

  VendorJar with(String path, byte[] bytes) {
    entries.put(path, bytes);
    return this;
  }

  byte[] bytes() throws IOException {
    Manifest manifest = new Manifest();
    headers.forEach(
        (name, value) -> manifest.getMainAttributes().put(new Attributes.Name(name), value));
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JarOutputStream jar =
        headers.isEmpty() ? new JarOutputStream(bytes) : new JarOutputStream(bytes, manifest)) {
      for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
        jar.putNextEntry(new JarEntry(entry.getKey()));
        jar.write(entry.getValue());
        jar.closeEntry();
      }
    }
    return bytes.toByteArray();
  }

  Path write(Path file) throws IOException {
    return Files.write(file, bytes());
  }
}
