// SPDX-License-Identifier: Apache-2.0
package org.tactus.deploy.internal;

import java.util.List;
import org.osgi.framework.Bundle;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceReference;
import org.tactus.isolation.IsolatedBundle;

/** A deployed bundle that runs. */
sealed interface Live {

  /** The {@code service.id}s of what makes nodes or coders. */
  List<Long> serviceIds();

  /** In the framework; -1 where it does not run here. */
  long bundleId();

  /** The process in which it runs; 0 where that is this one. */
  long pid();

  /**
   * In this process.
   *
   * @param bundle the bundle
   */
  record InProcess(Bundle bundle) implements Live {
    @Override
    public List<Long> serviceIds() {
      return Offers.references(bundle).stream().map(InProcess::id).toList();
    }

    private static Long id(ServiceReference<?> reference) {
      return (Long) reference.getProperty(Constants.SERVICE_ID);
    }

    @Override
    public long bundleId() {
      return bundle.getBundleId();
    }

    @Override
    public long pid() {
      return 0;
    }
  }

  /**
   * In a process of its own.
   *
   * @param bundle the bundle
   */
  record Isolated(IsolatedBundle bundle) implements Live {
    @Override
    public List<Long> serviceIds() {
      return bundle.serviceIds();
    }

    @Override
    public long bundleId() {
      return -1;
    }

    @Override
    public long pid() {
      return bundle.pid();
    }
  }
}
