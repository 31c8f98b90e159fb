// SPDX-License-Identifier: Apache-2.0
package org.tactus.deploy.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.example.vendor.Fault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.osgi.framework.AllServiceListener;
import org.osgi.framework.BundleException;
import org.osgi.framework.ServiceEvent;
import org.tactus.api.RefusedException;
import org.tactus.deploy.DeployedBundle;
import org.tactus.deploy.DeploymentEvent;
import org.tactus.deploy.DeploymentPlan;
import org.tactus.deploy.DeploymentReport;
import org.tactus.deploy.DeploymentReport.Action;
import org.tactus.deploy.DeploymentReport.OldClassLoader;
import org.tactus.deploy.PlannedSwap;

/** Deployments in a real framework, over pipelines that are none. */
class DeploymentsTest {
  private static final String NAME = "com.example.tone";

  @TempDir Path directory;
  private Host host;

  @BeforeEach
  void start() throws Exception {
    host = new Host(directory);
  }

  @AfterEach
  void stop() throws BundleException {
    host.close();
  }

  private Path write(String file, VendorJar jar) throws IOException {
    return jar.write(directory.resolve(file));
  }

  private static VendorJar tone(String version) {
    return VendorJar.of(NAME, version, "tone");
  }

  private DeploymentReport deploy(Action action, VendorJar jar)
      throws IOException, RefusedException {
    return host.deployments.deploy(action, write("a.jar", jar), "a.jar");
  }

  private String refusal(Action action, VendorJar jar) {
    RefusedException refused = assertThrows(RefusedException.class, () -> deploy(action, jar));
    assertEquals(1, refused.getMessage().lines().count(), refused.getMessage());
    return refused.getMessage();
  }

  private void assertContains(String part, String text) {
    assertTrue(text.contains(part), text);
  }

  /** Deploys version 1.0.0 and lets two nodes play it. */
  private void play() throws Exception {
    deploy(Action.INSTALL, tone("1.0.0"));
    long service = host.service("1.0.0");
    host.pipelines.run("p", "first", "tone", service);
    host.pipelines.run("q", "second", "tone", service);
  }

  private void assertTheOldOnePlaysOn() throws Exception {
    assertEquals(List.of(NAME + " 1.0.0 active"), host.bundles());
    long service = host.service("1.0.0");
    assertEquals(service, host.pipelines.service("first"));
    assertEquals(service, host.pipelines.service("second"));
    assertEquals("1.0.0", host.deployments.list().getFirst().version());
  }

  @Test
  void aBundleIsInstalled() throws Exception {
    DeploymentReport report = deploy(Action.INSTALL, tone("1.0.0"));
    assertEquals(Action.INSTALL, report.action());
    assertEquals("", report.replaced());
    assertEquals(OldClassLoader.NONE, report.oldClassLoader());
    assertEquals(List.of(NAME + " 1.0.0 active"), host.bundles());
    assertEquals(1, host.factories());
    DeployedBundle bundle = host.deployments.list().getFirst();
    assertEquals(List.of("tone@1.0.0"), bundle.types());
    assertEquals("a.jar", bundle.source());
    assertContains("is deployed already, in version 1.0.0", refusal(Action.INSTALL, tone("1.0.1")));
  }

  @Test
  void anUpdateNeedsAPredecessor() {
    assertContains("is not deployed yet", refusal(Action.UPDATE, tone("1.0.0")));
  }

  @ParameterizedTest
  @CsvSource({"1.1.0", "1.0.0", "0.9.0"})
  void anUpdateSwapsEveryNodeAndLeavesNothingBehind(String version) throws Exception {
    play();
    long former = host.service("1.0.0");
    DeploymentReport report =
        deploy(Action.UPDATE, tone(version).with("other.txt", new byte[] {1}));
    assertEquals(List.of("first", "second"), host.pipelines.swaps);
    assertEquals(2, report.swaps().size());
    assertEquals(200, report.blocks());
    assertEquals(2, report.late());
    assertEquals(20, report.ramped());
    assertEquals("1.0.0", report.replaced());
    assertEquals(OldClassLoader.COLLECTED, report.oldClassLoader());
    assertEquals(List.of(NAME + " " + version + " active"), host.bundles());
    long now = host.service(version);
    assertTrue(now != former);
    assertEquals(now, host.pipelines.service("first"));
    assertEquals(now, host.pipelines.service("second"));
    assertEquals(1, host.factories());
  }

  @Test
  void theSameJarIsNoUpdate() throws Exception {
    play();
    assertContains("from the very same jar", refusal(Action.UPDATE, tone("1.0.0")));
    assertTheOldOnePlaysOn();
  }

