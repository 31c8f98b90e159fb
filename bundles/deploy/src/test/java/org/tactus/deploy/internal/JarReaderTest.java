// SPDX-License-Identifier: Apache-2.0
package org.tactus.deploy.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.foreign.Linker;
import java.lang.foreign.SymbolLookup;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tactus.api.RefusedException;

/** What a jar from an unknown hand may and may not hold. */
class JarReaderTest {
  private static final int MIB = 1 << 20;

  @TempDir Path directory;

  /** Declares a native method and never calls it. */
  static final class Declares {
    private Declares() {}

    static native void call();
  }

  /** Loads a library. */
  static final class Loads {
    private Loads() {}

    static void load() {
      System.loadLibrary("x");
    }
  }

  /** Calls functions of libraries. */
  static final class Links {
    private Links() {}

    static Object link() {
      return Linker.nativeLinker();
    }
  }

  /** Finds functions of libraries. */
  static final class Looks {
    private Looks() {}

    static Object look() {
      return SymbolLookup.loaderLookup();
    }
  }

  private static VendorJar plain() {
    return VendorJar.of("com.example.tone", "1.0.0", "tone");
  }

  private JarFacts read(VendorJar jar) throws IOException, RefusedException {
    return JarReader.read(jar.write(directory.resolve("a.jar")), "a.jar");
  }

  private void assertNative(String finding, VendorJar jar) throws IOException, RefusedException {
    assertEquals(List.of(finding), read(jar).nativeCode());
  }

  private static byte[] of(String inner) {
    return VendorJar.classBytes(JarReaderTest.class, "JarReaderTest$" + inner);
  }

  @Test
  void pureJavaIsNotNative() throws Exception {
    JarFacts facts = read(plain());
    assertEquals("com.example.tone", facts.symbolicName());
    assertEquals("1.0.0", facts.version().toString());
    assertEquals(List.of(), facts.nativeCode());
  }

  @Test
  void nativeCodeIsFound() throws Exception {
    String name = JarReaderTest.class.getName();
    assertNative(
        "the native method " + name + "$Declares.call", plain().with("a/A.class", of("Declares")));
    assertNative(
        "the class " + name + "$Loads, which loads a library",
        plain().with("a/A.class", of("Loads")));
    assertNative(
        "the class " + name + "$Links, which uses java.lang.foreign.Linker",
        plain().with("a/A.class", of("Links")));
    assertNative(
        "the class " + name + "$Looks, which uses java.lang.foreign.SymbolLookup",
        plain().with("a/A.class", of("Looks")));
    assertNative("the library a/libx.so.1", plain().with("a/libx.so.1", new byte[] {1}));
    assertNative("the library a/tool", plain().with("a/tool", new byte[] {0x7f, 'E', 'L', 'F', 2}));
    assertNative(
        "the header Bundle-NativeCode", plain().header("Bundle-NativeCode", "a.so;osname=Linux"));
  }

  @Test
  void nativeCodeInAnEmbeddedJarIsFound() throws Exception {
    byte[] inner =
        VendorJar.library("com.example.inner", "1.0.0").with("a/A.class", of("Loads")).bytes();
    assertNative(
        "the class " + JarReaderTest.class.getName() + "$Loads, which loads a library",
        plain().with("lib/inner.jar", inner));
  }

  @Test
  void aHugeManifestIsRefused() throws Exception {
    String manifest =
        "Manifest-Version: 1.0\nBundle-ManifestVersion: 2\nBundle-SymbolicName: a\n"
            + "X: a\n".repeat(MIB / 4);
    assertRefused("META-INF/MANIFEST.MF, which is larger than 1 MiB", bomb(manifest, "a", 1));
  }

  @Test
  void aHugeClassIsRefused() throws Exception {
    assertRefused(
        "a/A.class, which is larger than 16 MiB", bomb("Manifest-Version: 1.0\n", "a/A.class", 20));
  }

  @Test
  @Tag("long")
  void aHugeContentIsRefused() throws Exception {
    assertRefused("unfolds to more than 512 MiB", bomb("Manifest-Version: 1.0\n", "a.bin", 600));
  }

  @Test
  @Tag("long")
  void aHugeContentWithinAnEmbeddedJarIsRefused() throws Exception {
    ByteArrayOutputStream inner = new ByteArrayOutputStream();
    zeros(inner, "", "a.bin", 600);
    assertRefused(
        "unfolds to more than 512 MiB",
        plain().with("lib/inner.jar", inner.toByteArray()).write(directory.resolve("a.jar")));
  }

  @Test
  void tooManyEntriesAreRefused() throws Exception {
    VendorJar jar = plain();
    for (int i = 0; i <= JarReader.MOST_ENTRIES; i++) {
      jar.with("a/" + i, new byte[0]);
    }
    assertRefused("more than 20000 entries", jar.write(directory.resolve("a.jar")));
  }

  private void assertRefused(String part, Path jar) {
    RefusedException refused =
        assertThrows(RefusedException.class, () -> JarReader.read(jar, "a.jar"));
    assertTrue(refused.getMessage().contains(part), refused.getMessage());
  }

  private Path bomb(String manifest, String entry, int mebibytes) throws IOException {
    Path jar = directory.resolve("a.jar");
    try (OutputStream out = Files.newOutputStream(jar)) {
      zeros(out, manifest, entry, mebibytes);
    }
    return jar;
  }

  private static void zeros(OutputStream out, String manifest, String entry, int mebibytes)
      throws IOException {
    try (ZipOutputStream zip = new ZipOutputStream(out)) {
      zip.putNextEntry(new ZipEntry("META-INF/MANIFEST.MF"));
      zip.write(manifest.getBytes(StandardCharsets.UTF_8));
      zip.putNextEntry(new ZipEntry(entry));
      byte[] zeros = new byte[MIB];
      for (int i = 0; i < mebibytes; i++) {
        zip.write(zeros);
      }
    }
  }
}
