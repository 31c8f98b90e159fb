// SPDX-License-Identifier: Apache-2.0
package org.tactus.engine;

/**
 * A distribution of times in microseconds. Immutable; any thread.
 *
 * @param p50 half of them are at most this
 * @param p99 99 % are at most this
 * @param p999 99.9 % are at most this
 * @param max the longest
 */
public record Percentiles(double p50, double p99, double p999, double max) {

  /** Nothing was measured. */
  public static final Percentiles NONE = new Percentiles(0, 0, 0, 0);
}
