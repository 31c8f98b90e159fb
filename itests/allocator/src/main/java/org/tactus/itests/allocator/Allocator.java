// SPDX-License-Identifier: Apache-2.0
package org.tactus.itests.allocator;

import java.util.concurrent.locks.LockSupport;
import org.osgi.annotation.bundle.Header;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;

/** Allocates {@value #MEGABYTES_PER_SECOND} MB a second for as long as its bundle runs. */
@Header(name = Constants.BUNDLE_ACTIVATOR, value = "${@class}")
public final class Allocator implements BundleActivator {

  private static final int MEGABYTES_PER_SECOND = 250;
  private static final int ARRAY_BYTES = 4096;
  private static final int SLICES_PER_SECOND = 200;
  private static final int KEPT = 4096;

  /** Some arrays live for a while, so that the collector has something to mark and to move. */
  private final byte[][] kept = new byte[KEPT][];

  private volatile boolean stopping;
  private volatile long allocatedBytes;
  private Thread thread;

  @Override
  public void start(BundleContext context) {
    thread = new Thread(this::allocate, "itests-allocator");
    thread.setDaemon(true);
    thread.start();
  }

  private void allocate() {
    long slice = MEGABYTES_PER_SECOND * 1_000_000L / SLICES_PER_SECOND;
    long start = System.nanoTime();
    long begun = start;
    long bytes = 0;
    int place = 0;
    for (long n = 1; !stopping; n++) {
      for (long done = 0; done < slice; done += ARRAY_BYTES) {
        kept[place] = new byte[ARRAY_BYTES];
        place = (place + 1) % KEPT;
      }
      bytes += slice;
      allocatedBytes = bytes;
      LockSupport.parkNanos(begun + n * (1_000_000_000L / SLICES_PER_SECOND) - System.nanoTime());
    }
    System.setProperty(
        "tactus.itests.allocated.MBps",
        Long.toString(allocatedBytes * 1000 / (System.nanoTime() - start)));
  }

  @Override
  public void stop(BundleContext context) throws InterruptedException {
    stopping = true;
    thread.join();
  }
}
