// SPDX-License-Identifier: Apache-2.0
/**
 * What the launcher asks of the engine. The system bundle exports this package from the launcher's
 * class path, so that both sides share its classes.
 */
@Export
@Version("1.1.0")
package org.tactus.runtime.spi;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
