// SPDX-License-Identifier: Apache-2.0
/** The pipelines of this instance: make, change, run and observe them. */
@Export
@Version("1.1.0")
package org.tactus.engine;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
