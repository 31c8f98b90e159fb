// SPDX-License-Identifier: Apache-2.0
/**
 * Typed calls to libc and readers of the Linux kernel's files.
 *
 * <p>Nothing here decides anything: a call asks the kernel, a reader parses one file. A failing
 * call is a {@link org.tactus.linux.LinuxException}. 64-bit Linux on x86-64 and aarch64 only.
 */
@Export
@Version("1.1.0")
package org.tactus.linux;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
