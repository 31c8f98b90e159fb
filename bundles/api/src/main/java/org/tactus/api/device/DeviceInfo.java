// SPDX-License-Identifier: Apache-2.0
package org.tactus.api.device;

import java.util.List;
import java.util.Set;
import org.tactus.api.Direction;
import org.tactus.api.Rational;

/**
 * A device that is there. Immutable; any thread.
 *
 * @param id the notation's argument: {@code alsa("hw:1")}
 * @param description what an operator reads
 * @param directions {@link Direction#OUTPUT} where it captures, {@link Direction#INPUT} where it
 *     plays back
 * @param channels the most channels; 0 where that is not known or any number will do
 * @param rates the rates it can take; empty where that is not known or any rate will do
 */
public record DeviceInfo(
    String id, String description, Set<Direction> directions, int channels, List<Rational> rates) {

  /** Copies the collections. */
  public DeviceInfo {
    directions = Set.copyOf(directions);
    rates = List.copyOf(rates);
  }
}
