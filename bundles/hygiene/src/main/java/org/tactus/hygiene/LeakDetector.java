// SPDX-License-Identifier: Apache-2.0
package org.tactus.hygiene;

import java.util.List;
import org.osgi.annotation.versioning.ProviderType;
import org.osgi.framework.Bundle;

/**
 * Finds what a bundle left behind. A service; any thread but a cycle thread: the calls read every
 * thread's stack, which stops each for a moment.
 */
@ProviderType
public interface LeakDetector {

  /**
   * The live threads that belong to a bundle, are inside its code, or hold something of it. A
   * thread belongs to it if its class, its task, or the outermost of its frames does. Virtual
   * threads are not seen.
   *
   * @param bundle resolved; of one that is not, nothing is known and the list is empty
   * @return by name
   */
  List<StrayThread> threads(Bundle bundle);

  /**
   * Watches whether the present class loader of a bundle goes. To be called before the bundle is
   * uninstalled or updated; holds neither the bundle nor its class loader. The same loader is
   * watched once: a second call returns the first one's watch.
   *
   * @param bundle resolved
   * @return the watch
   * @throws IllegalArgumentException if the bundle is not resolved
   */
  ClassLoaderWatch watch(Bundle bundle);

  /**
   * The class loaders of vendor bundles that were given up and are not known to be collected, the
   * oldest first. A vendor bundle is watched from its stop on without being asked.
   */
  List<ClassLoaderWatch> retained();

  /** Calls that would have ended the process, one for each bundle and method, the oldest first. */
  List<ExitCall> exitCalls();
}
