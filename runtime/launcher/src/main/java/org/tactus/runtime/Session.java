// SPDX-License-Identifier: Apache-2.0
package org.tactus.runtime;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An instance that this process has locked, configured and begun a log in. A class that runs before
 * there is one must not make a logger: Logback would start without its configuration.
 */
final class Session implements AutoCloseable {
  /** Each start begins a log of the JVM of its own, named by its process. */
  private static final int KEPT_JVM_LOGS = 10;

  private final Instance instance;
  private final Logging logging;
  private final Logger log;

  private Session(Instance instance, Logging logging) {
    this.instance = instance;
    this.logging = logging;
    this.log = LoggerFactory.getLogger(Session.class);
  }

  static Session open(Environment environment) throws OperatorException, IOException {
    Instance instance = Instance.open(environment.instance());
    try {
      List<String> kept =
          new ShippedConfiguration(environment.home(), instance.directory())
              .apply(environment.profile());
      Session session = new Session(instance, Logging.start());
      if (!kept.isEmpty()) {
        session.log.info(
            "Changed here, so not taken from the distribution: {}", String.join(", ", kept));
      }
      session.pruneJvmLogs();
      return session;
    } catch (OperatorException e) {
      instance.close();
      throw e;
    }
  }

  Instance instance() {
    return instance;
  }

  Logger log() {
    return log;
  }

  /** Where the operator finds more than one sentence. */
  Path logFile() {
    return instance.log().resolve("tactus.log");
  }

  /** Tells the operator if the log does not work. */
  void complainAboutLog() throws InterruptedException {
    logging.trouble().ifPresent(Main::complain);
  }

  /** One sentence to the operator, the trace to the log. */
  ExitStatus report(OperatorException e) {
    log.error(e.getMessage(), e);
    Main.complain(e.getMessage());
    return e.status();
  }

  private void pruneJvmLogs() {
    try (Stream<Path> files = Files.list(instance.log())) {
      List<Path> oldest =
          files
              .filter(file -> file.getFileName().toString().startsWith("jvm-"))
              .sorted(Comparator.comparing(Session::modified).reversed())
              .skip(KEPT_JVM_LOGS)
              .toList();
      for (Path file : oldest) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      log.warn("Old logs of the JVM could not be removed", e);
    }
  }

  private static FileTime modified(Path file) {
    try {
      return Files.getLastModifiedTime(file);
    } catch (IOException _) {
      return FileTime.fromMillis(0);
    }
  }

  @Override
  public void close() throws IOException {
    logging.stop();
    instance.close();
  }
}
