// SPDX-License-Identifier: Apache-2.0
package org.tactus.engine.internal;

/** Leads a thread out of a cycle that another thread has taken over, past all it would touch. */
final class LeftBehind extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** Made beforehand, since it is thrown on the cycle's path. */
  static final LeftBehind NOW = new LeftBehind();

  private LeftBehind() {
    super("the cycle goes on elsewhere", null, false, false);
  }
}
