// SPDX-License-Identifier: Apache-2.0
package org.tactus.hygiene.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleEvent;
import org.osgi.framework.SynchronousBundleListener;
import org.osgi.framework.wiring.BundleWiring;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.log.Logger;
import org.osgi.service.log.LoggerFactory;
import org.tactus.hygiene.ClassLoaderWatch;
import org.tactus.hygiene.ExitCall;
import org.tactus.hygiene.LeakDetector;
import org.tactus.hygiene.StrayThread;
import org.tactus.realtime.ThreadStopper;

/** Watches vendor bundles from their stop on. */
@Component(
    service = LeakDetector.class,
    immediate = true,
    configurationPid = ExitGuardComponent.PID)
public final class LeakDetectorComponent implements LeakDetector, SynchronousBundleListener {
  private static final int LONGEST_GRACE_MILLIS = 60_000;

  private final Logger logger;
  private final ExitCalls exits;
  private final ThreadStopper stopper;
  private final BundleContext context;
  private final String home;
  private final HeapPath heapPath;
  private final List<Watch> watches = new ArrayList<>();
  private final ScheduledExecutorService later =
      Executors.newSingleThreadScheduledExecutor(
          task -> Thread.ofPlatform().daemon().name("tactus-hygiene").unstarted(task));
  private volatile VendorBundles vendors;
  private volatile boolean stopsThreads;
  private volatile int graceMillis;

  /** Called by Declarative Services. */
  @Activate
  public LeakDetectorComponent(
      @Reference(service = LoggerFactory.class) Logger logger,
      @Reference ExitCalls exits,
      @Reference ThreadStopper stopper,
      BundleContext context,
      HygieneConfiguration configuration) {
    this.logger = logger;
    this.exits = exits;
    this.stopper = stopper;
    this.context = context;
    this.home = context.getProperty("tactus.home");
    this.heapPath = new HeapPath(context.getBundle().getLocation());
    modified(configuration);
    context.addBundleListener(this);
  }

  /** Holds from the next stop of a bundle on. */
  @Modified
  void modified(HygieneConfiguration configuration) {
    vendors = new VendorBundles(home, List.of(configuration.trusted()));
    int grace = configuration.threads_grace_ms();
    if (grace < 0 || grace > LONGEST_GRACE_MILLIS) {
      logger.error(
          "Configuration {}: threads.grace.ms is {}; choose 0 to {}",
          ExitGuardComponent.PID,
          grace,
          LONGEST_GRACE_MILLIS);
      grace = Math.clamp(grace, 0, LONGEST_GRACE_MILLIS);
    }
    graceMillis = grace;
    switch (configuration.threads_uninstalled()) {
      case "stop" -> stopsThreads = true;
      case "name" -> stopsThreads = false;
      default ->
          logger.error(
              "Configuration {}: threads.uninstalled is '{}'; write name or stop",
              ExitGuardComponent.PID,
              configuration.threads_uninstalled());
    }
  }

  /** Ends the watching; what was watched may be collected as before. */
  @Deactivate
  void deactivate() {
    context.removeBundleListener(this);
    later.shutdownNow();
  }

  @Override
  public List<StrayThread> threads(Bundle bundle) {
    BundleWiring wiring = bundle.adapt(BundleWiring.class);
    ClassLoader loader = wiring == null ? null : wiring.getClassLoader();
    return loader == null
        ? List.of()
        : new ThreadScan(loader, VendorBundles.name(wiring))
            .threads().stream().map(ThreadScan.Found::stray).toList();
  }

  @Override
  public ClassLoaderWatch watch(Bundle bundle) {
    BundleWiring wiring = bundle.adapt(BundleWiring.class);
    if (wiring == null || wiring.getClassLoader() == null) {
      throw new IllegalArgumentException(
          "bundle " + bundle.getSymbolicName() + " is not resolved and so has no class loader");
    }
    return watch(wiring);
  }

  private Watch watch(BundleWiring wiring) {
    ClassLoader loader = wiring.getClassLoader();
    synchronized (watches) {
      watches.removeIf(Watch::collected);
      for (Watch each : watches) {
        if (each.loader.refersTo(loader)) {
          return each;
        }
      }
      Watch watch = new Watch(wiring, heapPath);
      watches.add(watch);
      return watch;
    }
  }

  @Override
  public List<ClassLoaderWatch> retained() {
    synchronized (watches) {
      watches.removeIf(Watch::collected);
      return watches.stream()
          .filter(each -> each.givenUp)
          .map(ClassLoaderWatch.class::cast)
          .toList();
    }
  }

  @Override
  public List<ExitCall> exitCalls() {
    return exits.exitCalls();
  }

  @Override
  public void bundleChanged(BundleEvent event) {
    Bundle bundle = event.getBundle();
    if (!vendors.isVendor(bundle) || frameworkEnds()) {
      return;
    }
    switch (event.getType()) {
      case BundleEvent.STOPPED -> {
        BundleWiring wiring = bundle.adapt(BundleWiring.class);
        if (wiring != null && wiring.getClassLoader() != null) {
          afterGrace(watch(wiring), bundle.getBundleId());
        }
      }
      case BundleEvent.UPDATED, BundleEvent.UNINSTALLED -> giveUp(bundle.getBundleId());
      default -> {
        // Nothing is left behind.
      }
    }
  }

  private boolean frameworkEnds() {
    return (context.getBundle(0).getState() & (Bundle.ACTIVE | Bundle.STARTING)) == 0;
  }

  /** The watches of a bundle are of class loaders it no longer has. */
  private void giveUp(long bundleId) {
    synchronized (watches) {
      for (Watch each : watches) {
        each.givenUp |= each.bundleId() == bundleId;
      }
    }
  }

  private void afterGrace(Watch watch, long bundleId) {
    Future<?> _ =
        later.schedule(
            () -> {
              try {
                Bundle bundle = context.getBundle(bundleId);
                if (watch.givenUp || bundle == null || bundle.getState() != Bundle.ACTIVE) {
                  nameThreads(watch);
                }
              } catch (InterruptedException _) {
                // The component ends.
                Thread.currentThread().interrupt();
              } catch (RuntimeException e) {
                logger.error("The threads of bundle {} could not be told", watch.bundle(), e);
              }
            },
            graceMillis,
            TimeUnit.MILLISECONDS);
  }

  private void nameThreads(Watch watch) throws InterruptedException {
    ClassLoader loader = watch.loader.get();
    if (loader == null) {
      return;
    }
    for (ThreadScan.Found each : new ThreadScan(loader, watch.bundle()).threads()) {
      logger.warn("{}", each.stray().sentence());
      if (stopsThreads && watch.givenUp && each.stray().owned()) {
        logger.warn("{}", StrayThreads.end(each.thread(), watch.bundle(), stopper));
      }
    }
  }
}
