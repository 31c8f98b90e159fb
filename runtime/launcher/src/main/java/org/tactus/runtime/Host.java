// SPDX-License-Identifier: Apache-2.0
package org.tactus.runtime;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.felix.framework.FrameworkFactory;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkEvent;
import org.osgi.framework.FrameworkListener;
import org.osgi.framework.launch.Framework;
import org.osgi.framework.startlevel.BundleStartLevel;
import org.osgi.framework.startlevel.FrameworkStartLevel;
import org.osgi.util.tracker.ServiceTracker;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The OSGi framework of one instance. */
final class Host {
  /** What the framework runs for; bundles read it from the framework property tactus.mode. */
  enum Mode {
    /** One pipeline in the foreground: the stored ones are left alone. */
    RUN,
    /** The stored pipelines. */
    START,
    /** No pipeline at all. */
    DOCTOR,
    /** One benchmark, with a pipeline of its own. */
    BENCH
  }

  /** The start level at which all is there that a pipeline needs. */
  private static final int PIPELINE_LEVEL = 5;

  private static final Logger LOG = LoggerFactory.getLogger(Host.class);
  private static final long STOP_TIMEOUT_MILLIS = 20_000;

  /** Packages that bundles take from the launcher's class path, so that both sides share them. */
  private static final List<String> SHARED_PACKAGES =
      List.of(
          "org.slf4j;version=" + libraryVersion(Logger.class, "2.0"),
          "org.slf4j.event;version=" + libraryVersion(Logger.class, "2.0"),
          "org.slf4j.helpers;version=" + libraryVersion(Logger.class, "2.0"),
          "org.slf4j.spi;version=" + libraryVersion(Logger.class, "2.0"),
          "org.osgi.service.log;version=1.5.0",
          "org.tactus.runtime.spi;version=1.1.0",
          "org.tactus.runtime.control;version=1.0.0");

  private final Framework framework;
  private final LogBridge logBridge;
  private final int lastLevel;

  private Host(Framework framework, LogBridge logBridge, int lastLevel) {
    this.framework = framework;
    this.logBridge = logBridge;
    this.lastLevel = lastLevel;
  }

  /** Starts all that a pipeline needs; returns when it is there. */
  static Host start(Environment environment, Instance instance, Mode mode)
      throws OperatorException {
    try {
      return start(environment, instance, mode, configuration(environment, instance, mode));
    } catch (IOException | BundleException e) {
      LOG.warn("The bundle cache is of no use and made anew", e);
    }
    try {
      deleteContents(instance.cache());
      return start(environment, instance, mode, configuration(environment, instance, mode));
    } catch (IOException | BundleException e) {
      throw new OperatorException(
          ExitStatus.FAILURE,
          "The framework did not start ("
              + e.getMessage()
              + "); "
              + instance.log().resolve("tactus.log")
              + " says more.",
          e);
    }
  }

  private static Host start(
      Environment environment, Instance instance, Mode mode, Map<String, Object> configuration)
      throws IOException, BundleException {
    ShippedBundles bundles =
        new ShippedBundles(environment.home().resolve("bundles"), instance.cache());
    configuration.put("tactus.startlevel.last", Integer.toString(bundles.lastLevel()));
    Framework framework = new FrameworkFactory().newFramework(configuration);
    LogBridge logBridge;
    try {
      framework.init();
      logBridge = new LogBridge(framework.getBundleContext());
      logBridge.open();
      bundles.install(framework.getBundleContext());
      framework.start();
    } catch (IOException | BundleException | RuntimeException e) {
      framework.stop();
      throw e;
    }
    LOG.info("{}: start level {} reached", mode, PIPELINE_LEVEL);
    return new Host(framework, logBridge, bundles.lastLevel());
  }

  private static Map<String, Object> configuration(
      Environment environment, Instance instance, Mode mode) throws IOException {
    Map<String, Object> map = new HashMap<>();
    map.put("tactus.home", environment.home().toString());
    map.put("tactus.instance", instance.directory().toString());
    map.put("tactus.mode", mode.name().toLowerCase(Locale.ROOT));
    map.put("tactus.process.start.epochNanos", startOfProcess());
    map.put(Constants.FRAMEWORK_STORAGE, instance.cache().resolve("felix").toString());
    map.put(Constants.FRAMEWORK_BEGINNING_STARTLEVEL, Integer.toString(PIPELINE_LEVEL));
    // A bundle is replaced by installing its successor beside it, of the same version too.
    map.put(Constants.FRAMEWORK_BSNVERSION, Constants.FRAMEWORK_BSNVERSION_MULTIPLE);
    map.put(Constants.FRAMEWORK_SYSTEMPACKAGES_EXTRA, String.join(",", SHARED_PACKAGES));
    // A bundle from elsewhere starts no earlier than those that watch over it.
    map.put("felix.startlevel.bundle", Integer.toString(PIPELINE_LEVEL));
    map.put("felix.log.logger", new FrameworkLogger());
    // INFO and above
    map.put("felix.log.level", "3");
    // Everything goes to the file at once; a history would keep the classes of exceptions.
    map.put("org.apache.felix.log.maxSize", "0");
    // The files in config/ are the only truth: nothing is kept beside them.
    map.put("felix.cm.pm", "memory");
    map.put("felix.fileinstall.dir", instance.config().toString());
    map.put("felix.fileinstall.filter", configurationFiles(mode));
    map.put("felix.fileinstall.tmpdir", instance.cache().resolve("fileinstall").toString());
    map.put("felix.fileinstall.noInitialDelay", "true");
    map.put("felix.fileinstall.enableConfigSave", "true");
    map.put("felix.fileinstall.configEncoding", "UTF-8");
    map.put("felix.fileinstall.poll", "1000");
    map.put("felix.fileinstall.log.level", "3");
    return map;
  }

