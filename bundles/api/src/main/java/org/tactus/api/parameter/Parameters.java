// SPDX-License-Identifier: Apache-2.0
package org.tactus.api.parameter;

import org.osgi.annotation.versioning.ProviderType;

/**
 * The values of a node's parameters in this cycle, smoothed by the host to the sample. Indexes are
 * those of the type's list of parameters. Called on the cycle thread or a worker, during {@code
 * process} alone; no method allocates. The curve depends on frame positions alone, so it is the
 * same for every period.
 */
@ProviderType
public interface Parameters {

  /** The value at the first frame of this cycle. */
  float value(int index);

  /**
   * The value at a frame of this cycle.
   *
   * @param frame 0 to the cycle's frames
   */
  float valueAt(int index, int frame);

  /** Whether the value differs between the first frame of this cycle and the first of the next. */
  boolean isChanging(int index);

  /**
   * A count that rises whenever the value at the first frame differs from that of the cycle before;
   * what is computed from the value may be kept while it stands still.
   */
  long revision(int index);
}
