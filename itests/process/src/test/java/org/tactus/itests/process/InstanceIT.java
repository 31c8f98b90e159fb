// SPDX-License-Identifier: Apache-2.0
package org.tactus.itests.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** An instance that stays, by its commands, its files and its socket. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class InstanceIT {
  private static final String CAUSES =
      "node|page-fault|jvm-pause|compilation|swap|preemption|steal|interrupts|wake-up|device";

  @TempDir static Path folder;
  private static Tactus tactus;

  @BeforeAll
  static void start() throws IOException {
    tactus = Tactus.copiedTo(folder);
    tactus.call("start").succeeded();
  }

  @AfterAll
  static void end() {
    if (tactus != null) {
      tactus.close();
    }
  }

  @Test
  @Order(1)
  void onlyTheOwnerCanOpenTheSocket() throws IOException {
    Path run = tactus.instance().resolve("run");
    assertEquals("rwx------", permissions(tactus.instance()));
    assertEquals("rwx------", permissions(run));
    assertEquals("rw-------", permissions(run.resolve("control.sock")));
  }

  private static String permissions(Path file) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
  }

  @Test
  @Order(2)
  void aSecondInstanceOnTheSameDirectoryIsRefused() throws IOException {
    String pid = Long.toString(tactus.pid());
    tactus.call("start").refusalNaming(tactus.instance().toString(), pid);
    tactus
        .run("tone() -> null()", "--for", "1")
        .refusalNaming(tactus.instance().toString(), pid, "--instance");
    assertTrue(tactus.call("status").succeeded().output().contains(pid), "the first goes on");
  }

  @Test
  @Order(3)
  void execHasItsOutputAndItsStatus() {
    assertEquals("one two\n", tactus.call("exec", "echo one two").succeeded().output());
    assertEquals("", tactus.call("exec", "echo quiet").succeeded().errors());
    tactus.call("exec", "pipeline:show nobody").refusalNaming("nobody");
    tactus.exec("no-such-command").refusalNaming("no-such-command");
    assertTrue(tactus.shell("processor:list | grep biquad").contains("biquad"), "objects pipe");
    for (String type : List.of("gain", "mixer", "matrix", "delay", "convolver", "loudness")) {
      assertTrue(tactus.shell("processor:list").contains(type), type);
    }
    String devices = tactus.shell("device:list");
    for (String type : List.of("alsa", "file", "jack", "null", "tone")) {
      assertTrue(devices.contains(type), () -> type + " in " + devices);
    }
  }

  @Test
  @Order(4)
  void everyShellCommandAnswers() {
    tactus.shell("pipeline:create answer 'tone() -> level: gain(db=-6) -> null()'");
    tactus.shell("pipeline:start answer");
    for (String command :
        List.of(
            "pipeline:list",
            "pipeline:show answer",
            "pipeline:stats answer",
            "device:list",
            "processor:list",
            "rt:threads",
            "rt:topology",
            "rt:policy",
            "rt:latency",
            "rt:leaks",
            "ring:stats")) {
      assertFalse(tactus.shell(command).isBlank(), command);
      String help = tactus.shell("help " + command.split(" ", 2)[0]);
      assertTrue(help.contains(" - "), () -> "no description: " + help);
    }
    tactus.shell("pipeline:remove answer");
    assertFalse(tactus.shell("pipeline:list").contains("answer"), "removed");
  }

  @Test
  @Order(5)
  void doctorSaysWhatItSawInWordsAndInJson() throws IOException {
    assertFalse(tactus.call("doctor").output().isBlank());
    Map<String, Object> root = JSON.std.mapFrom(tactus.call("doctor", "--json").output());
    List<?> findings = (List<?>) root.get("findings");
    assertTrue(findings.size() >= 15, () -> findings.size() + " findings");
    for (Object finding : findings) {
      Map<?, ?> map = (Map<?, ?>) finding;
      assertTrue(
          map.keySet().containsAll(List.of("id", "severity", "seen", "cost", "remedy")),
          map::toString);
      assertFalse(map.get("seen").toString().isBlank(), map::toString);
      if (List.of("WARN", "FAIL").contains(map.get("severity"))) {
        assertFalse(map.get("remedy").toString().isBlank(), map::toString);
      }
    }
  }

  @Test
  @Order(6)
  void whatTheShellChangedIsThereAfterARestart() throws InterruptedException {
    tactus.shell(
        "pipeline:create kept 'tone() -> level: gain(db=-6) -> null()' --period 512 --rate 44100");
    tactus.shell("pipeline:set kept level.db -12.5");
    tactus.shell("pipeline:create started 'tone() -> null()'");
    tactus.shell("pipeline:start started");
    tactus.shell("pipeline:create gone 'tone() -> null()'");
    tactus.shell("pipeline:remove gone");
    tactus.shell("pipeline:edit kept 'tone(f=440) -> level: gain(db=-12.5) -> biquad() -> null()'");
    tactus.call("stop").succeeded();
    assertEquals(3, tactus.call("status").status());
    assertFalse(Files.exists(tactus.instance().resolve("run/control.sock")), "socket removed");
    tactus.call("start").succeeded();
    String kept = tactus.shell("pipeline:show kept");
    assertTrue(kept.contains("-12.5") && kept.contains("biquad") && kept.contains("440"), kept);
    assertFalse(tactus.shell("pipeline:list").contains("gone"), "removed for good");
    Tactus.await("started again", () -> row("started").contains("running"));
    assertTrue(row("kept").contains("stopped"), () -> row("kept"));
    tactus.shell("pipeline:start kept");
    String running = row("kept");
    assertTrue(running.contains("44100 Hz") && running.contains("512"), running);
    tactus.shell("pipeline:remove kept");
    tactus.shell("pipeline:remove started");
  }

  private static String row(String pipeline) {
    return tactus
        .shell("pipeline:list")
        .lines()
        .filter(line -> line.startsWith(pipeline + " "))
        .findFirst()
        .orElse("");
  }

  @Test
  @Order(7)
  void anEditOfARunningPipelineIsWholeOrNotAtAll() throws InterruptedException {
    tactus.shell("pipeline:create edited 'tone() -> level: gain(db=-6) -> null()'");
    tactus.shell("pipeline:start edited");
    Tactus.await("running", () -> row("edited").contains("running"));
    String before = tactus.shell("pipeline:show edited");
    tactus.exec("pipeline:edit edited 'tone() -> a: gain() -> b: gain() -> a'").refusal();
    tactus.exec("pipeline:edit edited 'tone() -> file(\"/no/such/folder/x.wav\")'").refusal();
    tactus.exec("pipeline:set edited level.db 1000").refusalNaming("db", "1000");
    tactus.exec("pipeline:set edited level.nothing 1").refusalNaming("nothing");
    tactus.exec("pipeline:set edited nobody.db 1").refusalNaming("nobody");
    assertEquals(notation(before), notation(tactus.shell("pipeline:show edited")));
    tactus.shell("pipeline:edit edited 'tone() -> level: gain(db=-6) -> gain(db=1) -> null()'");
    assertTrue(row("edited").contains("running"), () -> row("edited"));
    tactus.shell("pipeline:remove edited");
  }

  private static String notation(String shown) {
    return shown.lines().filter(line -> line.contains("->")).toList().toString();
  }

  @Test
  @Order(8)
  void bundlesComeAndGoUnderARunningPipeline() throws InterruptedException {
    tactus.shell("pipeline:create lasting 'tone() -> level: gain(db=-6) -> null()'");
    tactus.shell("pipeline:start lasting");
    Tactus.await("running", () -> row("lasting").contains("running"));
    String id = bundle("org.tactus.processor.gain");
    for (int i = 0; i < 3; i++) {
      tactus.shell("felix:stop " + id);
      Tactus.await("bypassed", () -> tactus.shell("pipeline:show lasting").contains("bypass"));
      long cycles = cycles("lasting");
      Tactus.await("cycles go on", () -> cycles("lasting") > cycles + 100);
      tactus.shell("felix:start " + id);
      Tactus.await("back", () -> !tactus.shell("pipeline:show lasting").contains("bypass"));
    }
    assertTrue(row("lasting").contains("running"), () -> row("lasting"));
    tactus.shell("pipeline:remove lasting");
  }

  private static String bundle(String symbolicName) {
    return tactus
        .shell("felix:lb -s " + symbolicName)
        .lines()
        .filter(line -> line.contains(symbolicName))
        .map(line -> line.split("\\|", -1)[0].strip())
        .findFirst()
        .orElseThrow();
  }

  private static long cycles(String pipeline) {
    return tactus
        .shell("pipeline:stats " + pipeline)
        .lines()
        .filter(line -> line.startsWith("cycles"))
        .mapToLong(line -> Long.parseLong(line.split("\\s+", -1)[1].replaceAll("\\D", "")))
        .findFirst()
        .orElseThrow();
  }

  @Test
  @Order(9)
  void aReportHasEveryKey() throws IOException {
    Path report = folder.resolve("report.json");
    tactus
        .withInstance(folder.resolve("r"))
        .run(
            "tone() -> level: gain(db=-6) -> null()",
            "--for",
            "1.5",
            "--period",
            "64",
            "--report",
            report.toString())
        .succeeded();
    Map<String, Object> root = Tactus.report(report);
    assertTrue(
        root.keySet()
            .containsAll(
                List.of(
                    "pipeline",
                    "rate",
                    "period",
                    "seconds",
                    "startToFirstCycleMs",
                    "startToWarmMs",
                    "cycles",
                    "late",
                    "lateness",
                    "cycleTime",
                    "allocatedBytes",
                    "pageFaults",
                    "xruns",
                    "xrunsByCause",
                    "nodes",
                    "policy")),
        () -> "keys " + root.keySet());
    Set<String> percentiles = Set.of("p50", "p99", "p999", "max");
    assertEquals(percentiles, ((Map<?, ?>) root.get("lateness")).keySet());
    assertEquals(percentiles, ((Map<?, ?>) root.get("cycleTime")).keySet());
    assertEquals(Set.of("minor", "major"), ((Map<?, ?>) root.get("pageFaults")).keySet());
    assertEquals(64, ((Number) root.get("period")).intValue());
    double seconds = ((Number) root.get("seconds")).doubleValue();
    double rate = Double.parseDouble(root.get("rate").toString());
    assertEquals(1.5, seconds, 0.01);
    assertEquals(seconds * rate / 64, ((Number) root.get("cycles")).doubleValue(), 2);
    assertEquals(3, ((List<?>) root.get("nodes")).size());
    for (Object node : (List<?>) root.get("nodes")) {
      assertTrue(((Map<?, ?>) node).keySet().containsAll(List.of("name", "type", "time")));
    }
    assertFalse(((List<?>) root.get("policy")).isEmpty());
    for (Object policy : (List<?>) root.get("policy")) {
      assertTrue(
          ((Map<?, ?>) policy)
              .keySet()
              .containsAll(List.of("name", "requested", "effective", "ok", "remedy")));
    }
    for (Object xrun : (List<?>) root.get("xruns")) {
      assertTrue(((Map<?, ?>) xrun).get("cause").toString().matches(CAUSES), xrun::toString);
    }
  }
}
