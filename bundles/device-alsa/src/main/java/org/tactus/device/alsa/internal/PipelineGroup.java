// SPDX-License-Identifier: Apache-2.0
package org.tactus.device.alsa.internal;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** The ALSA ends of one pipeline, one of which may be its clock. */
final class PipelineGroup {

  final String pipeline;
  private final List<AlsaEnd> ends = new CopyOnWriteArrayList<>();
  private volatile AlsaEnd[] followers = {};
  private volatile AlsaEnd clockEnd;

  PipelineGroup(String pipeline) {
    this.pipeline = pipeline;
  }

  void add(AlsaEnd end) {
    ends.add(end);
  }

  /** Returns whether the group is empty now. */
  boolean remove(AlsaEnd end) {
    ends.remove(end);
    if (clockEnd == end) {
      clockEnd = null;
    }
    followers = ends.stream().filter(e -> e != clockEnd).toArray(AlsaEnd[]::new);
    return ends.isEmpty();
  }

  /** Says, once its role is known, whether an end drives the pipeline. */
  void assign(AlsaEnd end, boolean isClock) {
    if (isClock) {
      clockEnd = end;
    }
    followers = ends.stream().filter(e -> e != clockEnd).toArray(AlsaEnd[]::new);
  }

  /** Whether an ALSA clock is still to start and will start the others with it. */
  boolean isStartedByClock() {
    AlsaEnd clock = clockEnd;
    return clock != null && !clock.isRunning();
  }

  /** The ends that do not drive; the array is never changed, so the cycle may read it. */
  AlsaEnd[] followers() {
    return followers;
  }
}
