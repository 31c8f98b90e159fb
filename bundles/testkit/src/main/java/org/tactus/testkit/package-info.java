// SPDX-License-Identifier: Apache-2.0
/** What a test of a node needs in place of a host: blocks, cycles, preparations, peers. */
@Export
@Version("1.1.0")
package org.tactus.testkit;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
