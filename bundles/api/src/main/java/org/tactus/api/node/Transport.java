// SPDX-License-Identifier: Apache-2.0
package org.tactus.api.node;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * Where a pipeline is in musical and absolute time. Called on the cycle thread or a worker, during
 * {@code process} alone; no method allocates. Values hold for the first frame of the cycle. The
 * host implements it; so does a clock that brings a transport of its own, and then the values hold
 * for the cycle that its await returned last.
 */
@ConsumerType
public interface Transport {

  /** Whether time rolls. */
  boolean isRolling();

  /** Frame position of the transport; jumps when it is relocated. */
  long position();

  /** Quarter notes a minute; 120 where nobody set it. */
  double tempo();

  /** Position in quarter notes. */
  double beat();

  /** Beats in a bar. */
  int beatsPerBar();

  /** The note that is one beat: 4 for a quarter. */
  int beatUnit();
}
