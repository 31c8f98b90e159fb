// SPDX-License-Identifier: Apache-2.0
package org.tactus.api.node;

import org.osgi.annotation.versioning.ProviderType;

/** The way from a node back to its host, from create to release. Any thread but the cycle's. */
@ProviderType
public interface NodeHost {

  /** Asks the host to read {@link Node#latency()} again and to align the paths anew. */
  void latencyChanged();

  /**
   * Reports that the node goes on but something is wrong: one sentence with the thing, the value
   * and the remedy.
   */
  void warn(String sentence);

  /**
   * Reports that the node cannot go on: the host bypasses it and shows the sentence.
   *
   * @param sentence the thing, the value and the remedy
   */
  void fail(String sentence);
}
