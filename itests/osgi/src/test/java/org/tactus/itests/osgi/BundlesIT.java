// SPDX-License-Identifier: Apache-2.0
package org.tactus.itests.osgi;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Collection;
import java.util.Dictionary;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Collectors;
import org.junit.Test;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceReference;
import org.osgi.service.cm.Configuration;
import org.tactus.api.RefusedException;
import org.tactus.api.device.DeviceProvider;
import org.tactus.api.processor.ProcessorFactory;
import org.tactus.engine.NodeStatus;
import org.tactus.engine.PipelineState;
import org.tactus.itests.osgi.vendor.Failure;
import org.tactus.itests.osgi.vendor.VendorActivator;
import org.tactus.notation.Graph;

/** Bundles, services and configurations that come, go and fail while pipelines run. */
public class BundlesIT extends DistributionExam {

  @Test
  public void everyBundleResolvesAndStarts() {
    for (Bundle bundle : context.getBundles()) {
      if (bundle.getHeaders().get(Constants.FRAGMENT_HOST) != null) {
        continue;
      }
      assertTrue(
          bundle.getSymbolicName() + " is in state " + bundle.getState(),
          (bundle.getState() & (Bundle.RESOLVED | Bundle.ACTIVE | Bundle.STARTING)) != 0);
      if (bundle.getSymbolicName().startsWith("org.tactus.")) {
        assertEquals(bundle.getSymbolicName(), Bundle.ACTIVE, bundle.getState());
      }
    }
  }

  @Test
  public void theServicesOfThePluginsAreThere() throws Exception {
    Collection<ServiceReference<ProcessorFactory>> factories =
        context.getServiceReferences(ProcessorFactory.class, null);
    List<String> types =
        factories.stream().map(r -> context.getService(r).type().name()).sorted().toList();
    assertTrue(
        types.toString(),
        types.containsAll(
            List.of("biquad", "convolver", "delay", "gain", "loudness", "matrix", "mixer")));
    List<String> devices =
        context.getServiceReferences(DeviceProvider.class, null).stream()
            .map(r -> context.getService(r).type())
            .toList();
    assertTrue(
        devices.toString(), devices.containsAll(List.of("alsa", "file", "jack", "null", "tone")));
  }

  @Test
  public void aPipelineIsMadeChangedAndForgotten() throws Exception {
    run("made", "tone() -> level: gain(db=-6) -> null()");
    assertCyclesGoOn("made");
    pipelines.set("made", "level", "db", "-20");
    assertEquals(-20, node("made", "level").parameters().getFirst().value(), 0);
    pipelines.edit("made", Graph.parse("tone() -> level: gain(db=-20) -> eq: biquad() -> null()"));
    assertEquals("biquad", node("made", "eq").type());
    assertCyclesGoOn("made");
    assertThrows(
        RefusedException.class,
        () -> pipelines.edit("made", Graph.parse("tone() -> nowhere() -> null()")));
    assertThrows(RefusedException.class, () -> pipelines.set("made", "level", "db", "400"));
    assertEquals("biquad", node("made", "eq").type());
    assertCyclesGoOn("made");
    pipelines.stop("made");
    assertEquals(PipelineState.STOPPED, status("made").state());
    assertThrows(RefusedException.class, () -> create("made", "tone() -> null()"));
    pipelines.remove("made");
    assertTrue(pipelines.status("made").isEmpty());
  }

  @Test
  public void aProcessorsBundleComesAndGoes() throws Exception {
    run("processor", "tone() -> level: gain(db=-6) -> null()");
    Bundle gain = named("org.tactus.processor.gain");
    for (int i = 0; i < 5; i++) {
      gain.stop();
      await("bypassed", () -> node("processor", "level").bypassed());
      assertFalse(node("processor", "level").message().isBlank());
      assertCyclesGoOn("processor");
      gain.start();
      await("back", () -> !node("processor", "level").bypassed());
      assertCyclesGoOn("processor");
    }
    assertEquals(PipelineState.RUNNING, status("processor").state());
    assertEquals(-6, node("processor", "level").parameters().getFirst().value(), 0);
  }

  @Test
  public void aDevicesBundleComesAndGoesWhileOthersRun() throws Exception {
    run("device", "tone() -> null()");
    Bundle file = named("org.tactus.device.file");
    file.stop();
    assertThrows(RefusedException.class, () -> create("q", "file(\"/nowhere.wav\") -> null()"));
    assertCyclesGoOn("device");
    file.start();
    assertCyclesGoOn("device");
  }

  @Test
  public void aPipelineIsAConfiguration() throws Exception {
    Configuration configuration =
        configurations.getFactoryConfiguration("org.tactus.pipeline", "c", "?");
    configuration.update(
        dictionary("graph", "tone() -> null()", "period", "512", "autostart", "true"));
    await("made", () -> pipelines.status("c").isPresent());
    await("running", () -> status("c").state() == PipelineState.RUNNING);
    assertEquals(512, status("c").period());
    configuration.update(
        dictionary("graph", "tone() -> g: gain() -> null()", "period", "512", "autostart", "true"));
    await("edited", () -> status("c").nodes().stream().anyMatch(n -> n.name().equals("g")));
    assertCyclesGoOn("c");
    configuration.delete();
    await("gone", () -> pipelines.status("c").isEmpty());
  }

