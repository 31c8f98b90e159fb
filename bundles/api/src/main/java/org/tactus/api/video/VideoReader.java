// SPDX-License-Identifier: Apache-2.0
package org.tactus.api.video;

import org.osgi.annotation.versioning.ProviderType;

/**
 * The pictures that reached an input port in this cycle. Cycle thread or a worker; allocates
 * nothing.
 */
@ProviderType
public interface VideoReader {

  /** The number of pictures in this cycle: 0 or 1 where a frame clock drives the pipeline. */
  int size();

  /**
   * A picture, held until {@code process} returns; {@link VideoFrame#retain()} keeps it longer.
   *
   * @param index 0 to {@link #size()} - 1
   */
  VideoFrame frame(int index);
}
