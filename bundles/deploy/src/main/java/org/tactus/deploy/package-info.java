// SPDX-License-Identifier: Apache-2.0
/** Puts vendor bundles into a running instance, replaces them unheard, and takes them back. */
@Export
@Version("1.0.0")
package org.tactus.deploy;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
