// SPDX-License-Identifier: Apache-2.0
/**
 * What a node of a pipeline is: ports, options, its life from negotiation to release, and the
 * context of a cycle.
 */
@Export
@Version("1.1.0")
package org.tactus.api.node;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