  @Test
  void aRefusedSwapIsUndone() throws Exception {
    play();
    host.pipelines.refusing = "second";
    assertEquals("The node second refuses.", refusal(Action.UPDATE, tone("1.1.0")));
    assertEquals(List.of("first", "second", "first"), host.pipelines.swaps);
    assertTheOldOnePlaysOn();
  }

  @Test
  void aRolledBackSwapIsUndone() throws Exception {
    play();
    host.pipelines.rollingBack = "second";
    assertContains(
        "was rolled back in node second of pipeline q: its output was not a number.",
        refusal(Action.UPDATE, tone("1.1.0")));
    assertTheOldOnePlaysOn();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "HANGS_IN_START | hangs while it starts (at com.example.vendor.Activator.hang)",
        "HANGS_IN_START_AND_CATCHES | hangs while it starts",
        "THROWS_IN_START | fails while it starts (java.lang.IllegalStateException: the vendor",
        "TYPE_IS_NULL | whose type() is null",
        "TYPE_THROWS | cannot say what it is",
        "TYPE_HANGS | hangs while it says what it offers",
        "TYPE_CHANGES | says of itself something else each time",
        "PORTS_ARE_NULL | ports() is null",
        "OTHER_PORTS | changes the ports of tone, which node first of pipeline p runs",
        "NEGATIVE_BUDGET | costs -1 ns",
        "DUPLICATE_PARAMETERS | declares 'a' twice",
        "NO_VERSION | has the version 'newest', which is none",
        "TYPE_TWICE | offers the type tone twice",
        "HOOK | registers a org.osgi.framework.hooks.service.FindHook",
        "HUGE_BUDGET | costs 5000 µs, and pipeline p has 500 µs of its period left",
      })
  void badCodeIsRefusedAndTheOldOnePlaysOn(Fault fault, String part) throws Exception {
    play();
    assertContains(part, refusal(Action.UPDATE, tone("1.1.0").with(fault)));
    assertEquals(List.of(), host.pipelines.swaps);
    assertTheOldOnePlaysOn();
    DeploymentEvent event = host.deployments.history().getLast();
    assertFalse(event.done());
    assertContains(part, event.sentence());
  }

  @Test
  void aTypeThatWentIsRefused() throws Exception {
    play();
    assertContains(
        "no longer has the type tone, which node first of pipeline p runs",
        refusal(Action.UPDATE, VendorJar.of(NAME, "1.1.0", "noise")));
    assertTheOldOnePlaysOn();
  }

  static Stream<Object[]> badManifests() throws IOException {
    return Stream.of(
        new Object[] {tone("1.1.0").header("Bundle-SymbolicName", ""), "is no OSGi bundle"},
        new Object[] {tone("1.1.0").header("Bundle-Version", "x"), "'x', which is none"},
        new Object[] {
          tone("1.1.0").importing("com.example.missing;version=\"[1,2)\""),
          "needs what is not there: package com.example.missing [1.0.0,2.0.0)"
        },
        new Object[] {
          tone("1.1.0").header("Import-Package", "org.tactus.api;version=\"[9,10)\""),
          "package org.tactus.api [9.0.0,10.0.0) (there is 1.0.0)"
        },
        new Object[] {
          tone("1.1.0").header("Require-Capability", "com.example.licence"),
          "needs what is not there: com.example.licence"
        },
        new Object[] {
          tone("1.1.0").header("Export-Package", "org.tactus.api.node"),
          "exports org.tactus.api.node"
        },
        new Object[] {tone("1.1.0").header("Export-Package", "javax.sound"), "exports javax.sound"},
        new Object[] {tone("1.1.0").header("Export-Package", "java.util"), "java.util"},
        new Object[] {
          tone("1.1.0").header("Export-Package", "com.example.wanted"),
          "would make others refresh (org.example.host, which imports com.example.wanted)"
        },
        new Object[] {
          VendorJar.library(NAME, "1.1.0").header("Fragment-Host", "org.example.host"),
          "is a fragment of org.example.host"
        },
        new Object[] {
          VendorJar.library("org.example.host", "2.0.0"),
          "has the symbolic name of a bundle of the host"
        },
        new Object[] {
          tone("1.1.0").with("org/tactus/api/node/Node.class", node()),
          "holds a copy of org.tactus.api.node"
        },
        new Object[] {
          tone("1.1.0").with("com/example/Broken.class", new byte[] {1, 2, 3}),
          "holds com/example/Broken.class, which is no class file"
        },
        new Object[] {
          tone("1.1.0").with("lib/x86/libx.so", new byte[] {0x7f, 'E', 'L', 'F', 2}),
          "has native code (the library lib/x86/libx.so) and nothing here can run it"
        });
  }

  private static byte[] node() throws IOException {
    return VendorJar.classBytes(org.tactus.api.node.Node.class, "Node");
  }

  @ParameterizedTest
  @org.junit.jupiter.params.provider.MethodSource("badManifests")
  void badManifestsAreRefusedAndTheOldOnePlaysOn(VendorJar jar, String part) throws Exception {
    play();
    assertContains(part, refusal(null, jar));
    assertTheOldOnePlaysOn();
  }

  @Test
  void whatIsNoJarIsRefused() throws Exception {
    Path text = Files.writeString(directory.resolve("b.jar"), "no jar");
    RefusedException refused =
        assertThrows(RefusedException.class, () -> host.deployments.deploy(null, text, "b.jar"));
    assertContains("b.jar is no whole jar", refused.getMessage());
    byte[] whole = tone("1.0.0").bytes();
    Path half = Files.write(directory.resolve("c.jar"), java.util.Arrays.copyOf(whole, 2000));
    assertThrows(UnreadableJarException.class, () -> host.deployments.deploy(null, half, "c.jar"));
    whole[whole.length / 3] ^= 1;
    Path flipped = Files.write(directory.resolve("d.jar"), whole);
    assertThrows(
        UnreadableJarException.class, () -> host.deployments.deploy(null, flipped, "d.jar"));
    assertEquals(List.of(), host.bundles());
  }

  @Test
  void aPlanTouchesNothing() throws Exception {
    play();
    DeploymentPlan plan = host.deployments.plan(write("new.jar", tone("1.1.0").header("X", "y")));
    assertTrue(plan.isAccepted(), plan.refusals()::toString);
    assertEquals("1.0.0", plan.replaces());
    assertEquals(List.of("tone@1.1.0"), plan.types());
    PlannedSwap swap = plan.swaps().getFirst();
    assertEquals(List.of("p", "first"), List.of(swap.pipeline(), swap.node()));
    assertEquals("tone@1.1.0", swap.to());
    assertEquals(500, swap.leftMicros(), 1e-9);
    assertEquals(2, plan.swaps().size());
    assertEquals(List.of(), plan.missing());
    assertEquals(List.of(), plan.refreshes());
    assertContains("is not signed", plan.warnings().getFirst());
    assertTheOldOnePlaysOn();
    assertEquals(1, host.deployments.history().size());
    plan = host.deployments.plan(write("new.jar", tone("1.1.0").with(Fault.OTHER_PORTS)));
    assertFalse(plan.isAccepted());
    assertContains("changes the ports", plan.refusals().getFirst());
    assertTheOldOnePlaysOn();
  }

  @Test
  void aTrialIsSeenByNobody() throws Exception {
    List<Integer> events = new CopyOnWriteArrayList<>();
    AllServiceListener listener = event -> events.add(event.getType());
    host.stranger()
        .addServiceListener(listener, "(objectClass=org.tactus.api.processor.ProcessorFactory)");
    refusal(Action.INSTALL, tone("1.0.0").with(Fault.NEGATIVE_BUDGET));
    host.deployments.plan(write("a.jar", tone("1.0.0")));
    assertEquals(List.of(), events);
    deploy(Action.INSTALL, tone("1.0.0"));
    assertEquals(List.of(ServiceEvent.REGISTERED), events);
  }

  @Test
  void aRollbackSwapsToTheFormerJar() throws Exception {
    play();
    deploy(Action.UPDATE, tone("1.1.0"));
    deploy(Action.UPDATE, tone("1.2.0"));
    assertEquals(List.of("1.0.0", "1.1.0"), host.deployments.list().getFirst().formerVersions());
    DeploymentReport report = host.deployments.rollback(null);
    assertEquals(Action.ROLLBACK, report.action());
    assertEquals("1.1.0", report.version());
    assertEquals(host.service("1.1.0"), host.pipelines.service("first"));
    report = host.deployments.rollback(NAME);
    assertEquals("1.0.0", report.version());
    assertTheOldOnePlaysOn();
    assertContains(
        "no former jar",
        assertThrows(RefusedException.class, () -> host.deployments.rollback(NAME)).getMessage());
    assertContains(
        "is not deployed: take one of " + NAME,
        assertThrows(RefusedException.class, () -> host.deployments.rollback("x")).getMessage());
  }

  @Test
  void whatIsDeployedSurvivesARestart() throws Exception {
    play();
    deploy(Action.UPDATE, tone("1.1.0"));
    host.close();
    host = new Host(directory);
    assertEquals(List.of(NAME + " 1.1.0 active"), host.bundles());
    assertEquals(1, host.factories());
    assertEquals("1.0.0", host.deployments.rollback(null).version());
    assertEquals(
        List.of(Action.INSTALL, Action.UPDATE, Action.ROLLBACK),
        host.deployments.history().stream().map(DeploymentEvent::action).toList());
  }

  @Test
  void whatDidNotStartIsTriedAgain() throws Exception {
    VendorJar nativeTone = tone("1.0.0").with("a/liba.so", new byte[] {1});
    host.settings = Host.with(host.settings, SignaturePolicy.OFF, List.of("com\\.example\\..*"));
    deploy(Action.INSTALL, nativeTone);
    assertEquals(List.of(NAME + " 1.0.0 active"), host.bundles());
    host.close();
    host = new Host(directory);
    assertEquals(List.of(), host.bundles());
    assertContains("has native code", host.deployments.list().getFirst().trouble());
    host.deployments.retry();
    assertEquals(List.of(), host.bundles());
    host.settings = Host.with(host.settings, SignaturePolicy.OFF, List.of("com\\.example\\..*"));
    host.deployments.retry();
    assertEquals(List.of(NAME + " 1.0.0 active"), host.bundles());
    assertEquals("", host.deployments.list().getFirst().trouble());
  }

  @Test
  void aTamperedStoreIsNotStarted() throws Exception {
    String sha256 = deploy(Action.INSTALL, tone("1.0.0")).sha256();
    host.close();
    write("var/deploy/" + sha256 + ".jar", tone("6.6.6"));
    host = new Host(directory);
    assertEquals(List.of(), host.bundles());
    assertContains("is no longer what was checked", host.deployments.list().getFirst().trouble());
  }

  @Test
  void anUninstalledBundleIsGone() throws Exception {
    play();
    DeploymentReport report = host.deployments.uninstall(NAME);
    assertEquals(List.of("p.first", "q.second"), report.bypassed());
    assertEquals(OldClassLoader.COLLECTED, report.oldClassLoader());
    assertEquals(List.of(), host.bundles());
    assertEquals(List.of(), host.deployments.list());
    try (Stream<Path> left = Files.list(directory.resolve("var/deploy"))) {
      assertFalse(left.anyMatch(file -> file.toString().endsWith(".jar")));
    }
  }

  @ParameterizedTest
  @CsvSource({"HANGS_IN_STOP", "THROWS_IN_STOP"})
  void aBundleThatDoesNotStopIsNotTakenInTheFirstPlace(Fault fault) throws Exception {
    String sentence = refusal(Action.INSTALL, tone("1.0.0").with(fault));
    assertContains(
        fault == Fault.HANGS_IN_STOP ? "hangs while it stops" : "fails while it stops", sentence);
    assertEquals(List.of(), host.bundles());
  }

  @Test
  void aLibraryServesOtherVendorsAndIsThenHeldByThem() throws Exception {
    VendorJar library =
        VendorJar.library("com.example.lib", "1.0.0")
            .header("Export-Package", "com.example.lib;version=1.0.0");
    VendorJar user = tone("1.0.0").importing("com.example.lib");
    assertContains("package com.example.lib", refusal(Action.INSTALL, user));
    deploy(Action.INSTALL, library);
    deploy(Action.INSTALL, user);
    assertContains(
        "com.example.tone uses package com.example.lib",
        refusal(Action.UPDATE, library.header("Bundle-Version", "1.1.0")));
    assertContains(
        "cannot be taken out",
        assertThrows(RefusedException.class, () -> host.deployments.uninstall("com.example.lib"))
            .getMessage());
    deploy(Action.UPDATE, user.header("Bundle-Version", "1.1.0"));
    host.close();
    host = new Host(directory);
    assertEquals(List.of("com.example.lib 1.0.0 active", NAME + " 1.1.0 active"), host.bundles());
  }

  @Test
  void nobodyElseIsWiredToADeployedBundle() throws Exception {
    deploy(
        Action.INSTALL, tone("1.0.0").header("Export-Package", "com.example.vendor;version=1.0.0"));
    assertThrows(
        ClassNotFoundException.class,
        () -> host.stranger().getBundle().loadClass("com.example.vendor.Activator"));
  }

  @Test
  void aBundleThatImportsWhatItExportsIsNotWiredToItsPredecessor() throws Exception {
    VendorJar jar =
        tone("1.0.0")
            .header("Export-Package", "com.example.vendor;version=1.0.0")
            .importing("com.example.vendor");
    deploy(Action.INSTALL, jar);
    DeploymentReport report = deploy(Action.UPDATE, jar.header("Bundle-Version", "1.1.0"));
    assertEquals(OldClassLoader.COLLECTED, report.oldClassLoader());
    assertEquals(List.of(NAME + " 1.1.0 active"), host.bundles());
  }

  @Test
  void singletonsLiveSideBySideWhileOneTakesOver() throws Exception {
    deploy(Action.INSTALL, tone("1.0.0").header("Bundle-SymbolicName", NAME + ";singleton:=true"));
    deploy(Action.UPDATE, tone("1.1.0").header("Bundle-SymbolicName", NAME + ";singleton:=true"));
    assertEquals(List.of(NAME + " 1.1.0 active"), host.bundles());
  }
}
