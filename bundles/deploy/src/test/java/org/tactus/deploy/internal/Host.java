// SPDX-License-Identifier: Apache-2.0
package org.tactus.deploy.internal;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.felix.framework.FrameworkFactory;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.hooks.resolver.ResolverHookFactory;
import org.osgi.framework.hooks.service.EventListenerHook;
import org.osgi.framework.hooks.service.FindHook;
import org.osgi.framework.launch.Framework;
import org.tactus.api.processor.ProcessorFactory;
import org.tactus.isolation.Isolation;
import org.tactus.realtime.ThreadStopper;

/** A Felix framework with a deployer in it, over pipelines that are none. */
final class Host implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMillis(700);

  final FakePipelines pipelines = new FakePipelines();
  final Framework framework;
  final Bundle hostBundle;
  final Deployments deployments;
  final RecordingLogger log = new RecordingLogger();
  Settings settings;
  Isolation isolation;

  /** Starts where an earlier one ended, if there was one. */
  Host(Path instance) throws BundleException, IOException {
    String api =
        Stream.of("", ".node", ".parameter", ".processor", ".device", ".codec")
            .map(each -> "org.tactus.api" + each + ";version=1.0.0")
            .collect(Collectors.joining(","));
    framework =
        new FrameworkFactory()
            .newFramework(
                Map.of(
                    Constants.FRAMEWORK_STORAGE,
                    instance.resolve("cache").toString(),
                    Constants.FRAMEWORK_SYSTEMPACKAGES_EXTRA,
                    api,
                    Constants.FRAMEWORK_BSNVERSION,
                    Constants.FRAMEWORK_BSNVERSION_MULTIPLE,
                    "felix.log.level",
                    "1"));
    framework.start();
    BundleContext system = framework.getBundleContext();
    Bundle present = system.getBundle("host:");
    hostBundle =
        present != null
            ? present
            : system.installBundle(
                "host:",
                new ByteArrayInputStream(
                    VendorJar.library("org.example.host", "1.0.0")
                        .header("Import-Package", "com.example.wanted;resolution:=optional")
                        .bytes()));
    hostBundle.start();
    BundleContext context = hostBundle.getBundleContext();
    Seclusion seclusion = new Seclusion(context);
    var _ =
        context.registerService(
            new String[] {
              ResolverHookFactory.class.getName(),
              EventListenerHook.class.getName(),
              FindHook.class.getName()
            },
            seclusion,
            null);
    Settings defaults = Settings.defaults(instance.resolve("config"));
    settings = with(defaults, SignaturePolicy.WARN, List.of());
    deployments =
        new Deployments(
            context,
            seclusion,
            Store.open(instance.resolve("var/deploy")),
            pipelines.pipelines(),
            new Attempts(stopper(), log.logger()),
            () -> settings,
            () -> isolation,
            () -> null,
            log.logger());
    deployments.restore();
  }

  static Settings with(Settings former, SignaturePolicy policy, List<String> trusted) {
    return new Settings(
        policy,
        former.trust(),
        former.password(),
        trusted.stream().map(Pattern::compile).toList(),
        PATIENCE,
        former.kept());
  }

  /** Without JVMTI: an interrupt ends the hanging code of these tests. */
  private static ThreadStopper stopper() {
    return (thread, _, returned, patience) -> {
      long deadline = System.nanoTime() + patience.toNanos();
      while (!returned.getAsBoolean()) {
        if (System.nanoTime() > deadline) {
          return false;
        }
        thread.interrupt();
        Thread.sleep(5);
      }
      return true;
    };
  }

  /** The deployed bundles in the framework, as {@code name version state}. */
  List<String> bundles() {
    return Arrays.stream(framework.getBundleContext().getBundles())
        .filter(Seclusion::isDeployed)
        .map(bundle -> bundle.getSymbolicName() + " " + bundle.getVersion() + " " + state(bundle))
        .sorted()
        .toList();
  }

  private static String state(Bundle bundle) {
    return bundle.getState() == Bundle.ACTIVE ? "active" : "state " + bundle.getState();
  }

  /** The {@code service.id} of the factory of a type that everyone sees. */
  long service(String version) throws InvalidSyntaxException {
    return factories(version).findFirst().orElseThrow();
  }

  /** How many factories everyone sees. */
  long factories() throws InvalidSyntaxException {
    return factories("").count();
  }

  private Stream<Long> factories(String version) throws InvalidSyntaxException {
    ServiceReference<?>[] all =
        stranger().getAllServiceReferences(ProcessorFactory.class.getName(), null);
    return all == null
        ? Stream.of()
        : Arrays.stream(all)
            .filter(reference -> reference.getBundle().getVersion().toString().startsWith(version))
            .map(reference -> (Long) reference.getProperty(Constants.SERVICE_ID));
  }

  /** Somebody else's context: the system bundle sees what is hidden from others. */
  BundleContext stranger() {
    try {
      Bundle stranger = framework.getBundleContext().getBundle("stranger:");
      if (stranger == null) {
        stranger =
            framework
                .getBundleContext()
                .installBundle(
                    "stranger:",
                    new ByteArrayInputStream(
                        VendorJar.library("org.example.stranger", "1.0.0")
                            .header("DynamicImport-Package", "*")
                            .bytes()));
        stranger.start();
      }
      return stranger.getBundleContext();
    } catch (BundleException | IOException e) {
      throw new IllegalStateException(e);
    }
  }

  static void await(BooleanSupplier condition) throws InterruptedException {
    long deadline = System.nanoTime() + Duration.ofSeconds(10).toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("not within 10 s");
      }
      Thread.sleep(10);
    }
  }

  @Override
  public void close() throws BundleException {
    deployments.close();
    framework.stop();
    try {
      framework.waitForStop(10_000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
