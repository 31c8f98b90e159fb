// SPDX-License-Identifier: Apache-2.0
package org.tactus.isolation.internal;

import java.nio.file.Path;
import java.util.List;

/**
 * Where everything is that a child needs.
 *
 * @param classPath jars or folders: the framework, this bundle, and what that needs
 * @param exported those of them whose packages the child's bundles import
 * @param bundles the bundles that the vendor's needs: Declarative Services
 * @param storage a directory of ours alone, for what children keep while they live
 * @param sockets a directory of ours alone with a short path, for sockets
 * @param log where a JVM that crashes writes its report
 */
record Places(
    List<Path> classPath,
    List<Path> exported,
    List<Path> bundles,
    Path storage,
    Path sockets,
    Path log) {}
