// SPDX-License-Identifier: Apache-2.0
package org.tactus.deploy.internal;

import org.tactus.api.RefusedException;

/** A file that is no jar, or not yet: one that is being copied looks the same. */
final class UnreadableJarException extends RefusedException {

  private static final long serialVersionUID = 1L;

  UnreadableJarException(String sentence, Throwable cause) {
    super(sentence, cause);
  }
}
