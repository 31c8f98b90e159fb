// SPDX-License-Identifier: Apache-2.0
package org.tactus.bench.internal;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceReference;
import org.tactus.api.RefusedException;
import org.tactus.api.processor.ProcessorFactory;
import org.tactus.hygiene.ClassLoaderWatch;
import org.tactus.hygiene.LeakDetector;

/** Installs a shipped bundle again and again beside itself, and sees whether the copies go. */
final class Copies {

  private static final String LOCATION = "tactus-bench:";
  private static final String REFERENCE = "reference:";

  private final BundleContext context;
  private final LeakDetector detector;
  private final List<ClassLoaderWatch> watches = new ArrayList<>();
  private int installed;

  Copies(BundleContext context, LeakDetector detector) {
    this.context = context;
    this.detector = detector;
  }

  /** Takes away what a run that was killed has left in the framework's cache. */
  static void clear(BundleContext context) throws BundleException {
    for (Bundle bundle : context.getBundles()) {
      if (bundle.getLocation().startsWith(LOCATION)) {
        bundle.uninstall();
      }
    }
  }

  /**
   * Installs and starts one more copy.
   *
   * @param symbolicName of a shipped bundle
   */
  Bundle install(String symbolicName) throws RefusedException {
    String location = LOCATION + symbolicName + "/" + installed++;
    try (InputStream jar = jar(symbolicName)) {
      Bundle copy = context.installBundle(location, jar);
      copy.start(Bundle.START_TRANSIENT);
      return copy;
    } catch (IOException | BundleException e) {
      throw new RefusedException(
          "bundle " + symbolicName + " cannot be installed once more: " + e.getMessage());
    }
  }

  private InputStream jar(String symbolicName) throws RefusedException, IOException {
    Bundle shipped =
        Arrays.stream(context.getBundles())
            .filter(bundle ->
                symbolicName.equals(bundle.getSymbolicName())
                    && bundle.getLocation().startsWith(REFERENCE))
            .findFirst()
            .orElseThrow(() ->
                new RefusedException(
                    "bundle " + symbolicName + " is not there; take the whole distribution"));
    return URI.create(shipped.getLocation().substring(REFERENCE.length())).toURL().openStream();
  }

  /** The service of a copy's processor. */
  static long serviceId(Bundle copy) throws RefusedException {
    ServiceReference<?>[] services = copy.getRegisteredServices();
    if (services != null) {
      for (ServiceReference<?> service : services) {
        String[] classes = (String[]) service.getProperty(Constants.OBJECTCLASS);
        if (Arrays.asList(classes).contains(ProcessorFactory.class.getName())) {
          return (Long) service.getProperty(Constants.SERVICE_ID);
        }
      }
    }
    throw new RefusedException("bundle " + copy.getLocation() + " registered no processor");
  }

  /** Uninstalls a copy, whose class loader must then go. */
  void remove(Bundle copy) throws RefusedException {
    watches.add(detector.watch(copy));
    try {
      copy.stop(Bundle.STOP_TRANSIENT);
      copy.uninstall();
    } catch (BundleException e) {
      throw new RefusedException(
          "bundle " + copy.getLocation() + " does not go: " + e.getMessage());
    }
  }

  /** Collects garbage until all that were removed have gone, or the time is over. */
  void collect(Duration limit) throws InterruptedException {
    long deadline = System.nanoTime() + limit.toNanos();
    for (ClassLoaderWatch watch : watches) {
      long left = deadline - System.nanoTime();
      if (!watch.collected() && left > 0) {
        watch.awaitCollection(Duration.ofNanos(left));
      }
    }
  }

  /** How many were removed. */
  int removed() {
    return watches.size();
  }

  /** How many of these have gone. */
  int collected() {
    return (int) watches.stream().filter(ClassLoaderWatch::collected).count();
  }

  /** What keeps the first of those that have not gone; empty where all have. */
  String retainers() throws InterruptedException {
    for (ClassLoaderWatch watch : watches) {
      if (!watch.collected()) {
        List<String> sentences =
            new ArrayList<>(watch.retainers().stream().map(each -> each.sentence()).toList());
        if (sentences.isEmpty()) {
          try {
            watch.heapPath().forEach(each -> sentences.add(each.sentence()));
          } catch (IOException e) {
            sentences.add("what keeps it was not found: " + e.getMessage());
          }
        }
        return watch.bundle()
            + " (bundle "
            + watch.bundleId()
            + "): "
            + sentences.stream().collect(Collectors.joining("; "));
      }
    }
    return "";
  }
}
