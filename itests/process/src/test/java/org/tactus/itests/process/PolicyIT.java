// SPDX-License-Identifier: Apache-2.0
package org.tactus.itests.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tactus.testkit.Peers;

/**
 * Every policy read back by programs that know nothing of Tactus, and what is said without rights.
 */
class PolicyIT {
  @TempDir static Path folder;
  private static Tactus tactus;
  private static long pid;

  @BeforeAll
  static void start() throws IOException, InterruptedException {
    Recordings.require("chrt", "taskset", "od", "setpriv");
    assumeTrue(realTimeIsAllowed(), "right 'CAP_SYS_NICE' not held");
    tactus = Tactus.copiedTo(folder);
    tactus.call("start").succeeded();
    tactus.shell("pipeline:create p 'tone() -> gain(db=-6) -> null()' --period 256 --strict");
    tactus.shell("pipeline:start p");
    Tactus.await("running", () -> tactus.shell("pipeline:list").contains("running"));
    pid = tactus.pid();
  }

  @AfterAll
  static void end() {
    if (tactus != null) {
      tactus.close();
    }
  }

  private static boolean realTimeIsAllowed() throws IOException, InterruptedException {
    Process process = new ProcessBuilder("chrt", "-f", "1", "true").start();
    return process.waitFor() == 0;
  }

  private static String text(String... command) {
    return new String(Peers.run(command), StandardCharsets.UTF_8);
  }

  /** Threads by what the kernel calls them. */
  private static Map<String, List<String>> threads() throws IOException {
    Map<String, List<String>> threads = new HashMap<>();
    try (Stream<Path> tasks = Files.list(Path.of("/proc/" + pid + "/task"))) {
      for (Path task : tasks.toList()) {
        String name = Files.readString(task.resolve("comm")).strip();
        threads.computeIfAbsent(name, _ -> new ArrayList<>()).add(task.getFileName().toString());
      }
    }
    return threads;
  }

  private static String cycleThread() throws IOException {
    return threads().entrySet().stream()
        .filter(thread -> thread.getKey().startsWith("tactus-cycle"))
        .map(thread -> thread.getValue().getFirst())
        .findFirst()
        .orElseThrow();
  }

  private static void assertScheduled(String tid, String policy, int priority) {
    String said = text("chrt", "-p", tid);
    assertTrue(said.contains("policy: " + policy), said);
    assertTrue(said.contains("priority: " + priority), said);
  }

  @Test
  void schedulersAreWhatThePolicySays() throws IOException {
    assertScheduled(cycleThread(), "SCHED_FIFO", 80);
    assertScheduled(threads().get("tactus-watchdog").getFirst(), "SCHED_FIFO", 95);
    assertScheduled(threads().get("VM Thread").getFirst(), "SCHED_FIFO", 90);
    for (String thread : List.of("java", "Finalizer", "Signal Dispatch")) {
      for (String tid : threads().get(thread)) {
        assertScheduled(tid, "SCHED_RR", 1);
      }
    }
    assertTrue(
        threads().keySet().stream().noneMatch(name -> name.contains("worker"))
            || Runtime.getRuntime().availableProcessors() >= 4,
        "no worker with fewer than 4 CPUs");
  }

  @Test
  void theCycleKeepsToItsCpu() throws IOException {
    String said = text("taskset", "-pc", cycleThread());
    String cpus = said.substring(said.lastIndexOf(':') + 1).strip();
    assertTrue(cpus.matches("[0-9]+"), () -> "one CPU: " + said);
    String policy = tactus.shell("rt:policy");
    assertTrue(
        policy
            .lines()
            .anyMatch(line ->
                line.startsWith("tactus-cycle-p cpus") && line.strip().endsWith(" " + cpus)),
        () -> "the kernel says " + cpus + ", but " + policy);
  }

