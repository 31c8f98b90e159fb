// SPDX-License-Identifier: Apache-2.0
package org.tactus.testkit;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.tactus.api.node.NodeHost;

/** Keeps what a node told its host. Any thread. */
public final class TestHost implements NodeHost {

  private final List<String> warnings = new CopyOnWriteArrayList<>();
  private final List<String> failures = new CopyOnWriteArrayList<>();
  private final AtomicInteger latencyChanges = new AtomicInteger();

  TestHost() {}

  /** The warnings so far. */
  public List<String> warnings() {
    return warnings;
  }

  /** The failures so far. */
  public List<String> failures() {
    return failures;
  }

  /** How often the latency changed. */
  public int latencyChanges() {
    return latencyChanges.get();
  }

  @Override
  public void latencyChanged() {
    latencyChanges.incrementAndGet();
  }

  @Override
  public void warn(String sentence) {
    warnings.add(sentence);
  }

  @Override
  public void fail(String sentence) {
    failures.add(sentence);
  }
}
