// SPDX-License-Identifier: Apache-2.0
package org.tactus.engine.internal;

/**
 * When a node is taken out of the signal's way. What can happen once to a good citizen, such as an
 * allocation while a call site is linked, counts only when it is repeated within a window.
 *
 * @param denormalCycles cycles in a row whose output is mostly denormal
 * @param overruns cycles in a window that took longer than the period without having used a CPU for
 *     so long; with that, one is enough
 * @param budgetFactor how many times its declared budget a node may take
 * @param budgetOverruns cycles in a window that took longer than that
 * @param allocations cycles in a window that allocated more than is declared
 * @param windowNanos the length of the window
 * @param graceNanos how long a new node's times and allocations do not count
 */
record GuardRules(
    int denormalCycles,
    int overruns,
    double budgetFactor,
    int budgetOverruns,
    int allocations,
    long windowNanos,
    long graceNanos) {

  static final GuardRules DEFAULT = new GuardRules(8, 3, 4, 20, 8, 1_000_000_000L, 1_000_000_000L);
}
