// SPDX-License-Identifier: Apache-2.0
/** What a vendor of a GPU, FPGA or other accelerator implements. */
@Export
@Version("1.0.0")
package org.tactus.api.accelerator;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
