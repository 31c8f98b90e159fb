// SPDX-License-Identifier: Apache-2.0
package org.tactus.contract.internal;

/** A check that has nothing to look at; the message says why. */
public final class Inapplicable extends Exception {

  private static final long serialVersionUID = 1L;

  Inapplicable(String reason) {
    super(reason);
  }
}
