// SPDX-License-Identifier: Apache-2.0
package org.tactus.engine;

import java.time.Duration;

/**
 * Which code a node is to run from now on, and how the change is to sound. Immutable; any thread.
 *
 * @param type the word in the notation; usually the node's own
 * @param version of the type as its factory declares it, or null for the newest there is
 * @param serviceId the {@code service.id} of the factory or provider to take, or {@link
 *     #ANY_SERVICE}; tells apart bundles that claim the same version
 * @param tail whether the old code rings out on silence instead of handing its state over: for a
 *     reverb that is replaced by another
 * @param probation how long the old code keeps running unheard, ready to take over again; null for
 *     the engine's configured time
 */
public record SwapRequest(
    String type, String version, long serviceId, boolean tail, Duration probation) {

  /** No particular service. */
  public static final long ANY_SERVICE = -1;

  /** The newest version of a type. */
  public static SwapRequest of(String type) {
    return new SwapRequest(type, null, ANY_SERVICE, false, null);
  }

  /**
   * Reads {@code TYPE[@VERSION]}.
   *
   * @param text as an operator writes it
   */
  public static SwapRequest parse(String text) {
    int at = text.indexOf('@');
    return at < 0
        ? of(text)
        : new SwapRequest(text.substring(0, at), text.substring(at + 1), ANY_SERVICE, false, null);
  }

  /** The same, by the service of that id. */
  public SwapRequest withService(long id) {
    return new SwapRequest(type, version, id, tail, probation);
  }

  /** The same, with or without a tail. */
  public SwapRequest withTail(boolean ringsOut) {
    return new SwapRequest(type, version, serviceId, ringsOut, probation);
  }

  /** The same, on probation for that long. */
  public SwapRequest withProbation(Duration time) {
    return new SwapRequest(type, version, serviceId, tail, time);
  }
}
