// SPDX-License-Identifier: Apache-2.0
/** Control and MIDI events with a frame offset. */
@Export
@Version("1.0.0")
package org.tactus.api.event;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
