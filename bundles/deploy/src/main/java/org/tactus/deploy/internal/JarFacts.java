// SPDX-License-Identifier: Apache-2.0
package org.tactus.deploy.internal;

import java.util.List;
import org.osgi.framework.Version;

/**
 * What a jar says of itself. Immutable.
 *
 * @param symbolicName of the bundle
 * @param version of the bundle
 * @param fragmentHost the bundle it would be a fragment of; empty if it is none
 * @param hostPackages packages of the host that it has a copy of
 * @param nativeCode what in it is native, a phrase each
 */
record JarFacts(
    String symbolicName,
    Version version,
    String fragmentHost,
    List<String> hostPackages,
    List<String> nativeCode) {

  JarFacts {
    hostPackages = List.copyOf(hostPackages);
    nativeCode = List.copyOf(nativeCode);
  }
}
