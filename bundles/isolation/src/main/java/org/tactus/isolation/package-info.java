// SPDX-License-Identifier: Apache-2.0
/** Vendor bundles that run in child processes, and what became of them. */
@Export
@Version("1.0.0")
package org.tactus.isolation;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
