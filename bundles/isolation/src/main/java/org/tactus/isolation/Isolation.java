// SPDX-License-Identifier: Apache-2.0
package org.tactus.isolation;

import java.nio.file.Path;
import java.util.List;
import org.osgi.annotation.versioning.ProviderType;
import org.tactus.api.RefusedException;

/**
 * Runs vendor bundles in child processes. For each {@code ProcessorFactory} that a bundle offers
 * there, a factory of the same type is a service here; its service properties are {@link
 * #ISOLATED}, {@link #SYMBOLIC_NAME} and {@link #VERSION}. A node of it is one period later than
 * the same node in this process, which its latency says, and equal otherwise. Any thread but a
 * cycle's.
 */
@ProviderType
public interface Isolation {

  /** Service property of a factory whose code runs in a child process: {@code Boolean.TRUE}. */
  String ISOLATED = "tactus.isolated";

  /** Service property: the symbolic name of the bundle in the child process. */
  String SYMBOLIC_NAME = "tactus.bundle.symbolicName";

  /** Service property: the version of the bundle in the child process. */
  String VERSION = "tactus.bundle.version";

  /**
   * Starts a child process with a bundle in it and registers its factories; returns when they are
   * there. The file is copied: what becomes of it afterwards does not matter. The same bundle may
   * be installed more than once.
   *
   * @param jar the bundle
   * @throws RefusedException if it is no bundle, does not resolve or start in time, or offers no
   *     processor; nothing is left behind
   */
  IsolatedBundle install(Path jar) throws RefusedException;

  /** The bundles in child processes, in the order of their installation, closed ones left out. */
  List<IsolatedBundle> list();
}