  @Test
  public void unknownKeysAreRefused() throws Exception {
    Configuration bad = configurations.getFactoryConfiguration("org.tactus.pipeline", "bad", "?");
    bad.update(dictionary("graph", "tone() -> null()", "peroid", "512"));
    Configuration good = configurations.getFactoryConfiguration("org.tactus.pipeline", "good", "?");
    good.update(dictionary("graph", "tone() -> null()"));
    await("the good one is made", () -> pipelines.status("good").isPresent());
    assertTrue("half applied", pipelines.status("bad").isEmpty());
    bad.delete();
    good.delete();
    await("gone", () -> pipelines.status("good").isEmpty());
  }

  @Test
  public void otherPrioritiesRestartNoPipeline() throws Exception {
    run("roles", "tone() -> null()");
    assertCyclesGoOn("roles");
    long cycles = status("roles").cycles();
    Object engine = context.getServiceReference(org.tactus.engine.Pipelines.class);
    Configuration roles = configurations.getConfiguration("org.tactus.policy.scheduling", "?");
    roles.update(dictionary("cycle.priority", "71"));
    Configuration topology = configurations.getConfiguration("org.tactus.topology", "?");
    topology.update(dictionary("cycle.cpus", "0"));
    assertCyclesGoOn("roles");
    assertTrue("cycles were counted anew", status("roles").cycles() > cycles);
    assertEquals(PipelineState.RUNNING, status("roles").state());
    assertEquals(engine, context.getServiceReference(org.tactus.engine.Pipelines.class));
    roles.delete();
    topology.delete();
    assertCyclesGoOn("roles");
  }

  @Test
  public void aVendorsFaultsHurtNobodyElse() throws Exception {
    run("witness", "tone() -> gain() -> null()");
    Bundle vendor = context.installBundle("vendor:", new ByteArrayInputStream(vendorBundle()));
    vendor.start();
    for (Failure failure :
        List.of(Failure.CREATE, Failure.NEGOTIATE, Failure.PREPARE, Failure.LINK)) {
      String name = "v" + failure.ordinal();
      RefusedException refused =
          assertThrows(
              failure.toString(),
              RefusedException.class,
              () -> {
                create(name, "tone() -> " + failure.type() + "() -> null()");
                pipelines.start(name);
              });
      assertTrue(refused.getMessage(), refused.getMessage().contains(failure.type()));
      assertEquals(refused.getMessage(), 1, refused.getMessage().lines().count());
      if (pipelines.status(name).isPresent()) {
        assertTrue(status(name).state() != PipelineState.RUNNING);
      }
      assertCyclesGoOn("witness");
    }
    run("v", "tone() -> bad: failsprocess() -> null()");
    await("bypassed", () -> node("v", "bad").bypassed());
    assertFalse(node("v", "bad").message().isBlank());
    assertCyclesGoOn("v");
    run("r", "tone() -> bad: failsrelease() -> null()");
    pipelines.stop("r");
    assertCyclesGoOn("witness");
    vendor.uninstall();
    assertCyclesGoOn("v");
    assertCyclesGoOn("witness");
  }

  private NodeStatus node(String pipeline, String name) {
    return status(pipeline).nodes().stream()
        .filter(node -> node.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private static Dictionary<String, Object> dictionary(String... pairs) {
    Map<String, Object> map = new LinkedHashMap<>();
    for (int i = 0; i < pairs.length; i += 2) {
      map.put(pairs[i], pairs[i + 1]);
    }
    return FrameworkUtil.asDictionary(map);
  }

  /** A bundle of the vendor's classes, which the API's packages are all it knows. */
  private static byte[] vendorBundle() throws IOException, BundleException {
    String folder = VendorActivator.class.getPackageName();
    Manifest manifest = new Manifest();
    Attributes main = manifest.getMainAttributes();
    main.put(Attributes.Name.MANIFEST_VERSION, "1.0");
    main.putValue(Constants.BUNDLE_MANIFESTVERSION, "2");
    main.putValue(Constants.BUNDLE_SYMBOLICNAME, "com.example.vendor");
    main.putValue(Constants.BUNDLE_ACTIVATOR, VendorActivator.class.getName());
    main.putValue(
        Constants.IMPORT_PACKAGE,
        "org.osgi.framework,"
            + Arrays.stream(new String[] {"", ".audio", ".node", ".parameter", ".processor"})
                .map(each -> "org.tactus.api" + each + ";version=\"[1,2)\"")
                .collect(Collectors.joining(",")));
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JarOutputStream jar = new JarOutputStream(bytes, manifest)) {
      for (String name :
          List.of("VendorActivator", "Failure", "FailingFactory", "FailingFactory$Failing")) {
        String path = folder.replace('.', '/') + "/" + name + ".class";
        jar.putNextEntry(new JarEntry(path));
        try (InputStream in = VendorActivator.class.getResourceAsStream(name + ".class")) {
          in.transferTo(jar);
        }
        jar.closeEntry();
      }
    }
    return bytes.toByteArray();
  }
}
