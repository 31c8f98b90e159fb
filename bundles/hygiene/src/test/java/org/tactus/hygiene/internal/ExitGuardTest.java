// SPDX-License-Identifier: Apache-2.0
package org.tactus.hygiene.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.InvocationTargetException;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExitGuardTest {
  private final List<LogRecord> reports = new ArrayList<>();
  private final Logger source = Logger.getLogger(ExitGuard.LOGGER);
  private final Handler handler =
      new Handler() {
        @Override
        public void publish(LogRecord record) {
          reports.add(record);
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
      };
  private Class<?> vendor;

  @BeforeEach
  void load() throws ClassNotFoundException {
    source.setUseParentHandlers(false);
    source.addHandler(handler);
    vendor =
        new GuardedLoader(Vendor.class, VendorInterface.class).loadClass(Vendor.class.getName());
    assertTrue(vendor != Vendor.class);
  }

  @AfterEach
  void unload() {
    source.removeHandler(handler);
  }

  /** If one were not stopped, this JVM would end and with it the test run. */
  @ParameterizedTest
  @CsvSource({
    "halt, Runtime.halt(5)",
    "methodReference, System.exit(6)",
    "boundReference, Runtime.halt(7)",
    "lambda, System.exit(8)",
    "reflection, System.exit by reflection",
    "handle, System.exit by reflection",
    "virtualHandle, Runtime.halt by reflection",
    "boundHandle, Runtime.halt by reflection",
    "unreflected, Runtime.exit by reflection",
    "fromInterface, System.exit(15)",
    "fromInterfaceReference, System.exit(16)",
  })
  void everyWayOutIsStoppedAndNamed(String method, String call) {
    InvocationTargetException thrown =
        assertThrows(InvocationTargetException.class, () -> vendor.getMethod(method).invoke(null));
    String expected =
        "bundle acme.clip 1.0.0 called " + call + "; the call was stopped; ask its vendor";
    assertEquals(SecurityException.class, thrown.getCause().getClass());
    assertEquals(expected, thrown.getCause().getMessage());
    assertEquals(1, reports.size());
    assertEquals(expected, reports.getFirst().getMessage());
    assertEquals(Level.SEVERE, reports.getFirst().getLevel());
    assertEquals("acme.clip 1.0.0", reports.getFirst().getParameters()[0]);
  }

  @Test
  void whatIsAroundTheCallStaysAsItWas() throws ReflectiveOperationException {
    for (int n : new int[] {4, 5, 6, 7, 11, 12, 29}) {
      assertEquals(
          Vendor.exitInBranches(n),
          vendor.getMethod("exitInBranches", int.class).invoke(null, n),
          "of " + n);
    }
    assertThrows(
        InvocationTargetException.class,
        () -> vendor.getMethod("exitInBranches", int.class).invoke(null, 2));
    assertEquals(
        "bundle acme.clip 1.0.0 called Runtime.exit(4); the call was stopped; ask its vendor",
        vendor.getMethod("exitInTry").invoke(null));
    assertEquals(10, vendor.getMethod("harmlessReflection").invoke(null));
    assertEquals(14, vendor.getMethod("harmlessHandle").invoke(null));
  }

  @Test
  void aShutdownHookIsNamedAndAdded() throws ReflectiveOperationException {
    vendor.getMethod("addHook").invoke(null);
    assertEquals(1, reports.size());
    assertEquals(Level.WARNING, reports.getFirst().getLevel());
    assertEquals(
        "bundle acme.clip 1.0.0 added the shutdown hook 'acme-hook', which keeps its classes until"
            + " the process ends",
        reports.getFirst().getMessage());
  }

  @Test
  void whatHasNothingToGuardIsLeftAlone() {
    assertTrue(
        new ExitGuard("acme.clip 1.0.0", getClass().getClassLoader())
            .guard(GuardedLoader.bytes(Harmless.class.getName()))
            .isEmpty());
  }
}
