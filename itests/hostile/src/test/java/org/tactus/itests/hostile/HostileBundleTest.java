// SPDX-License-Identifier: Apache-2.0
package org.tactus.itests.hostile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class HostileBundleTest {
  @TempDir Path folder;

  @ParameterizedTest
  @EnumSource
  void isABundleOfItsOwn(HostileBundle bundle) throws Exception {
    try (JarFile jar = new JarFile(bundle.writeTo(folder).toFile())) {
      Attributes main = jar.getManifest().getMainAttributes();
      assertEquals(bundle.symbolicName(), main.getValue("Bundle-SymbolicName"));
      assertEquals(bundle.version(), main.getValue("Bundle-Version"));
      assertTrue(
          jar.stream().anyMatch(entry -> entry.getName().endsWith("Factory.class"))
              || main.getValue("Bundle-Activator") != null);
      assertEquals(bundle == HostileBundle.EXPORTS_API, main.getValue("Export-Package") != null);
      assertFalse(jar.stream().anyMatch(entry -> entry.getName().startsWith("org/tactus/itests")));
      if (bundle != HostileBundle.HANGS_IN_START) {
        assertTrue(main.getValue("Service-Component") != null, "no component");
      }
    }
  }
}
