// SPDX-License-Identifier: Apache-2.0
package org.tactus.deploy;

import java.nio.file.Path;
import java.util.List;
import org.osgi.annotation.versioning.ProviderType;
import org.tactus.api.RefusedException;

/**
 * Deploys vendor bundles. Any thread but a cycle's; one deployment at a time, others wait. Where a
 * method throws, the instance is as before and what played plays on.
 */
@ProviderType
public interface Deployer {

  /**
   * What a deployment of a jar would do. Runs the bundle's activator out of everyone's sight, in
   * order to ask what its code declares; no pipeline and no other bundle notices.
   *
   * @param jar an absolute path
   * @return the plan; what speaks against it is in {@link DeploymentPlan#refusals()}
   * @throws RefusedException if the file is no readable jar at all
   */
  DeploymentPlan plan(Path jar) throws RefusedException;

  /**
   * Installs and starts a bundle that is not deployed yet.
   *
   * @param jar an absolute path
   * @throws RefusedException if its plan has a refusal
   */
  DeploymentReport install(Path jar) throws RefusedException;

  /**
   * Replaces a deployed bundle by the one of the same symbolic name in this jar: side by side,
   * every node of a running pipeline swapped, then the old one retired. Blocks until the probation
   * of every swap is over.
   *
   * @param jar an absolute path
   * @throws RefusedException if its plan has a refusal or a node would not take the new code
   */
  DeploymentReport update(Path jar) throws RefusedException;

  /**
   * Replaces a deployed bundle by the jar that it replaced, in the same way.
   *
   * @param symbolicName of the bundle, or null for the one that was deployed last
   * @throws RefusedException if there is no former jar, or as for {@link #update}
   */
  DeploymentReport rollback(String symbolicName) throws RefusedException;

  /**
   * Stops and forgets a bundle. Nodes that run its code are bypassed.
   *
   * @param symbolicName of the bundle
   * @throws RefusedException if it is not deployed or another bundle uses its packages
   */
  DeploymentReport uninstall(String symbolicName) throws RefusedException;

  /** What is deployed, by symbolic name. */
  List<DeployedBundle> list();

  /** What was done and refused, the latest last. */
  List<DeploymentEvent> history();
}
