// SPDX-License-Identifier: Apache-2.0
package org.tactus.isolation;

import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/** A bundle in a child process of its own. Any thread but a cycle's. */
@ProviderType
public interface IsolatedBundle {

  /** The bundle's symbolic name. */
  String symbolicName();

  /** The bundle's version. */
  String version();

  /**
   * The {@code service.id}s of the factories that stand here for those in the child process. They
   * stay the same when the child is restarted; empty once closed.
   */
  List<Long> serviceIds();

  /** The number of the child process; -1 while there is none. */
  long pid();

  /**
   * {@code running}; {@code restarting} between a crash and the next start; {@code quarantined:}
   * and the sentence that says why it is not restarted any more; {@code closed}.
   */
  String state();

  /** How many times the child process was restarted. */
  long restarts();

  /** Blocks that the child process did not deliver in time, over all nodes and restarts. */
  long lateBlocks();

  /**
   * Unregisters the factories, then ends the child process; nodes still in use play the dry signal
   * or silence. Closing again does nothing.
   */
  void close();
}
