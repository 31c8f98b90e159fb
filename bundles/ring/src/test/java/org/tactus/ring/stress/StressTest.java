// SPDX-License-Identifier: Apache-2.0
package org.tactus.ring.stress;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Runs the jcstress tests of this package: a few seconds of them, or thoroughly under -Pfull. */
class StressTest {

  private static final Pattern RESULTS =
      Pattern.compile(
          "Results: (\\d+) planned; (\\d+) passed, (\\d+) failed, (\\d+) soft errs, (\\d+) hard"
              + " errs");

  @Test
  void neitherSideSeesWhatItMustNot() throws IOException, InterruptedException {
    boolean full = Boolean.getBoolean("tactus.full");
    Path folder = Files.createDirectories(Path.of("target/jcstress").toAbsolutePath());
    Path log = folder.resolve("jcstress.log");
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                "org.openjdk.jcstress.Main",
                "-r",
                folder.toString(),
                "-hs",
                "128"));
    command.addAll(
        full
            ? List.of("-m", "default")
            : List.of("-m", "quick", "-iters", "1", "-time", "300", "-sc", "false", "-fsm", "0"));
    if (!full) {
      // Naming any option makes it run one JVM configuration instead of all.
      command.addAll(List.of("-jvmArgs", "-XX:+UseSerialGC"));
    }
    Process process =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    try {
      process.waitFor();
    } finally {
      process.destroyForcibly().waitFor();
    }
    String output = Files.readString(log);
    Matcher results = RESULTS.matcher(output);
    String last = null;
    while (results.find()) {
      last = results.group();
    }
    assertTrue(last != null, output);
    assertTrue(last.matches("Results: ([1-9]\\d*) planned; \\1 passed, 0 failed, .*"), output);
    assertTrue(last.endsWith(" 0 soft errs, 0 hard errs"), output);
    assertEquals(0, process.exitValue(), output);
  }
}
