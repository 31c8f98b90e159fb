// SPDX-License-Identifier: Apache-2.0
package org.tactus.deploy;

/**
 * What a jar's signature is worth. Immutable; any thread.
 *
 * @param status whether it holds
 * @param signer the subject of the signing certificate; empty where there is none
 * @param sentence what is wrong and what to do; empty where it is trusted or was not checked
 */
public record Signature(Status status, String signer, String sentence) {

  /** How a check ended. */
  public enum Status {
    /** The policy is {@code off}. */
    NOT_CHECKED,
    /** Every entry is signed by a certificate that leads to the trust store. */
    TRUSTED,
    /** No entry is signed. */
    UNSIGNED,
    /** Some entries are signed and others are not. */
    PARTIAL,
    /** An entry is not what was signed. */
    TAMPERED,
    /** The signer's certificate is out of its time. */
    EXPIRED,
    /** The signer's certificate leads to nothing in the trust store. */
    UNKNOWN_SIGNER,
    /** The signer's certificate is not for signing code, or its chain is broken. */
    UNSUITABLE
  }

  /** Whether the policies {@code warn} and {@code require} have nothing to say. */
  public boolean isGood() {
    return status == Status.TRUSTED || status == Status.NOT_CHECKED;
  }
}
