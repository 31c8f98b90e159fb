// SPDX-License-Identifier: Apache-2.0
package org.tactus.deploy.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.example.vendor.Fault;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.BundleException;

/** The deploy folder, looked at by hand. */
class DeployFolderTest {
  private static final String NAME = "com.example.tone";
  private static final int PATIENCE = 25;

  @TempDir Path directory;
  private Path files;
  private Host host;
  private DeployFolder folder;

  @BeforeEach
  void start() throws Exception {
    files = Files.createDirectories(directory.resolve("deploy"));
    open();
  }

  private void open() throws Exception {
    host = new Host(directory);
    folder = new DeployFolder(files, host.deployments, host.log.logger());
  }

  @AfterEach
  void stop() throws BundleException {
    host.close();
  }

  private static VendorJar tone(String version) {
    return VendorJar.of(NAME, version, "tone");
  }

  private Path file(String name) {
    return files.resolve(name);
  }

  private void look(int times) throws IOException {
    for (int i = 0; i < times; i++) {
      folder.scan(false);
    }
  }

  private void assertRuns(String... bundles) {
    assertEquals(List.of(bundles), host.bundles());
  }

  @Test
  void aFileComesChangesAndGoes() throws Exception {
    tone("1.0.0").write(file("tone.jar"));
    look(2);
    assertRuns();
    look(1);
    assertRuns(NAME + " 1.0.0 active");
    Path fresh = tone("1.1.0").write(directory.resolve("fresh"));
    Files.move(fresh, file("tone.jar"), StandardCopyOption.ATOMIC_MOVE);
    look(3);
    assertRuns(NAME + " 1.1.0 active");
    Files.delete(file("tone.jar"));
    look(1);
    assertRuns(NAME + " 1.1.0 active");
    look(2);
    assertRuns();
  }

  @Test
  void aFileUnderAnotherNameIsAnUpdateToo() throws Exception {
    tone("1.0.0").write(file("tone-1.0.0.jar"));
    look(3);
    tone("1.1.0").write(file("tone-1.1.0.jar"));
    look(3);
    assertRuns(NAME + " 1.1.0 active");
    Files.delete(file("tone-1.0.0.jar"));
    look(3);
    assertRuns(NAME + " 1.1.0 active");
    Files.move(file("tone-1.1.0.jar"), file("tone.jar"));
    look(4);
    assertRuns(NAME + " 1.1.0 active");
    assertEquals(2, host.deployments.history().size());
    Files.delete(file("tone.jar"));
    look(3);
    assertRuns();
  }

  @Test
  void aHalfCopiedFileIsNotTaken() throws Exception {
    byte[] jar = tone("1.0.0").bytes();
    int step = jar.length / 4;
    try (OutputStream out = Files.newOutputStream(file("tone.jar"))) {
      for (int from = 0; from < jar.length; from += step) {
        out.write(jar, from, Math.min(step, jar.length - from));
        look(5);
        assertTrue(host.deployments.history().stream().allMatch(event -> event.done()));
      }
    }
    look(3);
    assertRuns(NAME + " 1.0.0 active");
  }

  @Test
  void whatIsNoJarIsRefusedOnceAndAllElseGoesOn() throws Exception {
    Files.writeString(file("a.jar"), "no jar");
    Files.writeString(file("readme.txt"), "no jar either");
    Files.writeString(file(".hidden.jar"), "nor this");
    tone("1.0.0").write(file("tone.jar"));
    look(PATIENCE * 2);
    assertRuns(NAME + " 1.0.0 active");
    assertEquals(
        List.of(true, false),
        host.deployments.history().stream().map(event -> event.done()).toList());
  }

  @Test
  void whatWasRefusedIsTriedAgainWhenSomethingElseCame() throws Exception {
    tone("1.0.0").importing("com.example.lib").write(file("a.jar"));
    look(3);
    assertRuns();
    VendorJar.library("com.example.lib", "1.0.0")
        .header("Export-Package", "com.example.lib")
        .write(file("b.jar"));
    look(4);
    assertRuns("com.example.lib 1.0.0 active", NAME + " 1.0.0 active");
  }

  @Test
  void aBadReplacementLeavesTheOldOne() throws Exception {
    tone("1.0.0").write(file("tone.jar"));
    look(3);
    tone("1.1.0").with(Fault.THROWS_IN_START).write(file("tone.jar"));
    look(10);
    assertRuns(NAME + " 1.0.0 active");
    assertEquals(2, host.deployments.history().size());
    assertTrue(
        host.log.lines().stream().anyMatch(line -> line.contains("is not taken")),
        host.log.lines()::toString);
  }

  @Test
  void aRestartSeesWhatHappenedMeanwhile() throws Exception {
    tone("1.0.0").write(file("tone.jar"));
    VendorJar.of("com.example.noise", "1.0.0", "noise").write(file("noise.jar"));
    look(3);
    host.close();
    Files.delete(file("noise.jar"));
    tone("1.1.0").write(file("tone.jar"));
    VendorJar.of("com.example.pulse", "1.0.0", "pulse").write(file("pulse.jar"));
    open();
    assertRuns("com.example.noise 1.0.0 active", NAME + " 1.0.0 active");
    folder.scan(true);
    assertRuns("com.example.pulse 1.0.0 active", NAME + " 1.1.0 active");
  }

  @Test
  void aRolledBackBundleStaysRolledBack() throws Exception {
    tone("1.0.0").write(file("tone.jar"));
    look(3);
    tone("1.1.0").write(file("tone.jar"));
    look(3);
    host.deployments.rollback(null);
    look(5);
    assertRuns(NAME + " 1.0.0 active");
    host.close();
    open();
    folder.scan(true);
    look(5);
    assertRuns(NAME + " 1.0.0 active");
  }
}
