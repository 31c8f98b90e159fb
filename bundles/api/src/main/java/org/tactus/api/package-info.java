// SPDX-License-Identifier: Apache-2.0
/** Values that every contract of Tactus shares: rates, latencies, media formats, refusals. */
@Export
@Version("1.0.0")
package org.tactus.api;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
