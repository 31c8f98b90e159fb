// SPDX-License-Identifier: Apache-2.0
/**
 * Threads that keep time: started in a role, waiting for absolute times, watched and measured.
 *
 * <p>Times are nanoseconds of {@code System.nanoTime()}, which is CLOCK_MONOTONIC.
 */
@Export
@Version("1.1.0")
package org.tactus.realtime;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
