// SPDX-License-Identifier: Apache-2.0
package org.tactus.deploy.internal;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import java.util.zip.ZipInputStream;
import org.osgi.framework.Constants;
import org.osgi.framework.Version;
import org.tactus.api.RefusedException;

/**
 * Reads a jar from an unknown hand, every byte of it and none too many: what later reads it need
 * not fear its size.
 */
final class JarReader {
  static final long LARGEST_JAR = 256L << 20;
  static final long LARGEST_CONTENT = 512L << 20;
  static final int MOST_ENTRIES = 20_000;
  private static final int LARGEST_MANIFEST = 1 << 20;
  private static final int LARGEST_CLASS = 16 << 20;
  private static final int BUFFER = 1 << 16;
  private static final String HOST_CLASSES = "org/tactus/api/";
  private static final String SIGNATURES = "META-INF/";

  private final String name;
  private final NativeCode nativeCode = new NativeCode();
  private final Set<String> hostPackages = new TreeSet<>();
  private final byte[] buffer = new byte[BUFFER];
  private long content;
  private int entries;

  private JarReader(String name) {
    this.name = name;
  }

  /**
   * Reads a jar.
   *
   * @param jar the file
   * @param name what the operator calls it
   * @throws UnreadableJarException if it is no jar or a broken one
   * @throws RefusedException if it is no bundle or too large
   */
  static JarFacts read(Path jar, String name) throws RefusedException {
    return new JarReader(name).read(jar);
  }

  private JarFacts read(Path jar) throws RefusedException {
    try {
      if (Files.size(jar) > LARGEST_JAR) {
        throw new RefusedException(
            name + " is larger than " + (LARGEST_JAR >> 20) + " MiB: keep data out of the bundle.");
      }
      try (ZipFile zip = new ZipFile(jar.toFile())) {
        return read(zip);
      }
    } catch (ZipException | IllegalArgumentException e) {
      throw broken(e);
    } catch (IOException e) {
      throw new UnreadableJarException(
          name
              + " cannot be read ("
              + e.getMessage()
              + "): see that it is a file that Tactus may"
              + " read.",
          e);
    }
  }

  private UnreadableJarException broken(Exception e) {
    return new UnreadableJarException(
        name + " is no whole jar (" + e.getMessage() + "): build or copy it again.", e);
  }

  private JarFacts read(ZipFile zip) throws IOException, RefusedException {
    Set<String> names = new HashSet<>();
    Manifest manifest = null;
    Enumeration<? extends ZipEntry> all = zip.entries();
    while (all.hasMoreElements()) {
      ZipEntry entry = all.nextElement();
      if (!names.add(entry.getName())) {
        throw new RefusedException(
            name + " has the entry " + entry.getName() + " twice: build it again.");
      }
      if (entry.isDirectory()) {
        continue;
      }
      try (InputStream in = zip.getInputStream(entry)) {
        if (entry.getName().equals(JarFile.MANIFEST_NAME)) {
          manifest = manifest(bytes(entry, in, LARGEST_MANIFEST));
        } else {
          read(entry, in, 0);
        }
      }
    }
    if (manifest == null) {
      throw new RefusedException(
          name + " has no manifest: build it as a bundle, with bnd-maven-plugin, say.");
    }
    return facts(manifest.getMainAttributes());
  }

  private Manifest manifest(byte[] bytes) throws RefusedException {
    try {
      return new Manifest(new ByteArrayInputStream(bytes));
    } catch (IOException e) {
      throw new RefusedException(
          name + " has a manifest that cannot be read (" + e.getMessage() + "): build it again.",
          e);
    }
  }

  private JarFacts facts(Attributes headers) throws RefusedException {
    String symbolicName = directive(headers.getValue(Constants.BUNDLE_SYMBOLICNAME));
    if (!"2".equals(headers.getValue(Constants.BUNDLE_MANIFESTVERSION))
        || !symbolicName.matches("[A-Za-z0-9_.-]+")) {
      throw new RefusedException(
          name
              + " is no OSGi bundle (its manifest lacks Bundle-SymbolicName and"
              + " Bundle-ManifestVersion 2): build it with bnd-maven-plugin, say.");
    }
    Version version;
    try {
      version = Version.parseVersion(headers.getValue(Constants.BUNDLE_VERSION));
    } catch (IllegalArgumentException e) {
      throw new RefusedException(
          name
              + " has the Bundle-Version '"
              + headers.getValue(Constants.BUNDLE_VERSION)
              + "', which is none: write it as 1.2.3.",
          e);
    }
    if (headers.getValue(Constants.BUNDLE_NATIVECODE) != null) {
      nativeCode.found("the header Bundle-NativeCode");
    }
    return new JarFacts(
        symbolicName,
        version,
        directive(headers.getValue(Constants.FRAGMENT_HOST)),
        List.copyOf(hostPackages),
        nativeCode.findings());
  }

