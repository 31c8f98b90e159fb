// SPDX-License-Identifier: Apache-2.0
package com.example.hostile.hangsinstart;

import java.util.concurrent.locks.LockSupport;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;

/** Never returns from start. */
public final class Activator implements BundleActivator {
  @Override
  public void start(BundleContext context) {
    while (true) {
      LockSupport.park(this);
    }
  }

  @Override
  public void stop(BundleContext context) {
    // Never started.
  }
}
