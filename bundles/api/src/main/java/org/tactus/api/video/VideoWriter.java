// SPDX-License-Identifier: Apache-2.0
package org.tactus.api.video;

import org.osgi.annotation.versioning.ProviderType;

/**
 * Sends pictures from an output port. Cycle thread or a worker, during {@code process}; allocates
 * nothing.
 */
@ProviderType
public interface VideoWriter {

  /**
   * Sends a picture; the caller's hold passes to the port. Forwarding an input frame needs a {@link
   * VideoFrame#retain()} first.
   *
   * @return whether it was taken; if not, the caller still holds it
   */
  boolean send(VideoFrame frame);
}
