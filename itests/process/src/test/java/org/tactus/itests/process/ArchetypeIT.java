// SPDX-License-Identifier: Apache-2.0
package org.tactus.itests.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A new vendor: unpacks the distribution, generates a project, builds and tests it, deploys it by
 * copying its jar, and hears it. Maven knows the SDK and its own plugins, and nothing of our build.
 */
class ArchetypeIT {
  private static final int MAVEN_SECONDS = 900;

  @TempDir static Path folder;
  private static Tactus tactus;
  private static List<String> mavenArguments;

  @BeforeAll
  static void unpack() throws IOException {
    tactus = Tactus.copiedTo(Files.createDirectory(folder.resolve("a vendor's machine")));
    // What this build's Maven has downloaded is the only remote repository.
    Path settings =
        Files.writeString(
            folder.resolve("settings.xml"),
            """
            <settings>
              <mirrors>
                <mirror>
                  <id>downloaded</id>
                  <mirrorOf>central</mirrorOf>
                  <url>%s</url>
                </mirror>
              </mirrors>
            </settings>
            """
                .formatted(Path.of(System.getProperty("tactus.maven.repository")).toUri()));
    mavenArguments =
        List.of(
            "-o",
            "-Daether.offline.protocols=file",
            "-s",
            settings.toString(),
            "-Dmaven.repo.local=" + folder.resolve("repository"));
    tactus.call("start").succeeded();
  }

  @AfterAll
  static void end() {
    if (tactus != null) {
      tactus.close();
    }
  }

  @Test
  void aProcessorIsGeneratedBuiltDeployedAndHeard() throws Exception {
    deploy(build("processor", "acme-clipper"));
    float[][] clipped =
        heard(
            "clipped",
            "tone(kind=sine, f=1000, db=-6, duration=0.5) -> acme-clipper(drive=30, ceiling=-6)");
    float ceiling = (float) Math.pow(10, -6 / 20.0);
    float peak = 0;
    int nearCeiling = 0;
    for (float sample : clipped[0]) {
      peak = Math.max(peak, Math.abs(sample));
      nearCeiling += Math.abs(sample) > 0.9f * ceiling ? 1 : 0;
    }
    assertTrue(peak <= ceiling + 1e-6f && peak > 0.95f * ceiling, "peak " + peak);
    // A sine is above nine tenths of its peak for 29 % of the time, one that was clipped for more.
    assertTrue(nearCeiling > 0.8 * clipped[0].length, nearCeiling + " of " + clipped[0].length);
    assertTrue(tactus.shell("processor:list acme-clipper").contains("ceiling"));
  }

  @Test
  void aDeviceIsGeneratedBuiltDeployedAndHeard() throws Exception {
    deploy(build("device", "acme-metronome"));
    float[] clicks = heard("clicks", "acme-metronome(240, beats=2, bars=2)")[0];
    assertEquals(48_000, clicks.length);
    for (int beat = 0; beat < 4; beat++) {
      assertEquals(0, clicks[Math.max(0, beat * 12_000 - 1)], "before beat " + beat);
      assertTrue(clicks[beat * 12_000 + 1] > 0.05f, "at beat " + beat);
    }
    assertTrue(clicks[1] > clicks[12_001], "the first beat of a bar is accented");
    assertTrue(tactus.shell("device:list").contains("acme-metronome"));
  }

  @Test
  void aCodecIsGeneratedBuiltDeployedAndHeard() throws Exception {
    deploy(build("codec", "acme-codec"));
    float[] codes =
        heard("coded", "tone(kind=white, db=-3, duration=0.2) -> acme-codec-audition(law=mu)")[0];
    Set<Float> levels = new TreeSet<>();
    for (float sample : codes) {
      levels.add(sample);
    }
    assertTrue(levels.size() > 100 && levels.size() <= 255, levels.size() + " levels of 255");
    String services = tactus.shell("felix:inspect capability service com.acme.codec");
    assertTrue(services.contains("org.tactus.api.codec.CodecFactory"), services);
  }

  @Test
  void anAcceleratorIsGeneratedBuiltDeployedAndHeard() throws Exception {
    deploy(build("offload", "acme-filter"));
    float[] low = heard("low", "tone(f=200, db=-6, duration=0.3) -> acme-filter(f=1000)")[0];
    float[] high = heard("high", "tone(f=8000, db=-6, duration=0.3) -> acme-filter(f=1000)")[0];
    assertEquals(0.5, peak(low), 0.01);
    assertTrue(peak(high) < 0.001, "peak " + peak(high));
  }

