// SPDX-License-Identifier: Apache-2.0
/** The contract kit: tests that a vendor, or a live host, runs against a processor or a device. */
@Export
@Version("1.0.0")
package org.tactus.contract;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
