// SPDX-License-Identifier: Apache-2.0
package org.tactus.itests.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** JACK and ALSA ends on a JACK server with the dummy driver. */
class SoundServerIT {
  private static final int PERIOD = 256;
  private static final Path ALSA = Path.of("/usr/share/alsa/alsa.conf");
  private static final Pattern DELAY = Pattern.compile("([0-9]+\\.[0-9]+) frames");

  @TempDir static Path folder;
  private static final String SERVER = "tactus_process_" + ProcessHandle.current().pid();
  private static Process jackd;
  private static Tactus tactus;

  @BeforeAll
  static void start() throws IOException, InterruptedException {
    Recordings.require(
        "jackd", "jack_wait", "jack_lsp", "jack_iodelay", "stdbuf", "sox", "ffmpeg", "ffprobe");
    jackd =
        new ProcessBuilder(
                "jackd",
                "-R",
                "-P",
                "70",
                "-S",
                "-n",
                SERVER,
                "-d",
                "dummy",
                "-r",
                "48000",
                "-p",
                Integer.toString(PERIOD))
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    tool("jack_wait", "-w", "-t", "10", "-s", SERVER);
    tactus =
        Tactus.copiedTo(folder)
            .behind(
                "env",
                "JACK_DEFAULT_SERVER=" + SERVER,
                "ALSA_CONFIG_PATH=" + folder.resolve("asound.conf"));
  }

  @AfterAll
  static void end() throws InterruptedException {
    if (tactus != null) {
      tactus.close();
    }
    if (jackd != null) {
      jackd.destroy();
      if (!jackd.waitFor(5, TimeUnit.SECONDS)) {
        jackd.destroyForcibly();
      }
    }
  }

  private static ProcessBuilder onServer(String... command) {
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("JACK_DEFAULT_SERVER", SERVER);
    return builder;
  }

  private static String tool(String... command) throws IOException, InterruptedException {
    Process process = onServer(command).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertTrue(process.waitFor(20, TimeUnit.SECONDS), () -> command[0] + " ended");
    return output;
  }

  private static List<String> ports() {
    try {
      return tool("jack_lsp").lines().toList();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }

  @Test
  void jackIodelayMeasuresTheLatencyThatIsDeclared() throws IOException, InterruptedException {
    Path log = folder.resolve("iodelay.log");
    Process meter = onServer("stdbuf", "-oL", "jack_iodelay").redirectOutput(log.toFile()).start();
    try {
      Tactus.await("jack_iodelay's ports", () -> ports().contains("jack_delay:out"));
      Path report = folder.resolve("iodelay.json");
      tactus
          .run(
              "jack(\"jack_delay:out\") -> gain() -> jack(\"jack_delay:in\")",
              "--for",
              "4",
              "--report",
              report.toString())
          .succeeded();
      List<Double> measured =
          DELAY
              .matcher(Files.readString(log))
              .results()
              .map(m -> Double.valueOf(m.group(1)))
              .toList();
      assertTrue(measured.size() >= 2, () -> "measured " + measured);
      double declared = Double.parseDouble(Tactus.report(report).get("latencyFrames").toString());
      // One period is jack_iodelay's own way round the server.
      assertEquals(PERIOD + declared, measured.get(measured.size() - 1), 0.01);
    } finally {
      meter.destroy();
      meter.waitFor(5, TimeUnit.SECONDS);
    }
  }

  /**
   * Speech played through an ALSA end arrives, sample by sample, at a JACK end of another process.
   */
  @Test
  void speechGoesThroughAlsaAndBackThroughJack() throws IOException, InterruptedException {
    Recordings.require(ALSA);
    Recordings.require(Recordings.SPEECH);
    Path ear = folder.resolve("ear.wav");
    try (Tactus listener = tactus.withInstance(folder.resolve("ear"))) {
      Process listening =
          listener.begin("run", "jack(\"\", client=\"ear\", channels=1) -> file(\"" + ear + "\")");
      Tactus.await(
          "the listener's port", () -> ports().stream().anyMatch(p -> p.startsWith("ear:")));
      String port = ports().stream().filter(p -> p.startsWith("ear:")).findFirst().orElseThrow();
      Files.writeString(
          folder.resolve("asound.conf"),
          """
          <%s>
          pcm.card {
            type jack
            name "alsa_%%p"
            playback_ports { 0 "%s" }
            capture_ports { 0 "system:capture_1" }
          }
          pcm.plugcard { type plug slave.pcm card }
          """
              .formatted(ALSA, port));
      Outcome played =
          tactus.run(
              "file(\"" + Recordings.SPEECH + "\") -> alsa(\"plugcard\")", "--period", "256");
      assumeTrue(
          !played.errors().contains("libasound_module_pcm_jack"),
          "peer 'jack plugin of libasound' not found");
      played.succeeded();
      listening.destroy();
      assertTrue(listening.waitFor(30, TimeUnit.SECONDS), "the listener ended");
      assertEquals(0, listening.exitValue());
      assertHeard(Recordings.samples(Recordings.SPEECH)[0], Recordings.samples(ear)[0]);
    }
  }

  /** Blocks of the speech in their order; a busy machine may cost a few of them. */
  private static void assertHeard(float[] speech, float[] heard) {
    int block = 512;
    int at = 0;
    int loud = 0;
    int found = 0;
    for (int from = 0; from + block <= speech.length; from += block) {
      if (Math.abs(speech[from]) < 1e-3) {
        continue;
      }
      loud++;
      int where = find(speech, from, block, heard, at);
      if (where >= 0) {
        found++;
        at = where;
      }
    }
    int all = loud;
    int there = found;
    assertTrue(all > 20 && there >= 0.9 * all, () -> there + " of " + all + " blocks arrived");
  }

  private static int find(float[] speech, int from, int length, float[] heard, int start) {
    for (int i = start; i + length <= heard.length; i++) {
      if (Math.abs(heard[i] - speech[from]) < 1e-6) {
        int matched = 1;
        while (matched < length && Math.abs(heard[i + matched] - speech[from + matched]) < 1e-6) {
          matched++;
        }
        if (matched == length) {
          return i;
        }
      }
    }
    return -1;
  }

  @Test
  void aServerThatGoesAwayEndsItsPipelineWithASentence() throws IOException, InterruptedException {
    String name = SERVER + "_b";
    Process server =
        new ProcessBuilder(
                "jackd", "-r", "-S", "-n", name, "-d", "dummy", "-r", "48000", "-p", "512")
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    Tactus other = tactus.withInstance(folder.resolve("away"));
    try {
      tool("jack_wait", "-w", "-t", "10", "-s", name);
      other.call("start").succeeded();
      other.shell("pipeline:create w 'tone() -> null()'");
      other.shell("pipeline:start w");
      other.shell("pipeline:create j 'tone() -> jack(\"\", server=\"" + name + "\")'");
      other.shell("pipeline:start j");
      Tactus.await("running", () -> row(other, "j").contains("running"));
      server.destroyForcibly().waitFor();
      Tactus.await(
          "the loss is named",
          () -> other.shell("pipeline:show j").matches("(?s).*(gone|shut|away|ended|lost).*"));
      assertTrue(row(other, "w").contains("running"), () -> row(other, "w"));
      other.exec("pipeline:stop j");
      other.shell("pipeline:remove j");
    } finally {
      server.destroyForcibly();
      other.close();
    }
  }

  private static String row(Tactus tactus, String pipeline) {
    return tactus
        .shell("pipeline:list")
        .lines()
        .filter(line -> line.startsWith(pipeline + " "))
        .findFirst()
        .orElse("");
  }
}
