// SPDX-License-Identifier: Apache-2.0
package org.tactus.deploy;

import java.util.List;
import org.tactus.engine.SwapReport;

/**
 * What a deployment did. Immutable; any thread.
 *
 * @param action what was done
 * @param symbolicName of the bundle
 * @param version that runs now, or ran last
 * @param replaced the version that ran before; empty if none did
 * @param sha256 of the jar, in hexadecimal
 * @param signature what its signature is worth
 * @param swaps a report for each node that was swapped
 * @param bypassed the nodes that lost their code, as {@code pipeline.node}
 * @param oldClassLoader what became of the class loader of the version that ran before
 * @param retained who holds it, by root; empty where it is gone
 * @param isolatedPid the process in which the bundle runs; 0 where that is this one
 * @param warnings sentences
 * @param millis from the request to the end
 */
public record DeploymentReport(
    Action action,
    String symbolicName,
    String version,
    String replaced,
    String sha256,
    Signature signature,
    List<SwapReport> swaps,
    List<String> bypassed,
    OldClassLoader oldClassLoader,
    List<String> retained,
    long isolatedPid,
    List<String> warnings,
    double millis) {

  /** What a deployment does. */
  public enum Action {
    /** A bundle that was not there. */
    INSTALL,
    /** A bundle in the place of another. */
    UPDATE,
    /** The former bundle in the place of its successor. */
    ROLLBACK,
    /** A bundle less. */
    UNINSTALL
  }

  /** What became of a class loader. */
  public enum OldClassLoader {
    /** There was none. */
    NONE,
    /** The collector has taken it. */
    COLLECTED,
    /** Something holds it. */
    RETAINED
  }

  /** Copies the lists. */
  public DeploymentReport {
    swaps = List.copyOf(swaps);
    bypassed = List.copyOf(bypassed);
    retained = List.copyOf(retained);
    warnings = List.copyOf(warnings);
  }

  /** Cycles from the first request of a swap to the end of the last probation. */
  public long blocks() {
    return swaps.stream().mapToLong(SwapReport::blocks).sum();
  }

  /** Of these, cycles that ended after their deadline. */
  public long late() {
    return swaps.stream().mapToLong(SwapReport::late).sum();
  }

  /** Of these, cycles in which old and new were heard together. */
  public long ramped() {
    return swaps.stream().mapToLong(SwapReport::ramped).sum();
  }
}
