// SPDX-License-Identifier: Apache-2.0
package org.tactus.itests.osgi;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Collectors;
import javax.inject.Inject;
import org.junit.Test;
import org.osgi.framework.Constants;
import org.tactus.api.RefusedException;
import org.tactus.deploy.DeployedBundle;
import org.tactus.deploy.Deployer;
import org.tactus.deploy.DeploymentEvent;
import org.tactus.deploy.DeploymentReport;
import org.tactus.deploy.DeploymentReport.Action;
import org.tactus.deploy.DeploymentReport.OldClassLoader;
import org.tactus.engine.PipelineSpecification;
import org.tactus.engine.Xrun;
import org.tactus.itests.osgi.vendor.SmoothActivator;
import org.tactus.notation.Graph;

/** Jars that are replaced in the deploy folder while a pipeline plays them. */
public class DeployIT extends DistributionExam {
  private static final String NAME = "com.example.smooth";
  private static final int REPLACEMENTS = Boolean.getBoolean("tactus.full") ? 200 : 8;
  private static final int PERIOD = 1024;
  private static final double FREQUENCY = 200;
  private static final double RATE = 48_000;

  /** The letters of the WAV format's chunk data, in its byte order. */
  private static final int DATA_CHUNK = 0x61746164;

  /** What the filter of SmoothFactory needs to forget that it began at 0. */
  private static final int TRANSIENT_FRAMES = 20_000;

  @Inject Deployer deployer;

  /** Called by each test itself: Pax Exam's container does not end between them. */
  private void clean() throws Exception {
    for (String pipeline : pipelines.list().stream().map(each -> each.name()).toList()) {
      pipelines.remove(pipeline);
    }
    Files.deleteIfExists(file());
    for (DeployedBundle bundle : deployer.list()) {
      deployer.uninstall(bundle.symbolicName());
    }
  }

  private Path instance() {
    return Path.of(context.getProperty("tactus.instance"));
  }

  private Path file() {
    return instance().resolve("deploy/smooth.jar");
  }

  @Test
  public void aJarIsReplacedAgainAndAgainAndNobodyHearsIt() throws Exception {
    clean();
    int before = deployer.history().size();
    moveInto(jar("1.0.0"));
    awaitVersion("1.0.0");
    Path recording = instance().resolve("take.wav");
    play("tone(f=" + FREQUENCY + ", db=0) -> v: smooth() -> file(\"" + recording + "\")");
    for (int i = 1; i <= REPLACEMENTS; i++) {
      String version = "1.0." + i;
      if (i % 2 == 0) {
        moveInto(jar(version));
      } else {
        copySlowlyInto(jar(version));
      }
      awaitVersion(version);
      assertCyclesGoOn("p");
    }
    List<DeploymentEvent> all = deployer.history();
    List<DeploymentEvent> events = all.subList(before, all.size());
    assertEquals(
        "not every replacement was done: " + events,
        REPLACEMENTS,
        events.stream().filter(event -> event.action() == Action.UPDATE && event.done()).count());
    assertTrue(events.toString(), events.stream().allMatch(DeploymentEvent::done));
    assertTrue(
        events.toString(),
        events.stream()
            .filter(event -> event.action() == Action.UPDATE)
            .allMatch(event -> event.swaps() == 1 && event.ramped() > 0));
    List<Xrun> ours =
        status("p").xruns().stream()
            .filter(xrun ->
                xrun.cause().equals("swap")
                    || (xrun.cause().equals("node") && xrun.detail().contains("'v'")))
            .toList();
    assertEquals(List.of(), ours);
    long cycles = status("p").cycles();
    pipelines.stop("p");
    FloatBuffer samples = samples(recording);
    assertTrue(
        samples.limit() + " frames of " + cycles + " cycles",
        samples.limit() >= (cycles - 2) * PERIOD);
    assertSmooth(samples);
  }

  @Test
  public void whatIsRefusedTouchesNothing() throws Exception {
    clean();
    DeploymentReport installed = deployer.install(write("a.jar", jar("1.0.0")));
    assertEquals(Action.INSTALL, installed.action());
    play("tone(f=200, db=0) -> v: smooth() -> null()");
    Files.writeString(file(), "no jar at all");
    await("refused", () -> deployer.history().stream().anyMatch(event -> !event.done()));
    assertCyclesGoOn("p");
    assertEquals("1.0.0", deployer.list().getFirst().version());
    RefusedException refused =
        assertThrows(
            RefusedException.class,
            () ->
                deployer.update(
                    write(
                        "b.jar",
                        jar("2.0.0", "org.tactus.api,com.example.missing;version=\"[3,4)\""))));
    assertEquals(
        NAME + " 2.0.0 needs what is not there: package com.example.missing [3.0.0,4.0.0).",
        refused.getMessage());
    assertCyclesGoOn("p");
  }

