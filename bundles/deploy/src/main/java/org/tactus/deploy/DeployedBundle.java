// SPDX-License-Identifier: Apache-2.0
package org.tactus.deploy;

import java.time.Instant;
import java.util.List;

/**
 * A bundle that is deployed. Immutable; any thread.
 *
 * @param symbolicName of the bundle
 * @param version of the bundle
 * @param sha256 of its jar, in hexadecimal
 * @param source the name of its file in the deploy folder, or the path that a command named
 * @param since when it was deployed
 * @param signature what its signature is worth
 * @param bundleId in the framework; -1 where it does not run here
 * @param isolatedPid the process in which it runs; 0 where that is this one
 * @param types the node and codec types that it offers, as {@code type@version}
 * @param uses the nodes of running pipelines that run its code, as {@code pipeline.node}
 * @param formerVersions that a rollback leads to, the next one last
 * @param trouble the sentence that says why it does not run; empty where it does
 */
public record DeployedBundle(
    String symbolicName,
    String version,
    String sha256,
    String source,
    Instant since,
    Signature signature,
    long bundleId,
    long isolatedPid,
    List<String> types,
    List<String> uses,
    List<String> formerVersions,
    String trouble) {

  /** Copies the lists. */
  public DeployedBundle {
    types = List.copyOf(types);
    uses = List.copyOf(uses);
    formerVersions = List.copyOf(formerVersions);
  }
}
