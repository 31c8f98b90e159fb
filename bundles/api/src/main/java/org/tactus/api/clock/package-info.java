// SPDX-License-Identifier: Apache-2.0
/** What starts a cycle. */
@Export
@Version("1.0.0")
package org.tactus.api.clock;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
