// SPDX-License-Identifier: Apache-2.0
package org.tactus.itests.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import aQute.bnd.header.Attrs;
import aQute.bnd.header.Parameters;
import aQute.bnd.osgi.Builder;
import aQute.bnd.osgi.Domain;
import aQute.bnd.osgi.Jar;
import java.io.File;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/**
 * A vendor's bundle compiled against the previous minor version of the API, in this distribution.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class PreviousMinorIT {
  private static final Path SOURCES = Path.of("src/test/vendor/com/example/previous");
  private static final Path PREVIOUS_API =
      Path.of("../../bundles/api/baseline/org.tactus.api.jar").toAbsolutePath().normalize();
  private static final int FRAMES = 4800;
  private static final int DELAY = 480;

  @TempDir static Path folder;
  private static Path vendor;
  private static Tactus tactus;

  @BeforeAll
  static void build() throws Exception {
    vendor = build(folder.resolve("com.example.previous-1.0.0.jar"));
    tactus = Tactus.copiedTo(folder);
  }

  @AfterAll
  static void stop() {
    if (tactus != null) {
      tactus.close();
    }
  }

  @Test
  @Order(1)
  void whatAVendorImplementsIsImportedUpToTheNextMajorVersion() throws Exception {
    Parameters imports;
    try (Jar jar = new Jar(vendor.toFile())) {
      imports = Domain.domain(jar.getManifest()).getImportPackage();
    }
    Map<String, String> ranges =
        imports.entrySet().stream()
            .filter(entry -> entry.getKey().startsWith("org.tactus."))
            .collect(Collectors.toMap(Map.Entry::getKey, entry -> range(entry.getValue())));
    List<String> vendorsPackages =
        List.of(
            "org.tactus.api",
            "org.tactus.api.accelerator",
            "org.tactus.api.audio",
            "org.tactus.api.clock",
            "org.tactus.api.codec",
            "org.tactus.api.device",
            "org.tactus.api.node",
            "org.tactus.api.packet",
            "org.tactus.api.parameter",
            "org.tactus.api.processor");
    assertTrue(ranges.keySet().containsAll(vendorsPackages), ranges::toString);
    ranges.forEach((name, range) -> assertEquals("[1.0,2)", range, name));
  }

  private static String range(Attrs attributes) {
    return attributes.getVersion();
  }

  @Test
  @Order(2)
  void itSoundsRightFreewheeling() throws IOException {
    tactus.call("start").succeeded();
    tactus.shell("felix:start " + vendor.toUri());
    assertEcho(
        heard(
            "freewheel",
            "steps(frames=%d) -> echo: oldecho(frames=%d, level=0.25)",
            " --freewheel"),
        1,
        0.25f);
  }

  @Test
  @Order(3)
  void itSoundsRightOnItsOwnClock() throws IOException {
    String paced =
        "steps(frames=%d, direction=down) -> echo: oldecho(frames=%d, level=0.5, sign=minus)";
    assertEcho(heard("paced", paced, ""), -1, -0.5f);
  }

  @Test
  @Order(4)
  void everyKindOfServiceOfItIsThere() {
    String services = tactus.shell("felix:inspect capability service com.example.previous");
    for (String service :
        List.of(
            "org.tactus.api.accelerator.AcceleratorProvider",
            "org.tactus.api.codec.CodecFactory",
            "org.tactus.api.device.DeviceProvider",
            "org.tactus.api.processor.ProcessorFactory")) {
      assertTrue(services.contains(service), () -> service + " in " + services);
    }
  }

  /** What comes out of a chain when it has run to its end. */
  private static float[][] heard(String name, String chain, String options) throws IOException {
    Recordings.require("ffmpeg", "ffprobe");
    Path out = folder.resolve(name + ".wav");
    String graph = chain.formatted(FRAMES, DELAY) + " -> file(\"" + out + "\", format=float32)";
    tactus.shell("pipeline:create " + name + " '" + graph + "' --period 64" + options);
    tactus.shell("pipeline:start " + name);
    try {
      Tactus.await(
          name + " has ended",
          () -> tactus.shell("pipeline:list | grep " + name).contains("ended"));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
    return Recordings.samples(out);
  }

  private static void assertEcho(float[][] samples, int sign, float level) {
    assertEquals(2, samples.length);
    assertEquals(FRAMES + DELAY, samples[0].length);
    for (int channel = 0; channel < samples.length; channel++) {
      for (int frame = 0; frame < samples[channel].length; frame++) {
        float expected = sign * step(channel, frame) + level * sign * step(channel, frame - DELAY);
        int now = frame;
        int of = channel;
        assertEquals(
            expected, samples[channel][frame], 1e-6f, () -> "frame " + now + " of channel " + of);
      }
    }
  }

  private static float step(int channel, int frame) {
    return frame < 0 || frame >= FRAMES ? 0 : ((frame + 100 * channel & 255) - 128) / 256f;
  }

  private static Path build(Path jar) throws Exception {
    assertTrue(Files.exists(PREVIOUS_API), PREVIOUS_API::toString);
    Path classes = Files.createDirectory(folder.resolve("classes"));
    List<File> annotations =
        Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
            .map(File::new)
            .filter(file -> file.getName().startsWith("org.osgi.service.component.annotations"))
            .toList();
    assertEquals(1, annotations.size());
    List<File> classpath = List.of(PREVIOUS_API.toFile(), annotations.getFirst());
    compile(classes, classpath);
    try (Builder builder = new Builder()) {
      builder.addClasspath(classes.toFile());
      builder.addClasspath(classpath);
      builder.setProperty("Bundle-SymbolicName", "com.example.previous");
      builder.setProperty("Bundle-Version", "1.0.0");
      builder.setProperty("Private-Package", "com.example.previous");
      Jar built = builder.build();
      assertEquals(List.of(), builder.getErrors());
      built.write(jar.toFile());
    }
    return jar;
  }

  private static void compile(Path classes, List<File> classpath) throws IOException {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    StringWriter messages = new StringWriter();
    List<String> options =
        List.of(
            "-d",
            classes.toString(),
            "-proc:none",
            "-cp",
            classpath.stream().map(File::toString).collect(Collectors.joining(File.pathSeparator)));
    try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null);
        Stream<Path> sources = Files.list(SOURCES)) {
      boolean compiled =
          compiler
              .getTask(
                  messages,
                  files,
                  null,
                  options,
                  null,
                  files.getJavaFileObjectsFromPaths(sources.toList()))
              .call();
      assertTrue(compiled, messages::toString);
    }
  }
}
