// SPDX-License-Identifier: Apache-2.0
package org.tactus.runtime;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.tactus.runtime.spi.BenchmarkRunner;
import org.tactus.runtime.spi.RunRefusedException;

/** {@code tactus bench}: one benchmark, in a framework without stored pipelines. */
final class BenchCommand {
  private static final Duration RUNNER_TIMEOUT = Duration.ofSeconds(10);

  private final Environment environment;
  private final List<String> words;

  /** What a signal cancels; empty until the benchmarks are there. */
  private final AtomicReference<BenchmarkRunner> running = new AtomicReference<>();

  BenchCommand(Environment environment, List<String> words) {
    this.environment = environment;
    this.words = words;
  }

  ExitStatus execute() throws OperatorException, InterruptedException, IOException {
    Termination termination = Termination.onSignal(this::cancel);
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
    Host host = Host.start(environment, session.instance(), Host.Mode.BENCH);
    try {
      host.startRest();
      host.trouble().ifPresent(Main::complain);
      BenchmarkRunner runner =
          host.service(
              BenchmarkRunner.class,
              RUNNER_TIMEOUT,
              "The benchmarks did not start; " + session.logFile() + " says why.");
      running.set(runner);
      if (termination.signalled()) {
        runner.cancel();
      }
      return run(runner);
    } finally {
      host.stop();
    }
  }

  private ExitStatus run(BenchmarkRunner runner) throws OperatorException, InterruptedException {
    StatusLine line = new StatusLine(environment.terminal());
    boolean holds;
    try {
      holds = runner.run(words, System.out, line::show);
    } catch (RunRefusedException e) {
      throw new OperatorException(ExitStatus.FAILURE, e.getMessage(), e);
    } finally {
      line.clear();
    }
    System.out.flush();
    return holds ? ExitStatus.SUCCESS : ExitStatus.FAILURE;
  }

  private void cancel() {
    BenchmarkRunner runner = running.get();
    if (runner != null) {
      runner.cancel();
    }
  }
}
