// SPDX-License-Identifier: Apache-2.0
package org.tactus.device.jack.internal;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.tactus.testkit.Peers;

/** A JACK server with the dummy driver and a name of its own, and JACK's tools for it. */
final class JackServer implements AutoCloseable {

  final String name;
  private final int rate;
  private final int period;
  private Process process;
  private volatile boolean wasKilled;

  private JackServer(String name, int rate, int period) throws IOException {
    this.name = name;
    this.rate = rate;
    this.period = period;
    this.process = launch();
  }

  /** Starts a server, or skips the test by the name of what is missing. */
  static JackServer start(String use, int rate, int period)
      throws IOException, InterruptedException {
    for (String tool : List.of("jackd", "jack_wait", "jack_lsp", "jack_rec", "jack_iodelay")) {
      String missing = Peers.missing(tool);
      assumeTrue(missing == null, missing);
    }
    String name = "tactus_" + use + "_" + ProcessHandle.current().pid();
    JackServer server = new JackServer(name, rate, period);
    server.awaitStart();
    return server;
  }

  private Process launch() throws IOException {
    return new ProcessBuilder(
            "jackd",
            "-r",
            "-S",
            "-n",
            name,
            "-d",
            "dummy",
            "-r",
            Integer.toString(rate),
            "-p",
            Integer.toString(period))
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .redirectError(ProcessBuilder.Redirect.DISCARD)
        .start();
  }

  private void awaitStart() throws IOException, InterruptedException {
    Process wait = tool("jack_wait", "-w", "-t", "10", "-s", name);
    wait.getInputStream().readAllBytes();
    if (wait.waitFor() != 0) {
      stop();
      throw new IOException("jackd " + name + " did not start");
    }
  }

  /** Starts one of JACK's tools on this server. */
  Process tool(String... command) throws IOException {
    List<String> all = new ArrayList<>(List.of(command));
    ProcessBuilder builder = new ProcessBuilder(all).redirectErrorStream(true);
    builder.environment().put("JACK_DEFAULT_SERVER", name);
    return builder.start();
  }

  /** Records ports to a WAV file of 32-bit samples until it is closed. */
  Process record(Path file, int seconds, String... ports) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                "jack_rec", "-f", file.toString(), "-d", Integer.toString(seconds), "-b", "32"));
    command.addAll(List.of(ports));
    return tool(command.toArray(String[]::new));
  }

  /** Ends the server without a word. */
  void kill() throws InterruptedException {
    wasKilled = true;
    process.destroyForcibly().waitFor();
  }

  /** A killed server is started and ended in order, or its place in JACK's registry is lost. */
  @Override
  public void close() throws IOException, InterruptedException {
    if (wasKilled) {
      process = launch();
      awaitStart();
    }
    stop();
  }

  private void stop() throws InterruptedException {
    process.destroy();
    if (!process.waitFor(5, TimeUnit.SECONDS)) {
      process.destroyForcibly().waitFor();
    }
  }
}
