// SPDX-License-Identifier: Apache-2.0
package org.tactus.runtime;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.tactus.runtime.spi.PipelineRunner;
import org.tactus.runtime.spi.RunHandle;
import org.tactus.runtime.spi.RunRefusedException;
import org.tactus.runtime.spi.RunRequest;

/** {@code tactus run}: one pipeline in the foreground. */
final class RunCommand {
  private static final Duration ENGINE_TIMEOUT = Duration.ofSeconds(10);
  private static final Duration STATUS_INTERVAL = Duration.ofMillis(250);

  private final Environment environment;
  private final Invocation.Run run;

  /** What a signal stops; empty until the pipeline has been started. */
  private final AtomicReference<RunHandle> running = new AtomicReference<>();

  RunCommand(Environment environment, Invocation.Run run) {
    this.environment = environment;
    this.run = run;
  }

  ExitStatus execute() throws OperatorException, InterruptedException, IOException {
    checkReport();
    Termination termination = Termination.onSignal(this::stop);
    ExitStatus status = ExitStatus.FAILURE;
    try (Session session = Session.open(environment)) {
      try {
        status = execute(session, termination);
      } catch (OperatorException e) {
        status = session.report(e);
      }
    } finally {
      termination.ended(status);
    }
    return status;
  }

  private ExitStatus execute(Session session, Termination termination)
      throws OperatorException, InterruptedException {
    RunRequest request =
        PipelineSource.find(run.pipeline(), session.instance().config(), environment.home())
            .request(run);
    Host host = Host.start(environment, session.instance(), Host.Mode.RUN);
    try {
      host.trouble().ifPresent(Main::complain);
      PipelineRunner runner =
          host.service(
              PipelineRunner.class,
              ENGINE_TIMEOUT,
              "The engine did not start; " + session.logFile() + " says why.");
      RunHandle handle = run(runner, request);
      running.set(handle);
      if (termination.signalled()) {
        handle.stop();
      }
      showUntilEnd(handle, host, session);
      return finish(handle);
    } finally {
      host.stop();
    }
  }

  private static RunHandle run(PipelineRunner runner, RunRequest request) throws OperatorException {
    try {
      return runner.run(request);
    } catch (RunRefusedException e) {
      throw new OperatorException(ExitStatus.FAILURE, e.getMessage(), e);
    }
  }

  private void showUntilEnd(RunHandle handle, Host host, Session session)
      throws InterruptedException {
    StatusLine line = new StatusLine(environment.terminal());
    boolean restStarted = false;
    while (!handle.awaitEnd(restStarted ? STATUS_INTERVAL : Duration.ZERO)) {
      if (!restStarted && handle.awaitFirstCycle(STATUS_INTERVAL)) {
        host.startRest();
        handle.hostStarted();
        session.complainAboutLog();
        restStarted = true;
      }
      line.show(handle.statusLine());
    }
    line.clear();
  }

  private ExitStatus finish(RunHandle handle) throws OperatorException {
    Map<String, Object> report = handle.report();
    System.out.print(RunReport.summary(report));
    if (run.report().isPresent()) {
      RunReport.write(report, run.report().get());
    }
    Optional<String> failure = handle.failure();
    if (failure.isPresent()) {
      throw new OperatorException(ExitStatus.FAILURE, failure.get());
    }
    return ExitStatus.SUCCESS;
  }

  /** Said before the run and not after it. */
  private void checkReport() throws OperatorException {
    if (run.report().isEmpty()) {
      return;
    }
    Path file = run.report().get();
    Path directory = file.getParent();
    if (Files.isDirectory(file) || directory == null || !Files.isWritable(directory)) {
      throw new OperatorException(
          ExitStatus.USAGE,
          "The report cannot be written to "
              + file
              + ": name a file in a directory that exists and that you may write to.");
    }
  }

  private void stop() {
    RunHandle handle = running.get();
    if (handle != null) {
      handle.stop();
    }
  }
}
