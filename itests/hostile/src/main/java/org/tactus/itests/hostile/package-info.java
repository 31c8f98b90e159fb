// SPDX-License-Identifier: Apache-2.0
/** Bundles that no vendor should ship. */
package org.tactus.itests.hostile;
