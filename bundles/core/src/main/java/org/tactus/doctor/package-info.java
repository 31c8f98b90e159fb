// SPDX-License-Identifier: Apache-2.0
/**
 * Names what on this machine will make a cycle late: what was seen, what it costs, and the remedy.
 * Other bundles add checks as {@link org.tactus.doctor.DoctorCheck} services.
 */
@Export
@Version("1.0.0")
package org.tactus.doctor;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
