// SPDX-License-Identifier: Apache-2.0
package org.tactus.house;

import aQute.bnd.header.Attrs;
import aQute.bnd.header.Parameters;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Who may import and export what among the bundles of Tactus. */
public final class HouseRules {

  private static final String HOUSE = "org.tactus";
  private static final String API = "org.tactus.api";
  private static final String JNA = "com.sun.jna";
  private static final String SIMD = "org.tactus.simd";
  private static final String VECTOR = "jdk.incubator.vector";

  private HouseRules() {}

  /**
   * Holds the rules against all bundles of the house together.
   *
   * @param bundles every bundle under {@code bundles/}
   * @return one sentence for each violation, none if the house is in order
   */
  public static List<String> violations(Collection<Bundle> bundles) {
    Map<String, String> vendorOfPackage = new LinkedHashMap<>();
    for (Bundle bundle : bundles) {
      if (bundle.isVendor()) {
        bundle.exports().forEach(exported -> vendorOfPackage.put(exported, bundle.folder()));
      }
    }
    List<String> violations = new ArrayList<>();
    for (Bundle bundle : bundles) {
      Stream.of(
              name(bundle),
              packages(bundle),
              importHeaders(bundle),
              imports(bundle),
              vendors(bundle, vendorOfPackage))
          .flatMap(List::stream)
          .map(violation -> "bundles/" + bundle.folder() + " " + violation)
          .forEach(violations::add);
    }
    return violations;
  }

  private static List<String> name(Bundle bundle) {
    String expected = "org.tactus." + bundle.folder().replace('-', '.');
    return bundle.symbolicName().equals(expected)
        ? List.of()
        : List.of(
            "has the symbolic name '%s': its folder makes it '%s'."
                .formatted(bundle.symbolicName(), expected));
  }

  private static List<String> packages(Bundle bundle) {
    List<String> violations = new ArrayList<>();
    Parameters exports = bundle.header("Export-Package");
    for (Map.Entry<String, Attrs> export : exports.entrySet()) {
      String exported = export.getKey();
      if (!within(exported, HOUSE)) {
        violations.add("exports %s: exports are named org.tactus.*.".formatted(exported));
      }
      if (isInternal(exported)) {
        violations.add("exports the internal package %s: make it private.".formatted(exported));
      }
      if (export.getValue().getVersion() == null) {
        violations.add(
            "exports %s without a version: put @Version on its package-info.".formatted(exported));
      }
    }
    for (String contained : bundle.packages()) {
      boolean ours = contained.isEmpty() || within(contained, HOUSE);
      if (ours && !exports.containsKey(contained) && !isInternal(contained)) {
        violations.add(
            "contains %s, neither exported nor internal: export it, or move it to an 'internal' package."
                .formatted(contained.isEmpty() ? "the unnamed package" : contained));
      }
    }
    return violations;
  }

  private static List<String> importHeaders(Bundle bundle) {
    List<String> violations = new ArrayList<>();
    bundle
        .header("Import-Package")
        .forEach((imported, attributes) -> {
          if ("optional".equals(attributes.get("resolution:"))) {
            violations.add(
                "imports %s optionally: require it, or take it as a service.".formatted(imported));
          }
        });
    for (String header : List.of("DynamicImport-Package", "Require-Bundle", "Fragment-Host")) {
      if (!bundle.header(header).isEmpty()) {
        violations.add("has %s: import packages instead.".formatted(header));
      }
    }
    return violations;
  }

  private static List<String> imports(Bundle bundle) {
    List<String> violations = new ArrayList<>();
    for (String imported : bundle.imports()) {
      boolean own = bundle.exports().contains(imported);
      if (own || within(imported, "java")) {
        continue;
      }
      if (bundle.folder().equals("api")) {
        violations.add("imports %s: api depends on nothing.".formatted(imported));
      } else if (bundle.isVendor()) {
        boolean library = bundle.bindsItsOwnLibrary() && within(imported, JNA);
        if (!library && !within(imported, API, SIMD, "org.osgi")) {
          violations.add(
              "imports %s: a device, codec, processor or offload bundle depends on %s alone."
                  .formatted(imported, API));
        }
      } else if (within(imported, JNA) && !bundle.folder().equals("linux")) {
        violations.add("imports %s: only linux binds libc.".formatted(imported));
      } else if (within(imported, VECTOR) && !bundle.folder().equals("simd")) {
        violations.add("imports %s: only simd touches the Vector API.".formatted(imported));
      }
    }
    return violations;
  }

  private static List<String> vendors(Bundle bundle, Map<String, String> vendorOfPackage) {
    return bundle.imports().stream()
        .filter(vendorOfPackage::containsKey)
        .filter(imported -> !vendorOfPackage.get(imported).equals(bundle.folder()))
        .map(imported ->
            "imports %s from the vendor bundle %s: nothing imports from a vendor."
                .formatted(imported, vendorOfPackage.get(imported)))
        .toList();
  }

  private static boolean within(String name, String... roots) {
    return Arrays.stream(roots).anyMatch(root -> name.equals(root) || name.startsWith(root + "."));
  }

  private static boolean isInternal(String name) {
    return Arrays.asList(name.split("\\.")).contains("internal");
  }
}
