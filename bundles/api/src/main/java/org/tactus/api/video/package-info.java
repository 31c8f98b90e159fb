// SPDX-License-Identifier: Apache-2.0
/** Pictures: formats, colour, frames and their pools. */
@Export
@Version("1.0.0")
package org.tactus.api.video;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
