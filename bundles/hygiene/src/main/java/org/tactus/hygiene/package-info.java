// SPDX-License-Identifier: Apache-2.0
/**
 * What bundles leave behind: threads that go on, class loaders that are still reachable and why,
 * and calls that would have ended the process.
 */
@Export
@Version("1.0.0")
package org.tactus.hygiene;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
