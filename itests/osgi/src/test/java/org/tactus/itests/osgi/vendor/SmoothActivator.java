// SPDX-License-Identifier: Apache-2.0
package org.tactus.itests.osgi.vendor;

import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;
import org.tactus.api.processor.ProcessorFactory;

/** A vendor's bundle that keeps its contract; all its versions sound the same. */
public final class SmoothActivator implements BundleActivator {
  @Override
  public void start(BundleContext context) {
    context.registerService(
        ProcessorFactory.class,
        new SmoothFactory(context.getBundle().getVersion().toString()),
        null);
  }

  @Override
  public void stop(BundleContext context) {
    // The framework takes the service back.
  }
}
