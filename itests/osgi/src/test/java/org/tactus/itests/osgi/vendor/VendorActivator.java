// SPDX-License-Identifier: Apache-2.0
package org.tactus.itests.osgi.vendor;

import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;
import org.tactus.api.processor.ProcessorFactory;

/** A vendor's bundle whose processors fail in every way that Java has. */
public final class VendorActivator implements BundleActivator {
  @Override
  public void start(BundleContext context) {
    for (Failure failure : Failure.values()) {
      context.registerService(ProcessorFactory.class, new FailingFactory(failure), null);
    }
  }

  @Override
  public void stop(BundleContext context) {
    // The framework takes the services back.
  }
}
