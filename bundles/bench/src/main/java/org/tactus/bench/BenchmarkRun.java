// SPDX-License-Identifier: Apache-2.0
package org.tactus.bench;

import org.osgi.annotation.versioning.ProviderType;

/** The way from a benchmark to the operator. Any thread. */
@ProviderType
public interface BenchmarkRun {

  /**
   * Shows how far the benchmark has come.
   *
   * @param line at most 100 characters without line feed
   */
  void progress(String line);

  /** Whether the operator wants it to end: it then returns what it has. */
  boolean isCancelled();
}