  @Test
  void theArenaIsTouchedAndLocked() throws IOException {
    long locked = 0;
    long[] sizes = new long[3];
    for (String line : Files.readAllLines(Path.of("/proc/" + pid + "/smaps"))) {
      String[] words = line.split("\\s+", -1);
      switch (words[0]) {
        case "Size:" -> sizes[0] = Long.parseLong(words[1]);
        case "Rss:" -> sizes[1] = Long.parseLong(words[1]);
        case "Locked:" -> {
          sizes[2] = Long.parseLong(words[1]);
          if (sizes[0] >= 4096
              && sizes[0] % 4096 == 0
              && sizes[0] == sizes[1]
              && sizes[1] == sizes[2]) {
            locked += sizes[0];
          }
        }
        default -> {}
      }
    }
    long found = locked;
    assertTrue(found >= 4096, () -> found + " KiB in mappings with Size = Rss = Locked");
  }

  @Test
  void theCycleThreadHasNoFaultOnceWarm() throws IOException, InterruptedException {
    Path stat = Path.of("/proc/" + pid + "/task/" + cycleThread() + "/stat");
    tactus.shell("rt:threads");
    long before = faults(stat);
    long cycles = cycles();
    Tactus.await("a thousand cycles", () -> cycles() > cycles + 1000);
    assertEquals(before, faults(stat), "minor and major faults that the kernel counted");
  }

  private static long faults(Path stat) throws IOException {
    String line = Files.readString(stat);
    String[] fields = line.substring(line.lastIndexOf(')') + 2).split(" ", -1);
    return Long.parseLong(fields[7]) + Long.parseLong(fields[9]);
  }

  private static long cycles() {
    return tactus
        .shell("pipeline:stats p")
        .lines()
        .filter(line -> line.startsWith("cycles"))
        .mapToLong(line -> Long.parseLong(line.split("\\s+", -1)[1].replaceAll("\\D", "")))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void cpuDmaLatencyIsHeldAtZero() throws IOException {
    assumeTrue(Files.exists(Path.of("/dev/cpu_dma_latency")), "device 'cpu_dma_latency' not found");
    String value = text("od", "-An", "-td4", "-N4", "/dev/cpu_dma_latency").strip();
    assertEquals("0", value);
    try (Stream<Path> descriptors = Files.list(Path.of("/proc/" + pid + "/fd"))) {
      assertTrue(
          descriptors.anyMatch(fd -> {
            try {
              return Files.readSymbolicLink(fd).endsWith("cpu_dma_latency");
            } catch (IOException _) {
              return false; // closed meanwhile
            }
          }),
          "held by this process, not by another");
    }
  }

  @Test
  void withoutRightsStrictRefusesAndLenientSaysWhatIsMissing()
      throws IOException, InterruptedException {
    Path open = Files.createDirectory(folder.resolve("nobody"));
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxrwxrwx"));
    Tactus weak =
        tactus
            .withInstance(open.resolve("i"))
            .behind(
                "setpriv",
                "--reuid=65534",
                "--regid=65534",
                "--clear-groups",
                "--bounding-set=-all",
                "--inh-caps=-all",
                "prlimit",
                "--rtprio=0",
                "--memlock=65536",
                "--");
    String sentence = weak.run("tone() -> null()", "--for", "1", "--strict").refusal();
    assertTrue(
        sentence.matches("(?s).*(CAP_SYS_NICE|rtprio|CAP_IPC_LOCK|memlock|cpu_dma_latency).*"),
        sentence);
    Path report = open.resolve("report.json");
    Outcome lenient =
        weak.run("tone() -> null()", "--for", "1", "--lenient", "--report", report.toString());
    lenient.succeeded();
    List<?> failed =
        ((List<?>) Tactus.report(report).get("policy"))
            .stream()
                .map(entry -> (Map<?, ?>) entry)
                .filter(entry -> Boolean.FALSE.equals(entry.get("ok")))
                .toList();
    assertFalse(failed.isEmpty(), "degraded, and says so");
    for (Object entry : failed) {
      assertFalse(((Map<?, ?>) entry).get("remedy").toString().isBlank(), entry::toString);
    }
    assertTrue(
        failed.stream().anyMatch(entry -> entry.toString().contains("SCHED_FIFO 80")),
        failed::toString);
  }
}
