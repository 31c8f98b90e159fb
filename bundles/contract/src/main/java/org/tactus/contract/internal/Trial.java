// SPDX-License-Identifier: Apache-2.0
package org.tactus.contract.internal;

import org.tactus.api.RefusedException;

/**
 * How a check looks at its subject.
 *
 * @param <S> what is looked at
 */
@FunctionalInterface
public interface Trial<S> {

  /**
   * Looks.
   *
   * @param seed determines everything that is left to chance
   * @return what was seen, for the report
   * @throws Broken if the contract is broken
   * @throws Inapplicable if there is nothing to look at
   * @throws RefusedException if the subject refuses what it took when the kit began
   */
  String run(S subject, long seed) throws Broken, Inapplicable, RefusedException;
}
