// SPDX-License-Identifier: Apache-2.0
/** What a vendor of a device implements. */
@Export
@Version("1.1.0")
package org.tactus.api.device;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
