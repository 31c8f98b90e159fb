// SPDX-License-Identifier: Apache-2.0
package org.tactus.hygiene.internal;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.tactus.hygiene.Retainer;

/** Writes a heap dump and has it read by {@link HeapPathFinder} in a process of its own. */
final class HeapPath {
  private static final long LIMIT_SECONDS = 120;
  private static final Path CHRT = Path.of("/usr/bin/chrt");

  private final String location;

  /**
   * A reader.
   *
   * @param location of this bundle, whose jar is the class path of the other process
   */
  HeapPath(String location) {
    this.location = location;
  }

  List<Retainer> find(Watch watch) throws IOException, InterruptedException {
    Path folder = Files.createTempDirectory("tactus-heap");
    Path dump = folder.resolve("heap.hprof");
    Path output = folder.resolve("path");
    Path errors = folder.resolve("errors");
    try {
      ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class)
          .dumpHeap(dump.toString(), true);
      Process process =
          new ProcessBuilder(command(dump, watch.token))
              .redirectOutput(output.toFile())
              .redirectError(errors.toFile())
              .start();
      if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
        throw new IOException(
            "the heap dump was not read within "
                + LIMIT_SECONDS
                + " s; try again on an idle machine");
      }
      if (process.exitValue() != 0) {
        throw new IOException(
            "the heap dump could not be read: "
                + Files.readString(errors, StandardCharsets.UTF_8)
                    .lines()
                    .findFirst()
                    .orElse("the reader ended with status " + process.exitValue()));
      }
      return retainers(Files.readAllLines(output, StandardCharsets.UTF_8));
    } finally {
      delete(folder);
    }
  }

  private static List<Retainer> retainers(List<String> steps) {
    return steps.isEmpty()
        ? List.of()
        : List.of(
            new Retainer(Retainer.Kind.HEAP_PATH, steps.getFirst(), String.join(" -> ", steps)));
  }

  /** Ordinary scheduling: the threads of Tactus pass a real-time one on to what they start. */
  private List<String> command(Path dump, long token) throws IOException {
    List<String> command = new ArrayList<>();
    if (Files.isExecutable(CHRT)) {
      command.addAll(List.of(CHRT.toString(), "--other", "0"));
    }
    command.addAll(
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-cp",
            jar(),
            HeapPathFinder.class.getName(),
            dump.toString(),
            Watch.class.getName(),
            Long.toString(token)));
    return command;
  }

  private String jar() throws IOException {
    String path = location.replaceFirst("^reference:", "");
    if (!path.startsWith("file:")) {
      throw new IOException(
          "a heap dump is read by a process that needs this bundle's jar as a file, and it comes"
              + " from "
              + location);
    }
    return Path.of(URI.create(path.replaceFirst("^file:/*", "file:///"))).toString();
  }

  /** The reader keeps an index beside the dump. */
  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
