// SPDX-License-Identifier: Apache-2.0
package org.tactus.api.video;

import org.osgi.annotation.versioning.ProviderType;

/** A fixed number of frames in locked memory, made while a node is prepared. Any thread. */
@ProviderType
public interface VideoFramePool {

  /** The format of its frames. */
  VideoFormat format();

  /** The number of frames that are free. */
  int available();

  /** A free frame with a count of one, or null when none is free; allocates nothing. */
  VideoFrame acquire();
}
