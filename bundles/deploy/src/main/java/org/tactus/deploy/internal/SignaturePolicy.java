// SPDX-License-Identifier: Apache-2.0
package org.tactus.deploy.internal;

/** What a signature decides. */
enum SignaturePolicy {
  /** Nothing; it is not looked at. */
  OFF,
  /** Nothing, but a sentence says what is wrong with it. */
  WARN,
  /** Whether the bundle is taken. */
  REQUIRE
}
