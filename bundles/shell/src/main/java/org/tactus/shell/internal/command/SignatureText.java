// SPDX-License-Identifier: Apache-2.0
package org.tactus.shell.internal.command;

import java.util.Locale;
import org.tactus.deploy.Signature;

/** How a signature reads. */
final class SignatureText {
  private SignatureText() {}

  /** Who signed, and whether that counts. */
  static String brief(Signature signature) {
    String status = signature.status().name().toLowerCase(Locale.ROOT).replace('_', ' ');
    if (signature.signer().isEmpty()) {
      return status;
    }
    return signature.status() == Signature.Status.TRUSTED
        ? signature.signer()
        : signature.signer() + " (" + status + ")";
  }
}
