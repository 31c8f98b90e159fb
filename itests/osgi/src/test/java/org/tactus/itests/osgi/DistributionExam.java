// SPDX-License-Identifier: Apache-2.0
package org.tactus.itests.osgi;

import static org.junit.Assert.assertTrue;
import static org.ops4j.pax.exam.CoreOptions.bundle;
import static org.ops4j.pax.exam.CoreOptions.composite;
import static org.ops4j.pax.exam.CoreOptions.frameworkProperty;
import static org.ops4j.pax.exam.CoreOptions.frameworkStartLevel;
import static org.ops4j.pax.exam.CoreOptions.options;
import static org.ops4j.pax.exam.CoreOptions.systemPackages;
import static org.ops4j.pax.exam.CoreOptions.url;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import javax.inject.Inject;
import org.junit.After;
import org.junit.runner.RunWith;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.junit.PaxExam;
import org.ops4j.pax.exam.options.UrlProvisionOption;
import org.ops4j.pax.exam.spi.reactors.ExamReactorStrategy;
import org.ops4j.pax.exam.spi.reactors.PerClass;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.service.cm.ConfigurationAdmin;
import org.tactus.api.RefusedException;
import org.tactus.engine.PipelineSpecification;
import org.tactus.engine.PipelineState;
import org.tactus.engine.PipelineStatus;
import org.tactus.engine.Pipelines;
import org.tactus.notation.Graph;
import org.tactus.notation.NotationException;

/**
 * A framework with every bundle of the distribution at the start level that the distribution says.
 */
@RunWith(PaxExam.class)
@ExamReactorStrategy(PerClass.class)
public abstract class DistributionExam {
  @Inject BundleContext context;
  @Inject Pipelines pipelines;
  @Inject ConfigurationAdmin configurations;

  /** What the container is to hold. */
  @Configuration
  public Option[] distribution() throws IOException {
    Path instance = Files.createTempDirectory(Path.of(scratch()), "i");
    for (String folder : List.of("run", "config")) {
      Files.createDirectory(instance.resolve(folder));
    }
    return options(
        frameworkProperty("tactus.home").value(home().toString()),
        frameworkProperty("tactus.instance").value(instance.toString()),
        frameworkProperty("tactus.mode").value("start"),
        frameworkProperty("org.osgi.framework.bsnversion").value("multiple"),
        frameworkProperty("felix.cm.pm").value("memory"),
        frameworkProperty("org.apache.felix.log.maxSize").value("0"),
        frameworkProperty("felix.fileinstall.dir").value(instance.resolve("config").toString()),
        frameworkProperty("felix.fileinstall.enableConfigSave").value("true"),
        frameworkProperty("felix.fileinstall.poll").value("200"),
        frameworkProperty("org.osgi.framework.startlevel.beginning").value("10"),
        frameworkStartLevel(10),
        systemPackages(
            "org.slf4j;version=2.0.17",
            "org.slf4j;version=1.7.36",
            "org.slf4j.event;version=2.0.17",
            "org.slf4j.helpers;version=2.0.17",
            "org.slf4j.spi;version=2.0.17",
            "org.osgi.service.log;version=1.5.0",
            "org.tactus.runtime.spi;version=1.1.0",
            "org.tactus.runtime.control;version=1.0.0"),
        link("org.apache.servicemix.bundles.hamcrest"),
        link("org.apache.servicemix.bundles.junit"),
        shipped());
  }

  /** Removes every pipeline, and waits until no file brings it back. */
  @After
  public void removePipelines() throws InterruptedException {
    await(
        "every pipeline removed",
        () -> {
          for (PipelineStatus pipeline : pipelines.list()) {
            try {
              pipelines.remove(pipeline.name());
            } catch (RefusedException _) {
              // Gone meanwhile, with its configuration.
            }
          }
          return pipelines.list().isEmpty();
        });
  }

  static String scratch() {
    return System.getProperty("tactus.scratch");
  }

  static Path home() {
    return Path.of(System.getProperty("tactus.distribution")).normalize();
  }

  private static Option link(String symbolicName) {
    return url("link:classpath:META-INF/links/" + symbolicName + ".link").startLevel(1);
  }

  /** The distribution's bundles, in folders named LEVEL-WHAT; those of level 0 are not started. */
  private static Option shipped() throws IOException {
    try (Stream<Path> files = Files.walk(home().resolve("bundles"))) {
      return composite(
          files
              .filter(file -> file.toString().endsWith(".jar"))
              .sorted()
              .map(DistributionExam::shipped)
              .toArray(Option[]::new));
    }
  }

  private static Option shipped(Path file) {
    int level = file.getParent().getFileName().toString().charAt(0) - '0';
    UrlProvisionOption option = bundle(file.toUri().toString());
    return level == 0 ? option.startLevel(1).noStart() : option.startLevel(level);
  }

  Bundle named(String symbolicName) {
    return Arrays.stream(context.getBundles())
        .filter(each -> symbolicName.equals(each.getSymbolicName()))
        .findFirst()
        .orElseThrow();
  }

  PipelineStatus status(String pipeline) {
    return pipelines.status(pipeline).orElseThrow();
  }

  void create(String name, String notation) throws RefusedException, NotationException {
    pipelines.create(PipelineSpecification.of(name, Graph.parse(notation)).withPeriod(256));
  }

  void run(String name, String notation)
      throws RefusedException, NotationException, InterruptedException {
    create(name, notation);
    pipelines.start(name);
    await("running", () -> status(name).state() == PipelineState.RUNNING);
  }

  void assertCyclesGoOn(String pipeline) throws InterruptedException {
    long before = status(pipeline).cycles();
    await("cycles of " + pipeline, () -> status(pipeline).cycles() > before + 20);
  }

  static void await(String what, BooleanSupplier condition) throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (!condition.getAsBoolean()) {
      assertTrue("not within 20 s: " + what, System.nanoTime() < deadline);
      TimeUnit.MILLISECONDS.sleep(10);
    }
  }
}
