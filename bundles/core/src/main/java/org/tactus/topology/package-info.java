// SPDX-License-Identifier: Apache-2.0
/**
 * The CPUs of this machine, how they share caches, cores and memory, and which of them the threads
 * of a pipeline get.
 */
@Export
@Version("1.0.0")
package org.tactus.topology;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
