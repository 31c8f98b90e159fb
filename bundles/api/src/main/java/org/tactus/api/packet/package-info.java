// SPDX-License-Identifier: Apache-2.0
/** Encoded packets. */
@Export
@Version("1.0.0")
package org.tactus.api.packet;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
