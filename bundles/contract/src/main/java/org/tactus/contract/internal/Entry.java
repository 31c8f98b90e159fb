// SPDX-License-Identifier: Apache-2.0
package org.tactus.contract.internal;

import org.tactus.contract.Check;

/**
 * A check and how it looks.
 *
 * @param check what is asked
 * @param trial how it looks
 * @param <S> what is looked at
 */
public record Entry<S>(Check check, Trial<S> trial) {

  static <S> Entry<S> of(int level, String id, String rule, Trial<S> trial) {
    return new Entry<>(new Check(id, level, rule), trial);
  }
}
