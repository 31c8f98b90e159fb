// SPDX-License-Identifier: Apache-2.0
package org.tactus.engine;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import org.tactus.api.RefusedException;

/**
 * How far a node is kept from doing harm. A node that misbehaves climbs this ladder by itself as
 * far as {@link #QUARANTINE}; an operator may put it anywhere.
 */
public enum Containment {
  /** It is heard, and bypassed as soon as it misbehaves. */
  NONE,
  /** It is heard whatever it does, apart from samples that nobody must hear; it is named. */
  WARN,
  /**
   * The dry signal, or silence, goes past it. Where that was the engine's own doing, the node is
   * tried again after a while.
   */
  BYPASS,
  /** As bypassed, until an operator says otherwise, also across a stop of the pipeline. */
  QUARANTINE,
  /** It runs one period behind on a thread of its own, so that being late costs itself alone. */
  DEFERRED,
  /** It runs in a child process. */
  ISOLATED;

  /** As an operator writes it. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * Reads a word.
   *
   * @throws RefusedException if it is none
   */
  public static Containment parse(String word) throws RefusedException {
    for (Containment rung : values()) {
      if (rung.word().equals(word)) {
        return rung;
      }
    }
    throw new RefusedException(
        "'"
            + word
            + "' is no way to contain a node; take one of "
            + Arrays.stream(values()).map(Containment::word).collect(Collectors.joining(", ")));
  }
}