  /** The greatest sample between a quarter and three quarters of a signal. */
  private static float peak(float[] samples) {
    float peak = 0;
    for (int frame = samples.length / 4; frame < samples.length * 3 / 4; frame++) {
      peak = Math.max(peak, Math.abs(samples[frame]));
    }
    return peak;
  }

  @Test
  void whatCannotBeGeneratedIsRefusedInOneSentence() throws IOException {
    tactus.call("new", "synth", "com.acme", "acme-synth").refusalNaming("synth", "processor");
    tactus.call("new", "processor", "com.Acme", "acme-clipper").refusalNaming("com.Acme");
    tactus.call("new", "processor", "com.acme", "Acme").refusalNaming("'Acme'");
    tactus.call("new", "processor", "com.acme").refusalNaming("usage");
    Path taken = Files.createDirectories(folder.resolve("taken/acme-x")).getParent();
    tactus
        .call("new", "processor", "com.acme", "acme-x", "--folder", taken.toString())
        .refusalNaming("acme-x is there already");
    assertFalse(Files.exists(folder.resolve("taken/acme-x/pom.xml")));
  }

  /** Generates a project and returns the jar that its own build makes, its tests passed. */
  private static Path build(String kind, String artifact) throws Exception {
    try {
      return build(kind, artifact, folder, mavenArguments);
    } catch (AssertionError e) {
      if (!String.valueOf(e.getMessage()).contains("offline mode")) {
        throw e;
      }
      // This build did not need all that the project's does: take the rest from where it took that.
      Path connected = Files.createDirectories(folder.resolve("connected"));
      return build(
          kind, artifact, connected, List.of("-Dmaven.repo.local=" + folder.resolve("repository")));
    }
  }

  private static Path build(String kind, String artifact, Path place, List<String> mavenArguments)
      throws Exception {
    List<String> words =
        new ArrayList<>(List.of("new", kind, "com.acme", artifact, "--folder", place.toString()));
    words.add("--");
    words.addAll(mavenArguments);
    tactus.call(words.toArray(String[]::new)).succeeded();
    Path project = place.resolve(artifact);
    String page = Files.readString(project.resolve("README.md"));
    assertFalse(page.contains("${") || page.contains("#if"), page);
    List<String> command = new ArrayList<>(List.of("mvn", "-B", "-ntp"));
    command.addAll(mavenArguments);
    command.add("package");
    Path log = place.resolve(artifact + ".log");
    Process maven =
        new ProcessBuilder(command)
            .directory(project.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    maven.getOutputStream().close();
    if (!maven.waitFor(MAVEN_SECONDS, TimeUnit.SECONDS)) {
      maven.descendants().forEach(ProcessHandle::destroyForcibly);
      maven.destroyForcibly();
      throw new AssertionError("Maven had not ended after " + MAVEN_SECONDS + " s");
    }
    String output = Files.readString(log, StandardCharsets.UTF_8);
    assertEquals(0, maven.exitValue(), output);
    assertTrue(output.contains("Tests run: "), "no test ran: " + output);
    return project.resolve("target/" + artifact + "-1.0.0.jar");
  }

  private static void deploy(Path jar) throws Exception {
    // Whole at once, as a careful vendor copies.
    Path deploy = tactus.instance().resolve("deploy");
    Path arriving = Files.copy(jar, tactus.instance().resolve("var/" + jar.getFileName()));
    Files.move(arriving, deploy.resolve(jar.getFileName()), StandardCopyOption.ATOMIC_MOVE);
    Tactus.await(
        jar.getFileName() + " is deployed",
        () -> tactus.shell("deploy:list").contains(jar.getFileName().toString()));
  }

  /** What comes out of a chain when it has run to its end. */
  private static float[][] heard(String name, String chain) throws Exception {
    Recordings.require("ffmpeg", "ffprobe");
    Path out = folder.resolve(name + ".wav");
    String graph = chain + " -> file(\"" + out + "\", format=float32)";
    tactus.shell(
        "pipeline:create " + name + " '" + graph + "' --rate 48000 --period 64 --freewheel");
    tactus.shell("pipeline:start " + name);
    Tactus.await(
        name + " has ended", () -> tactus.shell("pipeline:list | grep " + name).contains("ended"));
    return Recordings.samples(out);
  }
}
