// SPDX-License-Identifier: Apache-2.0
/** The notation of a pipeline as values: parsed, changed and written back. */
@Export
@Version("1.0.0")
package org.tactus.notation;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
