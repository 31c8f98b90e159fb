// SPDX-License-Identifier: Apache-2.0
package org.tactus.hygiene.internal;

import java.io.IOException;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.ResourceBundle;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.osgi.framework.wiring.BundleWiring;
import org.tactus.hygiene.ClassLoaderWatch;
import org.tactus.hygiene.Retainer;

/** Holds the class loader and its wiring weakly. */
final class Watch implements ClassLoaderWatch {
  private static final AtomicLong TOKENS = new AtomicLong();
  private static final long BETWEEN_COLLECTIONS_MILLIS = 100;

  /** By which a heap dump's reader finds this object and so the class loader. */
  final long token = TOKENS.incrementAndGet();

  final WeakReference<ClassLoader> loader;
  private final WeakReference<BundleWiring> wiring;
  private final String bundle;
  private final long bundleId;
  private final Instant since = Instant.now();
  private final HeapPath heapPath;

  /** Whether the bundle was uninstalled or has another class loader. */
  volatile boolean givenUp;

  Watch(BundleWiring wiring, HeapPath heapPath) {
    this.loader = new WeakReference<>(wiring.getClassLoader());
    this.wiring = new WeakReference<>(wiring);
    this.bundle = VendorBundles.name(wiring);
    this.bundleId = wiring.getBundle().getBundleId();
    this.heapPath = heapPath;
  }

  @Override
  public String bundle() {
    return bundle;
  }

  @Override
  public long bundleId() {
    return bundleId;
  }

  @Override
  public Instant since() {
    return since;
  }

  @Override
  public boolean collected() {
    return loader.refersTo(null);
  }

  @Override
  public boolean awaitCollection(Duration limit) throws InterruptedException {
    forgetResourceBundles();
    long begin = System.nanoTime();
    while (!collected()) {
      System.gc();
      if (collected() || System.nanoTime() - begin >= limit.toNanos()) {
        break;
      }
      TimeUnit.MILLISECONDS.sleep(BETWEEN_COLLECTIONS_MILLIS);
    }
    return collected();
  }

  /** Resource bundles are cached softly: the JDK would keep them until memory is short. */
  private void forgetResourceBundles() {
    ClassLoader present = loader.get();
    if (present != null) {
      ResourceBundle.clearCache(present);
    }
  }

  @Override
  public List<Retainer> retainers() {
    ClassLoader present = loader.get();
    return present == null ? List.of() : new Roots(present, bundle).find(wiring.get());
  }

  @Override
  public List<Retainer> heapPath() throws IOException, InterruptedException {
    return collected() ? List.of() : heapPath.find(this);
  }
}
