// SPDX-License-Identifier: Apache-2.0
package org.tactus.itests.osgi;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Collectors;
import org.junit.Test;
import org.osgi.framework.Bundle;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceReference;
import org.tactus.api.processor.ProcessorFactory;
import org.tactus.contract.CheckResult;
import org.tactus.contract.ContractKit;
import org.tactus.contract.ContractReport;
import org.tactus.itests.osgi.offender.Offence;
import org.tactus.itests.osgi.offender.OffenderActivator;

/** The contract kit in a live host, beside a pipeline: a bundle for each level that it catches. */
public class ContractIT extends DistributionExam {

  @Test
  public void everyLevelCatchesItsBundle() throws Exception {
    run("beside", "tone() -> gain() -> null()");
    for (Offence offence : Offence.values()) {
      Bundle vendor =
          context.installBundle(
              "offender:" + offence, new ByteArrayInputStream(offenderBundle(offence)));
      vendor.start();
      ContractKit kit = ContractKit.of(factory(offence.type()));
      if (offence.level() > 1) {
        ContractReport below = kit.level(offence.level() - 1).run();
        assertTrue(below.toString(), below.passed());
      }
      ContractReport report = kit.level(offence.level()).run();
      assertEquals(report.toString(), offence.level() - 1, report.passedLevel());
      assertTrue(
          report.toString(),
          report.failures().stream()
              .map(CheckResult::check)
              .anyMatch(check -> check.id().equals(offence.check())));
      vendor.uninstall();
      assertCyclesGoOn("beside");
    }
    pipelines.remove("beside");
  }

  @Test
  public void whatIsShippedPasses() throws Exception {
    for (String type : List.of("gain", "biquad", "delay", "mixer", "loudness")) {
      ContractReport report = ContractKit.of(factory(type)).run();
      assertTrue(report.toString(), report.passed());
    }
  }

  private ProcessorFactory factory(String type) throws Exception {
    for (ServiceReference<ProcessorFactory> reference :
        context.getServiceReferences(ProcessorFactory.class, null)) {
      ProcessorFactory factory = context.getService(reference);
      if (factory.type().name().equals(type)) {
        return factory;
      }
    }
    throw new AssertionError("no factory of " + type);
  }

  private static byte[] offenderBundle(Offence offence) throws IOException {
    Class<?> activator = OffenderActivator.class;
    Manifest manifest = new Manifest();
    Attributes main = manifest.getMainAttributes();
    main.put(Attributes.Name.MANIFEST_VERSION, "1.0");
    main.putValue(Constants.BUNDLE_MANIFESTVERSION, "2");
    main.putValue(Constants.BUNDLE_SYMBOLICNAME, "com.example." + offence.type());
    main.putValue(Constants.BUNDLE_ACTIVATOR, activator.getName());
    main.putValue(OffenderActivator.HEADER, offence.name());
    main.putValue(
        Constants.IMPORT_PACKAGE,
        "org.osgi.framework,"
            + Arrays.stream(new String[] {"", ".audio", ".node", ".parameter", ".processor"})
                .map(each -> "org.tactus.api" + each + ";version=\"[1,2)\"")
                .collect(Collectors.joining(",")));
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JarOutputStream jar = new JarOutputStream(bytes, manifest)) {
      for (String name :
          List.of(
              "OffenderActivator",
              "Offence",
              "OffenderFactory",
              "OffenderFactory$Offender",
              "OffenderFactory$LockingOffender")) {
        String path = activator.getPackageName().replace('.', '/') + "/" + name + ".class";
        jar.putNextEntry(new JarEntry(path));
        try (InputStream in = activator.getResourceAsStream(name + ".class")) {
          in.transferTo(jar);
        }
        jar.closeEntry();
      }
    }
    return bytes.toByteArray();
  }
}
