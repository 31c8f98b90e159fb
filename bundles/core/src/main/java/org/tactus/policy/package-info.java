// SPDX-License-Identifier: Apache-2.0
/**
 * Policy on threads and memory, verified by effect: ask the kernel, read back what it did, and name
 * what did not take together with its remedy.
 */
@Export
@Version("1.0.0")
package org.tactus.policy;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
