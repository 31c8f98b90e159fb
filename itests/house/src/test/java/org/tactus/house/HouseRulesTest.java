// SPDX-License-Identifier: Apache-2.0
package org.tactus.house;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.jar.Attributes;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class HouseRulesTest {

  private static final Path BUNDLES = Path.of(System.getProperty("tactus.root"), "bundles");

  @Test
  void theHouseIsInOrder() throws IOException {
    List<Bundle> bundles = new ArrayList<>();
    try (Stream<Path> folders = Files.list(BUNDLES)) {
      for (Path module : folders.filter(folder -> isModule(folder)).sorted().toList()) {
        bundles.add(Bundle.read(module));
      }
    }
    assertTrue(
        bundles.stream().anyMatch(bundle -> bundle.folder().equals("api")), BUNDLES::toString);
    List<String> violations = HouseRules.violations(bundles);
    assertEquals(List.of(), violations, () -> String.join("\n", violations));
  }

  @Test
  void everyBundleIsInTheReactor() throws IOException {
    String reactor = Files.readString(BUNDLES.resolve("pom.xml"));
    try (Stream<Path> folders = Files.list(BUNDLES)) {
      assertEquals(
          List.of(),
          folders
              .filter(folder -> isModule(folder))
              .map(folder -> "<module>" + folder.getFileName() + "</module>")
              .filter(module -> !reactor.contains(module))
              .toList());
    }
  }

  @Test
  void aBundleThatKeepsTheRulesIsLeftAlone() {
    assertEquals(
        List.of(),
        HouseRules.violations(
            List.of(
                bundle("api")
                    .exporting("org.tactus.api.node;version='1.0.0'")
                    .importing("java.util,org.tactus.api.node;version='[1.0,2)'")
                    .build(),
                bundle("linux")
                    .importing("com.sun.jna")
                    .containing("org.tactus.linux.internal")
                    .build(),
                bundle("device-alsa")
                    .importing("org.tactus.api.node,com.sun.jna,org.osgi.service.log,java.lang")
                    .containing(
                        "org.tactus.device.alsa.internal",
                        "org.tactus.internal.pcm",
                        "org.embedded")
                    .build(),
                bundle("processor-gain")
                    .importing("org.tactus.api.node,org.tactus.simd")
                    .containing("org.tactus.processor.gain.internal")
                    .build())));
  }

  @Test
  void apiDependsOnNothing() {
    assertRefused(
        bundle("api").importing("org.osgi.framework"),
        "bundles/api imports org.osgi.framework: api depends on nothing.");
  }

  @Test
  void aVendorDependsOnTheApiAlone() {
    assertRefused(
        bundle("processor-gain").importing("org.tactus.api.node,org.tactus.linux"),
        "bundles/processor-gain imports org.tactus.linux: a device, codec, processor or offload"
            + " bundle depends on org.tactus.api alone.");
    assertRefused(
        bundle("codec-opus").importing("org.tactus.apian"),
        "bundles/codec-opus imports org.tactus.apian: a device, codec, processor or offload bundle"
            + " depends on org.tactus.api alone.");
    assertRefused(
        bundle("processor-gain").importing("com.sun.jna"),
        "bundles/processor-gain imports com.sun.jna: a device, codec, processor or offload bundle"
            + " depends on org.tactus.api alone.");
  }

  @Test
  void nothingImportsFromAVendor() {
    assertEquals(
        List.of(
            "bundles/engine imports org.tactus.pcm from the vendor bundle device-file: nothing"
                + " imports from a vendor."),
        HouseRules.violations(
            List.of(
                bundle("device-file")
                    .exporting("org.tactus.pcm;version=1.0.0")
                    .importing("org.tactus.pcm")
                    .build(),
                bundle("engine").importing("org.tactus.pcm").build())));
  }

  @Test
  void noImportIsOptional() {
    assertRefused(
        bundle("engine").importing("org.osgi.service.log;resolution:=optional"),
        "bundles/engine imports org.osgi.service.log optionally: require it, or take it as a"
            + " service.");
    assertRefused(
        bundle("engine").with("DynamicImport-Package", "*"),
        "bundles/engine has DynamicImport-Package: import packages instead.");
    assertRefused(
        bundle("engine").with("Require-Bundle", "org.tactus.device.file"),
        "bundles/engine has Require-Bundle: import packages instead.");
  }

  @Test
  void everyExportHasAVersionAndAName() {
    assertRefused(
        bundle("ring").exporting("org.tactus.ring"),
        "bundles/ring exports org.tactus.ring without a version: put @Version on its"
            + " package-info.");
    assertRefused(
        bundle("ring").exporting("org.tactus.ring.internal;version=1.0.0"),
        "bundles/ring exports the internal package org.tactus.ring.internal: make it private.");
    assertRefused(
        bundle("ring").exporting("com.example;version=1.0.0"),
        "bundles/ring exports com.example: exports are named org.tactus.*.");
  }

  @Test
  void whatIsNotExportedIsInternal() {
    assertRefused(
        bundle("ring").containing("org.tactus.ring.implementation"),
        "bundles/ring contains org.tactus.ring.implementation, neither exported nor internal:"
            + " export it, or move it to an 'internal' package.");
    assertRefused(
        bundle("ring").containing(""),
        "bundles/ring contains the unnamed package, neither exported nor internal: export it, or"
            + " move it to an 'internal' package.");
  }

  @Test
  void onlyLinuxBindsLibc() {
    assertRefused(
        bundle("realtime").importing("com.sun.jna.ptr"),
        "bundles/realtime imports com.sun.jna.ptr: only linux binds libc.");
  }

  @Test
  void onlySimdTouchesTheVectorApi() {
    assertRefused(
        bundle("engine").importing("jdk.incubator.vector"),
        "bundles/engine imports jdk.incubator.vector: only simd touches the Vector API.");
  }

  @Test
  void aBundleIsNamedForItsFolder() {
    assertRefused(
        bundle("device-jack").with("Bundle-SymbolicName", "org.tactus.jack;singleton:=true"),
        "bundles/device-jack has the symbolic name 'org.tactus.jack': its folder makes it"
            + " 'org.tactus.device.jack'.");
  }

  private static void assertRefused(Fixture fixture, String sentence) {
    assertEquals(List.of(sentence), HouseRules.violations(List.of(fixture.build())));
  }

  private static boolean isModule(Path folder) {
    return Files.exists(folder.resolve("pom.xml"));
  }

  private static Fixture bundle(String folder) {
    return new Fixture(folder)
        .with("Bundle-SymbolicName", "org.tactus." + folder.replace('-', '.'));
  }

  private static final class Fixture {
    private final String folder;
    private final Attributes headers = new Attributes();
    private Set<String> packages = Set.of();

    Fixture(String folder) {
      this.folder = folder;
    }

    Fixture with(String header, String value) {
      headers.putValue(header, value);
      return this;
    }

    Fixture importing(String packages) {
      return with("Import-Package", packages);
    }

    Fixture exporting(String packages) {
      return with("Export-Package", packages);
    }

    Fixture containing(String... names) {
      packages = Set.of(names);
      return this;
    }

    Bundle build() {
      return new Bundle(folder, headers, packages);
    }
  }
}
