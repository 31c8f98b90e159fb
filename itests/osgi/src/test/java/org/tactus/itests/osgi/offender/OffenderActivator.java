// SPDX-License-Identifier: Apache-2.0
package org.tactus.itests.osgi.offender;

import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;
import org.tactus.api.processor.ProcessorFactory;

/** Offers the offender that the bundle's header {@value #HEADER} names. */
public final class OffenderActivator implements BundleActivator {
  /** The header. */
  public static final String HEADER = "Offence";

  @Override
  public void start(BundleContext context) {
    Offence offence = Offence.valueOf(context.getBundle().getHeaders().get(HEADER));
    context.registerService(ProcessorFactory.class, new OffenderFactory(offence), null);
  }

  @Override
  public void stop(BundleContext context) {
    // The framework takes the service back.
  }
}
