// SPDX-License-Identifier: Apache-2.0
package org.tactus.contract.internal;

/** A broken contract; the message names the thing, the value and the remedy. */
public final class Broken extends Exception {

  private static final long serialVersionUID = 1L;

  private final Long seed;

  Broken(String sentence) {
    super(sentence);
    seed = null;
  }

  /** With the seed that leads straight to it. */
  Broken(String sentence, long seed) {
    super(sentence);
    this.seed = seed;
  }

  /** The seed that leads straight to it, or {@code otherwise}. */
  public long seed(long otherwise) {
    return seed == null ? otherwise : seed;
  }
}
