// SPDX-License-Identifier: Apache-2.0
package org.tactus.deploy;

import java.util.List;

/**
 * What a deployment would do. Immutable; any thread.
 *
 * @param file the jar
 * @param symbolicName of the bundle; empty if the jar is none
 * @param version of the bundle; empty if the jar is none
 * @param sha256 of the jar, in hexadecimal
 * @param signature what its signature is worth
 * @param replaces the version that is deployed now; empty if none is
 * @param resolves what the bundle requires and who provides it, as {@code "package (bundle)"}
 * @param missing what it requires and nobody provides
 * @param refreshes the bundles that would have to be refreshed; none may be
 * @param types the node and codec types that its code offers, as {@code type@version}
 * @param swaps the nodes that would be swapped
 * @param nativeCode what in it is native; empty for pure Java
 * @param isolated whether it would run in a process of its own
 * @param warnings sentences
 * @param refusals sentences; empty if the bundle would be taken
 */
public record DeploymentPlan(
    String file,
    String symbolicName,
    String version,
    String sha256,
    Signature signature,
    String replaces,
    List<String> resolves,
    List<String> missing,
    List<String> refreshes,
    List<String> types,
    List<PlannedSwap> swaps,
    List<String> nativeCode,
    boolean isolated,
    List<String> warnings,
    List<String> refusals) {

  /** Copies the lists. */
  public DeploymentPlan {
    resolves = List.copyOf(resolves);
    missing = List.copyOf(missing);
    refreshes = List.copyOf(refreshes);
    types = List.copyOf(types);
    swaps = List.copyOf(swaps);
    nativeCode = List.copyOf(nativeCode);
    warnings = List.copyOf(warnings);
    refusals = List.copyOf(refusals);
  }

  /** Whether the bundle would be taken. */
  public boolean isAccepted() {
    return refusals.isEmpty();
  }
}
