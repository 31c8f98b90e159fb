// SPDX-License-Identifier: Apache-2.0
/**
 * Settings of the whole machine that a pipeline depends on: how deep CPUs may sleep, where
 * interrupts are served, and switches of the kernel. Read always, set only where configured, read
 * back, and put back at the end.
 */
@Export
@Version("1.0.0")
package org.tactus.machine;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
