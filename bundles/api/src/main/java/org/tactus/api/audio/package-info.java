// SPDX-License-Identifier: Apache-2.0
/** Audio: formats, channel layouts and the blocks of one cycle. */
@Export
@Version("1.0.0")
package org.tactus.api.audio;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
