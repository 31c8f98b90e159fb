// SPDX-License-Identifier: Apache-2.0
package org.tactus.engine.internal;

import java.util.Collection;
import java.util.Collections;
import java.util.Set;
import java.util.WeakHashMap;
import org.osgi.framework.Bundle;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.wiring.BundleWiring;

/**
 * Loads the classes of bundles and of their methods' signatures ahead of the cycle. HotSpot loads a
 * method's signature classes when it first decides to compile the method, on the thread that ran
 * it: through the bundle's class loader, which locks and allocates.
 */
final class LinkedClasses {

  /** Of bundles, by their class loaders: an updated bundle has another. */
  private final Set<ClassLoader> linked = Collections.newSetFromMap(new WeakHashMap<>());

  /**
   * Links the bundles of these classes, each once. Control thread; takes some milliseconds each.
   */
  synchronized void link(Collection<Class<?>> classes) {
    for (Class<?> type : classes) {
      Bundle bundle = FrameworkUtil.getBundle(type);
      if (bundle != null && linked.add(type.getClassLoader())) {
        link(bundle);
      }
    }
  }

  private static void link(Bundle bundle) {
    BundleWiring wiring = bundle.adapt(BundleWiring.class);
    if (wiring == null) {
      return;
    }
    for (String resource :
        wiring.listResources(
            "/",
            "*.class",
            BundleWiring.LISTRESOURCES_LOCAL | BundleWiring.LISTRESOURCES_RECURSE)) {
      link(wiring, resource.substring(0, resource.length() - ".class".length()).replace('/', '.'));
    }
  }

  private static void link(BundleWiring wiring, String name) {
    try {
      Class<?> type = Class.forName(name, false, wiring.getClassLoader());
      var _ = type.getDeclaredMethods();
      var _ = type.getDeclaredConstructors();
    } catch (ClassNotFoundException | LinkageError _) {
      // A class whose own imports are missing cannot run on the cycle either.
    }
  }
}
