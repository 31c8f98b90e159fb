// SPDX-License-Identifier: Apache-2.0
package org.tactus.itests.osgi;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import javax.inject.Inject;
import org.junit.Test;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.CoreOptions;
import org.ops4j.pax.exam.Option;
import org.osgi.framework.Bundle;
import org.tactus.api.RefusedException;
import org.tactus.deploy.Deployer;
import org.tactus.deploy.DeploymentReport;
import org.tactus.itests.hostile.HostileBundle;

/** Bundles that no vendor should ship, handed to the deployer while another one's code plays. */
public class RefusedJarsIT extends DistributionExam {
  private static final String JARS = "tactus.test.refused";

  @Inject Deployer deployer;

  /** The jars are made outside of the framework, where bnd is. */
  @Configuration
  @Override
  public Option[] distribution() throws IOException {
    Path folder = Files.createTempDirectory(Path.of(scratch()), "refused");
    for (HostileBundle each :
        List.of(
            HostileBundle.GOOD,
            HostileBundle.GOOD_TWO,
            HostileBundle.THROWS_IN_TYPE,
            HostileBundle.NULL_FROM_TYPE,
            HostileBundle.NULL_FROM_PORTS,
            HostileBundle.HANGS_IN_ACTIVATION,
            HostileBundle.HANGS_IN_START,
            HostileBundle.EXPORTS_API,
            HostileBundle.NEEDS_MISSING,
            HostileBundle.CHANGES_PORTS,
            HostileBundle.CHANGES_PORTS_TWO)) {
      try {
        each.writeTo(folder);
      } catch (Exception e) {
        throw new IOException(e);
      }
    }
    return CoreOptions.options(
        CoreOptions.composite(super.distribution()),
        CoreOptions.frameworkProperty(JARS).value(folder.toString()));
  }

  private Path jar(String name, String version) {
    return Path.of(
        context.getProperty(JARS), "com.example.hostile." + name + "-" + version + ".jar");
  }

  @Test
  public void eachIsRefusedInOneSentenceAndTheOtherPlaysOn() throws Exception {
    deployer.install(jar("good", "1.0.0"));
    deployer.install(jar("changesports", "1.0.0"));
    run("p", "tone() -> v: good() -> w: changesports() -> null()");
    long bundles = bundles();
    Map<String, String> sentences =
        Map.of(
            "throwsintype", "that cannot say what it is",
            "nullfromtype", "whose type() is null",
            "nullfromports", "ports() is null",
            "hangsinactivation", "hangs while it says what it offers",
            "hangsinstart", "hangs while it starts",
            "exportsapi", "holds a copy of org.tactus.api.audio",
            "needsmissing", "needs what is not there: package com.example.missing");
    for (Map.Entry<String, String> each : sentences.entrySet()) {
      assertRefused(
          each.getValue(),
          assertThrows(
              each.getKey(),
              RefusedException.class,
              () -> deployer.install(jar(each.getKey(), "1.0.0"))));
      assertEquals(each.getKey(), bundles, bundles());
      assertCyclesGoOn("p");
    }
    assertRefused(
        "changes the ports of changesports, which node w of pipeline p runs",
        assertThrows(RefusedException.class, () -> deployer.update(jar("changesports", "2.0.0"))));
    assertEquals(bundles, bundles());
    assertTrue(status("p").nodes().stream().noneMatch(node -> node.bypassed()));
    DeploymentReport report = deployer.update(jar("good", "2.0.0"));
    assertEquals("good@2.0.0", report.swaps().getFirst().to());
    assertEquals(bundles, bundles());
    assertCyclesGoOn("p");
  }

  private long bundles() {
    return Arrays.stream(context.getBundles())
        .map(Bundle::getSymbolicName)
        .filter(name -> name.startsWith("com.example.hostile."))
        .count();
  }

  private static void assertRefused(String part, RefusedException refused) {
    assertTrue(refused.getMessage(), refused.getMessage().contains(part));
    assertEquals(refused.getMessage(), 1, refused.getMessage().lines().count());
  }
}
