// SPDX-License-Identifier: Apache-2.0
package org.tactus.runtime;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** {@code tactus start}, {@code stop}, {@code status}, {@code doctor}: an instance as a whole. */
final class InstanceCommands {
  private static final Duration START_TIMEOUT = Duration.ofSeconds(60);
  private static final Duration STOP_TIMEOUT = Duration.ofSeconds(40);
  private static final long POLL_MILLIS = 50;

  private final Environment environment;

  InstanceCommands(Environment environment) {
    this.environment = environment;
  }

  /** Starts an instance that outlives this process; returns when it is ready. */
  ExitStatus start() throws OperatorException, InterruptedException, IOException {
    Path directory = environment.instance();
    OptionalLong running = Instance.running(directory);
    if (running.isPresent()) {
      throw new OperatorException(
          ExitStatus.FAILURE,
          "Tactus already runs in " + directory + " as process " + running.getAsLong() + ".");
    }
    Path output = directory.resolve("log/start.log");
    // One that was killed has left it behind.
    Files.deleteIfExists(Instance.readyFile(directory));
    Process process = spawn(directory, output);
    long deadline = System.nanoTime() + START_TIMEOUT.toNanos();
    while (!Files.exists(Instance.readyFile(directory))) {
      if (!process.isAlive()) {
        throw new OperatorException(ExitStatus.FAILURE, lastSentence(output));
      }
      if (System.nanoTime() > deadline) {
        process.destroy();
        throw new OperatorException(
            ExitStatus.FAILURE,
            "Tactus was not ready after "
                + START_TIMEOUT.toSeconds()
                + " s and has been stopped; "
                + directory.resolve("log/tactus.log")
                + " says how far it came.");
      }
      Thread.sleep(POLL_MILLIS);
    }
    System.out.println("Tactus runs in " + directory + " as process " + process.pid() + ".");
    Files.readAllLines(output).forEach(System.err::println);
    return ExitStatus.SUCCESS;
  }

  private Process spawn(Path directory, Path output) throws OperatorException {
    // setsid: a signal or hang-up of this terminal is none of the instance's business.
    ProcessBuilder builder =
        new ProcessBuilder(
            "setsid", environment.home().resolve("bin/tactus").toString(), "start", "--foreground");
    builder.environment().put("TACTUS_INSTANCE", directory.toString());
    environment.profile().ifPresent(name -> builder.environment().put("TACTUS_PROFILE", name));
    builder.directory(directory.toFile());
    builder.redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
    builder.redirectOutput(output.toFile());
    builder.redirectErrorStream(true);
    try {
      return builder.start();
    } catch (IOException e) {
      throw new OperatorException(
          ExitStatus.FAILURE,
          "The instance could not be started ("
              + e.getMessage()
              + "): see that setsid of the package util-linux is installed.",
          e);
    }
  }

  private static String lastSentence(Path output) throws IOException {
    List<String> lines = Files.readAllLines(output).stream().filter(l -> !l.isBlank()).toList();
    return lines.isEmpty()
        ? "Tactus ended at once and did not say why; see the log beside " + output + "."
        : lines.getLast().replaceFirst("^tactus: ", "");
  }

  /** Runs an instance in this process until a signal comes or its framework is stopped. */
  ExitStatus runInForeground() throws OperatorException, InterruptedException, IOException {
    CountDownLatch stop = new CountDownLatch(1);
    Termination termination = Termination.onSignal(stop::countDown);
    ExitStatus status = ExitStatus.FAILURE;
    try (Session session = Session.open(environment)) {
      try {
        Host host = Host.start(environment, session.instance(), Host.Mode.START);
        try {
          host.startRest();
          session.complainAboutLog();
          host.trouble().ifPresent(Main::complain);
          Files.createFile(Instance.readyFile(session.instance().directory()));
          session.log().info("Tactus {} is ready", Main.version());
          awaitStopOrShutdown(stop, host);
        } finally {
          host.stop();
        }
        session.log().info("Tactus has stopped");
        status = ExitStatus.SUCCESS;
      } catch (OperatorException e) {
        status = session.report(e);
      }
    } finally {
      termination.ended(status);
    }
    return status;
  }

