// SPDX-License-Identifier: Apache-2.0
/** What a benchmark is: a service that {@code tactus bench NAME} runs. */
@Export
@Version("1.0.0")
package org.tactus.bench;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