  /** When bin/tactus began, or else the process, which may be older: a shell that became it. */
  private static String startOfProcess() throws IOException {
    String started = System.getProperty("tactus.process.start.epochNanos", "");
    return started.matches("[0-9]{16,19}") ? started : Long.toString(ProcessStart.epochNanos());
  }

  private static String configurationFiles(Mode mode) {
    return mode == Mode.START ? ".*\\.cfg" : "(?!org\\.tactus\\.pipeline-).*\\.cfg";
  }

  private static String libraryVersion(Class<?> type, String atLeast) {
    String version = type.getPackage().getImplementationVersion();
    return version == null ? atLeast : version;
  }

  private static void deleteContents(Path directory) throws IOException {
    Files.walkFileTree(
        directory,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path visited, IOException failure)
              throws IOException {
            if (failure != null) {
              throw failure;
            }
            if (!visited.equals(directory)) {
              Files.delete(visited);
            }
            return FileVisitResult.CONTINUE;
          }
        });
  }

  /** Waits for a service. */
  <T> T service(Class<T> type, Duration timeout, String missing)
      throws OperatorException, InterruptedException {
    ServiceTracker<T, T> tracker = new ServiceTracker<>(framework.getBundleContext(), type, null);
    tracker.open();
    T service = tracker.waitForService(Math.max(1, timeout.toMillis()));
    // The tracker stays open: it holds the service until the framework stops.
    if (service == null) {
      throw new OperatorException(ExitStatus.FAILURE, missing);
    }
    return service;
  }

  /** Starts everything else: the shell, the consoles. Returns when it is there. */
  void startRest() throws InterruptedException {
    CountDownLatch reached = new CountDownLatch(1);
    FrameworkListener listener =
        event -> {
          if (event.getType() == FrameworkEvent.STARTLEVEL_CHANGED) {
            reached.countDown();
          }
        };
    framework.adapt(FrameworkStartLevel.class).setStartLevel(lastLevel, listener);
    reached.await();
    LOG.info("start level {} reached", lastLevel);
  }

  /** The sentence for the operator if bundles that should run do not. */
  Optional<String> trouble() {
    int levelReached = framework.adapt(FrameworkStartLevel.class).getStartLevel();
    String names =
        Arrays.stream(framework.getBundleContext().getBundles())
            .filter(bundle -> shouldRunAndDoesNot(bundle, levelReached))
            .map(Bundle::getSymbolicName)
            .collect(Collectors.joining(", "));
    return names.isEmpty()
        ? Optional.empty()
        : Optional.of("Some bundles did not start (" + names + "); the log says why.");
  }

  private static boolean shouldRunAndDoesNot(Bundle bundle, int levelReached) {
    BundleStartLevel level = bundle.adapt(BundleStartLevel.class);
    return level.isPersistentlyStarted()
        && level.getStartLevel() <= levelReached
        && (bundle.getState() & (Bundle.ACTIVE | Bundle.STARTING)) == 0
        && bundle.getHeaders().get(Constants.FRAGMENT_HOST) == null;
  }

  /** Waits until something within has stopped the framework. */
  void awaitStopped() throws InterruptedException {
    framework.waitForStop(0);
  }

  /** Stops the framework; returns when it has stopped, or with a log entry if it does not. */
  void stop() {
    try {
      logBridge.close();
      framework.stop();
      if (framework.waitForStop(STOP_TIMEOUT_MILLIS).getType() == FrameworkEvent.WAIT_TIMEDOUT) {
        LOG.error(
            "The framework has not stopped within {} s",
            TimeUnit.MILLISECONDS.toSeconds(STOP_TIMEOUT_MILLIS));
      }
    } catch (BundleException e) {
      LOG.error("The framework could not be stopped", e);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
