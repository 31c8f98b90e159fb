// SPDX-License-Identifier: Apache-2.0
package org.tactus.hygiene.internal;

/** Nothing to guard, though it reads the clock. */
public final class Harmless {

  public static long now() {
    return System.nanoTime() + Runtime.getRuntime().availableProcessors();
  }

  private Harmless() {}
}