  private static void awaitStopOrShutdown(CountDownLatch stop, Host host)
      throws InterruptedException {
    Thread frameworkWatch =
        new Thread(
            () -> {
              try {
                host.awaitStopped();
                stop.countDown();
              } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
              }
            },
            "tactus-framework-watch");
    frameworkWatch.setDaemon(true);
    frameworkWatch.start();
    stop.await();
  }

  ExitStatus stop() throws OperatorException, InterruptedException {
    Path directory = environment.instance();
    long pid = runningPid();
    ProcessHandle process =
        ProcessHandle.of(pid)
            .orElseThrow(() ->
                new OperatorException(
                    ExitStatus.FAILURE,
                    "The instance in "
                        + directory
                        + " is locked, but its process "
                        + pid
                        + " cannot be seen from here."));
    if (!process.destroy()) {
      throw new OperatorException(
          ExitStatus.FAILURE,
          "Process " + pid + " could not be stopped: see that you have the right to.");
    }
    long deadline = System.nanoTime() + STOP_TIMEOUT.toNanos();
    while (process.isAlive() && Instance.running(directory).isPresent()) {
      if (System.nanoTime() > deadline) {
        throw new OperatorException(
            ExitStatus.FAILURE,
            "Process "
                + pid
                + " has not stopped within "
                + STOP_TIMEOUT.toSeconds()
                + " s: end it with 'kill -9 "
                + pid
                + "'.");
      }
      TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
    }
    System.out.println("Tactus in " + directory + " has stopped.");
    return ExitStatus.SUCCESS;
  }

  private long runningPid() throws OperatorException {
    OptionalLong pid = Instance.running(environment.instance());
    if (pid.isEmpty()) {
      throw new OperatorException(
          ExitStatus.NOT_RUNNING, "No Tactus runs in " + environment.instance() + ".");
    }
    return pid.getAsLong();
  }

  ExitStatus status() throws OperatorException, IOException {
    long pid = runningPid();
    String since =
        ProcessHandle.of(pid)
            .flatMap(process -> process.info().startInstant())
            .map(start -> ", up " + readable(Duration.between(start, Instant.now())))
            .orElse("");
    System.out.println(
        "Tactus runs in " + environment.instance() + " as process " + pid + since + ".");
    try (ControlClient client = ControlClient.connect(environment.instance())) {
      int status = client.execute("pipeline:list", System.out, System.err);
      return status == 0 ? ExitStatus.SUCCESS : ExitStatus.FAILURE;
    }
  }

  private static String readable(Duration duration) {
    return duration.toDays() > 0
        ? duration.toDays() + " d " + duration.toHoursPart() + " h"
        : duration.toHours() > 0
            ? duration.toHours() + " h " + duration.toMinutesPart() + " min"
            : duration.toMinutes() > 0
                ? duration.toMinutes() + " min " + duration.toSecondsPart() + " s"
                : duration.toSeconds() + " s";
  }

  /** Asks the running instance; where none runs, starts the framework for it without a pipeline. */
  int doctor(boolean json) throws OperatorException, InterruptedException, IOException {
    if (Instance.running(environment.instance()).isPresent()) {
      return askDoctor(json);
    }
    try (Session session = Session.open(environment)) {
      Host host = Host.start(environment, session.instance(), Host.Mode.DOCTOR);
      try {
        host.startRest();
        host.trouble().ifPresent(Main::complain);
        return askDoctor(json);
      } finally {
        host.stop();
      }
    }
  }

  private int askDoctor(boolean json) throws OperatorException, IOException {
    try (ControlClient client = ControlClient.connect(environment.instance())) {
      return client.execute(json ? "rt:doctor --json" : "rt:doctor", System.out, System.err);
    }
  }
}
