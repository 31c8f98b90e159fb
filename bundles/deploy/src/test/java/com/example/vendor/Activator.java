// SPDX-License-Identifier: Apache-2.0
package com.example.vendor;

import java.util.concurrent.CountDownLatch;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;
import org.osgi.framework.hooks.service.FindHook;
import org.tactus.api.processor.ProcessorFactory;

/** A vendor's activator: registers a factory for each type of the header X-Types. */
public final class Activator implements BundleActivator {
  private Fault fault;

  @Override
  public void start(BundleContext context) throws Exception {
    fault = Fault.valueOf(context.getBundle().getHeaders().get("X-Fault"));
    switch (fault) {
      case HANGS_IN_START -> hang();
      case HANGS_IN_START_AND_CATCHES -> hangAndCatch();
      case THROWS_IN_START -> throw new IllegalStateException("the vendor's fault");
      case HOOK ->
          context.registerService(
              FindHook.class, (_, _, _, _, references) -> references.clear(), null);
      default -> {
        // Later
      }
    }
    String types = context.getBundle().getHeaders().get("X-Types");
    for (String type : types.isEmpty() ? new String[0] : types.split(",")) {
      int times = fault == Fault.TYPE_TWICE ? 2 : 1;
      for (int i = 0; i < times; i++) {
        context.registerService(
            ProcessorFactory.class,
            new Factory(type, context.getBundle().getVersion().toString(), fault),
            null);
      }
    }
  }

  @Override
  public void stop(BundleContext context) throws Exception {
    if (fault == Fault.HANGS_IN_STOP) {
      hang();
    }
    if (fault == Fault.THROWS_IN_STOP) {
      throw new IllegalStateException("the vendor's fault");
    }
  }

  static void hang() throws InterruptedException {
    new CountDownLatch(1).await();
  }

  private static void hangAndCatch() {
    for (int caught = 0; caught < 3; caught++) {
      try {
        hang();
      } catch (Throwable e) {
        System.setProperty("com.example.vendor.caught", e.toString());
      }
    }
  }
}
