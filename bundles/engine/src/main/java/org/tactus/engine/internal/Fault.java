// SPDX-License-Identifier: Apache-2.0
package org.tactus.engine.internal;

/** What a node did that it must not. */
enum Fault {
  NONE,
  THREW,
  NOT_FINITE,
  DENORMALS,
  ALLOCATED,
  OVERRAN,
  OVER_BUDGET,
  STUCK;

  /** Whether what the node wrote in that cycle must not be heard. */
  boolean spoils() {
    return this == THREW || this == NOT_FINITE || this == STUCK;
  }
}
