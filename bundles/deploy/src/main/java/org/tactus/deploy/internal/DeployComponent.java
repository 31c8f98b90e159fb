// SPDX-License-Identifier: Apache-2.0
package org.tactus.deploy.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.osgi.framework.hooks.resolver.ResolverHookFactory;
import org.osgi.framework.hooks.service.EventListenerHook;
import org.osgi.framework.hooks.service.FindHook;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.osgi.service.log.Logger;
import org.osgi.service.log.LoggerFactory;
import org.osgi.service.metatype.annotations.Designate;
import org.tactus.api.RefusedException;
import org.tactus.deploy.DeployedBundle;
import org.tactus.deploy.Deployer;
import org.tactus.deploy.DeploymentEvent;
import org.tactus.deploy.DeploymentPlan;
import org.tactus.deploy.DeploymentReport;
import org.tactus.deploy.DeploymentReport.Action;
import org.tactus.engine.Pipelines;
import org.tactus.hygiene.LeakDetector;
import org.tactus.isolation.Isolation;
import org.tactus.realtime.ThreadStopper;

/** The deployment of this instance: its folder, its store, its configuration. */
@Component(service = Deployer.class, immediate = true, configurationPid = Settings.PID)
@Designate(ocd = DeployConfiguration.class)
public final class DeployComponent implements Deployer {
  private static final long JOIN_MILLIS = 10_000;

  private final Path configurationDirectory;
  private final Deployments deployments;
  private final DeployFolder folder;
  private final boolean active;
  private final Logger log;
  private final ServiceRegistration<?> hooks;
  private final Thread watch;
  private final AtomicBoolean reconsider = new AtomicBoolean();
  private volatile Settings settings;

  @Reference(
      cardinality = ReferenceCardinality.OPTIONAL,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  volatile Isolation isolation;

  @Reference(
      cardinality = ReferenceCardinality.OPTIONAL,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  volatile LeakDetector leaks;

  /** Makes the folder and the store where there is none. */
  @Activate
  public DeployComponent(
      BundleContext context,
      DeployConfiguration configuration,
      Map<String, Object> properties,
      @Reference Pipelines pipelines,
      @Reference ThreadStopper stopper,
      @Reference(service = LoggerFactory.class) Logger log)
      throws IOException {
    this.log = log;
    Path instance = Path.of(context.getProperty("tactus.instance"));
    configurationDirectory = instance.resolve("config");
    settings = Settings.defaults(configurationDirectory);
    modified(configuration, properties);
    Path directory = instance.resolve("deploy");
    if (!Files.isDirectory(directory)) {
      Files.createDirectory(
          directory,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    }
    Seclusion seclusion = new Seclusion(context);
    deployments =
        new Deployments(
            context,
            seclusion,
            Store.open(instance.resolve("var/deploy")),
            pipelines,
            new Attempts(stopper, log),
            () -> settings,
            () -> isolation,
            () -> leaks,
            log);
    folder = new DeployFolder(directory, deployments, log);
    active = !"doctor".equals(context.getProperty("tactus.mode"));
    hooks =
        context.registerService(
            new String[] {
              ResolverHookFactory.class.getName(),
              EventListenerHook.class.getName(),
              FindHook.class.getName()
            },
            seclusion,
            null);
    watch = new Thread(this::watch, "tactus-deploy");
    watch.setDaemon(true);
  }

  /** Starts what is deployed; returns when its services are there. */
  @Activate
  void start() throws IOException {
    if (active) {
      deployments.restore();
      folder.scan(true);
      watch.start();
    }
  }

  @Modified
  void modified(DeployConfiguration configuration, Map<String, Object> properties) {
    try {
      settings = Settings.of(configuration, properties, configurationDirectory);
      reconsider.set(true);
    } catch (RefusedException e) {
      log.error("{}; the former configuration stays", e.getMessage());
    }
  }

  @Deactivate
  void stop() throws InterruptedException {
    watch.interrupt();
    watch.join(JOIN_MILLIS);
    deployments.close();
    hooks.unregister();
  }

  private void watch() {
    String complaint = "";
    while (!Thread.currentThread().isInterrupted()) {
      try {
        TimeUnit.MILLISECONDS.sleep(DeployFolder.POLL_MILLIS);
        if (reconsider.getAndSet(false)) {
          deployments.retry();
          folder.retry();
        }
        folder.scan(false);
        complaint = "";
      } catch (InterruptedException _) {
        return;
      } catch (IOException | RuntimeException e) {
        // Said once, not with every look; the next look may go well.
        if (!complaint.equals(e.toString())) {
          complaint = e.toString();
          log.error("The deploy folder cannot be read", e);
        }
      }
    }
  }

  private static Path absolute(Path jar) throws RefusedException {
    if (!jar.isAbsolute()) {
      throw new RefusedException(
          "'" + jar + "' is relative to nothing that Tactus knows: give the whole path.");
    }
    if (!Files.isRegularFile(jar)) {
      throw new RefusedException("There is no file " + jar + ": give the path of a jar.");
    }
    return jar;
  }

  @Override
  public DeploymentPlan plan(Path jar) throws RefusedException {
    return deployments.plan(absolute(jar));
  }

  @Override
  public DeploymentReport install(Path jar) throws RefusedException {
    return deploy(Action.INSTALL, jar);
  }

  @Override
  public DeploymentReport update(Path jar) throws RefusedException {
    return deploy(Action.UPDATE, jar);
  }

  private DeploymentReport deploy(Action action, Path jar) throws RefusedException {
    DeploymentReport report = deployments.deploy(action, absolute(jar), jar.toString());
    reconsider.set(true);
    return report;
  }

  @Override
  public DeploymentReport rollback(String symbolicName) throws RefusedException {
    return deployments.rollback(symbolicName);
  }

  @Override
  public DeploymentReport uninstall(String symbolicName) throws RefusedException {
    return deployments.uninstall(symbolicName);
  }

  @Override
  public List<DeployedBundle> list() {
    return deployments.list();
  }

  @Override
  public List<DeploymentEvent> history() {
    return deployments.history();
  }
}
