// SPDX-License-Identifier: Apache-2.0
package org.tactus.policy.internal;

/** The threads that got a role from the scheduling policy. */
interface GovernedThreads {
  /**
   * Runs {@code change} unless the thread has a role, holding off that it gets one meanwhile.
   *
   * @return false when the thread has a role
   */
  boolean unlessGoverned(int tid, Runnable change);
}