  private static String directive(String header) {
    return header == null ? "" : header.split(";", 2)[0].strip();
  }

  private void read(ZipEntry entry, InputStream in, int depth)
      throws IOException, RefusedException {
    if (++entries > MOST_ENTRIES) {
      throw new RefusedException(
          name + " has more than " + MOST_ENTRIES + " entries: keep data out of the bundle.");
    }
    String path = entry.getName();
    if (path.endsWith(".class")) {
      if (path.startsWith(HOST_CLASSES) && depth == 0) {
        hostPackages.add(path.substring(0, path.lastIndexOf('/')).replace('/', '.'));
      }
      scan(path, bytes(entry, in, LARGEST_CLASS));
    } else if (path.endsWith(".jar") && depth == 0) {
      nested(in);
    } else {
      nativeCode.resource(path, head(entry, in));
    }
  }

  private void scan(String path, byte[] bytes) throws RefusedException {
    try {
      nativeCode.scan(bytes);
    } catch (IllegalArgumentException e) {
      throw new RefusedException(
          name + " holds " + path + ", which is no class file: build it again.", e);
    }
  }

  /** A jar within the jar, as Bundle-ClassPath names them; one within that is data. */
  private void nested(InputStream in) throws IOException, RefusedException {
    // Counted as it is read, compressed and again unfolded.
    ZipInputStream zip = new ZipInputStream(in);
    for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
      if (!entry.isDirectory()) {
        read(entry, zip, 1);
      }
      zip.closeEntry();
    }
    drain(in);
  }

  private void drain(InputStream in) throws IOException, RefusedException {
    for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
      counted(count);
    }
  }

  private byte[] bytes(ZipEntry entry, InputStream in, int largest)
      throws IOException, RefusedException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    CRC32 crc = new CRC32();
    for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
      counted(count);
      crc.update(buffer, 0, count);
      bytes.write(buffer, 0, count);
      if (bytes.size() > largest) {
        throw new RefusedException(
            name
                + " holds "
                + entry.getName()
                + ", which is larger than "
                + (largest >> 20)
                + " MiB: that is no honest bundle.");
      }
    }
    check(entry, crc);
    return bytes.toByteArray();
  }

  /** The first bytes of an entry that is read to its end. */
  private byte[] head(ZipEntry entry, InputStream in) throws IOException, RefusedException {
    byte[] head = in.readNBytes(NativeCode.HEAD_BYTES);
    counted(head.length);
    CRC32 crc = new CRC32();
    crc.update(head);
    for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
      counted(count);
      crc.update(buffer, 0, count);
    }
    check(entry, crc);
    return head;
  }

  private void counted(long bytes) throws RefusedException {
    content += bytes;
    if (content > LARGEST_CONTENT) {
      throw new RefusedException(
          name
              + " unfolds to more than "
              + (LARGEST_CONTENT >> 20)
              + " MiB: keep data out of the bundle.");
    }
  }

  private void check(ZipEntry entry, CRC32 crc) throws ZipException {
    if (entry.getCrc() >= 0 && entry.getCrc() != crc.getValue()) {
      throw new ZipException("the checksum of " + entry.getName() + " is wrong");
    }
  }

  /** The names of all entries that a signature has to cover. */
  static List<String> contentNames(JarFile jar) {
    List<String> names = new ArrayList<>();
    jar.stream()
        .filter(entry -> !entry.isDirectory())
        .map(ZipEntry::getName)
        .filter(entry -> !isSignatureFile(entry))
        .forEach(names::add);
    return names;
  }

  private static boolean isSignatureFile(String entry) {
    if (!entry.startsWith(SIGNATURES) || entry.indexOf('/', SIGNATURES.length()) >= 0) {
      return false;
    }
    String file = entry.substring(SIGNATURES.length());
    return file.equals("MANIFEST.MF")
        || file.startsWith("SIG-")
        || file.matches("[^.]*\\.(SF|RSA|DSA|EC)");
  }
}
