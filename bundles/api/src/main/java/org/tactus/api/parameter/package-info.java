// SPDX-License-Identifier: Apache-2.0
/** What an operator can set on a node, and what a node reports back. */
@Export
@Version("1.0.0")
package org.tactus.api.parameter;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
