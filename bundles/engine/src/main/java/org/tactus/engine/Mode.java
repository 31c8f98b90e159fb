// SPDX-License-Identifier: Apache-2.0
package org.tactus.engine;

/** What a pipeline does about a policy that did not take. */
public enum Mode {
  /** Refuses to run, and stays muted until everything is warm. */
  STRICT,
  /** Runs, and shows what did not take. */
  LENIENT
}