  @Test
  public void anUpdateReportsAndARollbackTakesItBack() throws Exception {
    clean();
    deployer.install(write("a.jar", jar("1.0.0")));
    play("tone(f=200, db=0) -> v: smooth() -> null()");
    DeploymentReport update = deployer.update(write("b.jar", jar("1.1.0")));
    assertEquals(1, update.swaps().size());
    assertEquals("smooth@1.1.0", update.swaps().getFirst().to());
    assertEquals(OldClassLoader.COLLECTED, update.oldClassLoader());
    DeploymentReport rollback = deployer.rollback(NAME);
    assertEquals("1.0.0", rollback.version());
    assertEquals("smooth@1.0.0", rollback.swaps().getFirst().to());
    assertEquals(OldClassLoader.COLLECTED, rollback.oldClassLoader());
    assertEquals(List.of("p.v"), deployer.list().getFirst().uses());
    assertCyclesGoOn("p");
  }

  private void play(String notation) throws Exception {
    pipelines.create(PipelineSpecification.of("p", Graph.parse(notation)).withPeriod(PERIOD));
    pipelines.start("p");
    await("cycles", () -> status("p").cycles() > 10);
  }

  private void awaitVersion(String version) throws InterruptedException {
    await(
        "version " + version + " runs, but " + deployer.history(),
        () ->
            deployer.list().stream()
                .anyMatch(bundle -> bundle.version().equals(version) && bundle.bundleId() > 0));
  }

  /** A sine has no greater second difference than its amplitude times the square of its step. */
  private static void assertSmooth(FloatBuffer samples) {
    double peak = 0;
    for (int i = TRANSIENT_FRAMES; i < samples.limit(); i++) {
      peak = Math.max(peak, Math.abs(samples.get(i)));
    }
    assertTrue("silence", peak > 0.01);
    double step = 2 * Math.PI * FREQUENCY / RATE;
    double bound = 1.05 * peak * step * step + 4 * Math.ulp((float) peak);
    for (int i = TRANSIENT_FRAMES; i < samples.limit(); i++) {
      double difference = samples.get(i) - 2.0 * samples.get(i - 1) + samples.get(i - 2);
      if (Math.abs(difference) > bound) {
        throw new AssertionError("frame " + i + " jumps by " + difference + ", more than " + bound);
      }
    }
  }

  /** The samples of a mono WAV file of 32-bit floats, which may be larger than the heap. */
  private static FloatBuffer samples(Path wav) throws IOException {
    try (FileChannel channel = FileChannel.open(wav)) {
      ByteBuffer bytes =
          channel
              .map(FileChannel.MapMode.READ_ONLY, 0, channel.size())
              .order(ByteOrder.LITTLE_ENDIAN);
      int data = 12;
      while (bytes.getInt(data) != DATA_CHUNK) {
        data += 8 + bytes.getInt(data + 4);
      }
      return bytes
          .slice(data + 8, bytes.getInt(data + 4))
          .order(ByteOrder.LITTLE_ENDIAN)
          .asFloatBuffer();
    }
  }

  private Path write(String name, byte[] jar) throws IOException {
    return Files.write(instance().resolve(name), jar);
  }

  private void moveInto(byte[] jar) throws IOException {
    Files.move(
        write("moving", jar),
        file(),
        StandardCopyOption.ATOMIC_MOVE,
        StandardCopyOption.REPLACE_EXISTING);
  }

  private void copySlowlyInto(byte[] jar) throws IOException, InterruptedException {
    try (OutputStream out = Files.newOutputStream(file())) {
      int half = jar.length / 2;
      out.write(jar, 0, half);
      TimeUnit.MILLISECONDS.sleep(900);
      out.write(jar, half, jar.length - half);
    }
  }

  private static byte[] jar(String version) throws IOException {
    return jar(
        version,
        "org.osgi.framework,"
            + Arrays.stream(new String[] {"", ".audio", ".node", ".parameter", ".processor"})
                .map(each -> "org.tactus.api" + each + ";version=\"[1,2)\"")
                .collect(Collectors.joining(",")));
  }

  private static byte[] jar(String version, String imports) throws IOException {
    Manifest manifest = new Manifest();
    Attributes main = manifest.getMainAttributes();
    main.put(Attributes.Name.MANIFEST_VERSION, "1.0");
    main.putValue(Constants.BUNDLE_MANIFESTVERSION, "2");
    main.putValue(Constants.BUNDLE_SYMBOLICNAME, NAME);
    main.putValue(Constants.BUNDLE_VERSION, version);
    main.putValue(Constants.BUNDLE_ACTIVATOR, SmoothActivator.class.getName());
    main.putValue(Constants.IMPORT_PACKAGE, imports);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JarOutputStream jar = new JarOutputStream(bytes, manifest)) {
      for (String name : List.of("SmoothActivator", "SmoothFactory", "SmoothFactory$Smooth")) {
        jar.putNextEntry(
            new JarEntry(
                SmoothActivator.class.getPackageName().replace('.', '/') + "/" + name + ".class"));
        try (InputStream in = SmoothActivator.class.getResourceAsStream(name + ".class")) {
          in.transferTo(jar);
        }
        jar.closeEntry();
      }
    }
    return bytes.toByteArray();
  }
}
