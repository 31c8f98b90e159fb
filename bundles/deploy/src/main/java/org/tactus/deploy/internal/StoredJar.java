// SPDX-License-Identifier: Apache-2.0
package org.tactus.deploy.internal;

import java.time.Instant;

/**
 * A jar in the store.
 *
 * @param sha256 of its bytes, in hexadecimal; names the file
 * @param version of the bundle
 * @param source the name of its file in the deploy folder, or the path that a command named
 * @param since when it was deployed
 */
record StoredJar(String sha256, String version, String source, Instant since) {}
