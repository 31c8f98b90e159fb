// SPDX-License-Identifier: Apache-2.0
/** The contract kit for a vendor's own build: every check is a test of JUnit. */
@Export
@Version("1.0.0")
package org.tactus.contract.junit;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
