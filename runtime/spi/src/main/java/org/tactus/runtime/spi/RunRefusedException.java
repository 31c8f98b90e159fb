// SPDX-License-Identifier: Apache-2.0
package org.tactus.runtime.spi;

/**
 * A pipeline that was refused before its first cycle. The message is one sentence that names the
 * thing, the value and the remedy; the launcher prints it as it is.
 */
public final class RunRefusedException extends Exception {
  private static final long serialVersionUID = 1L;

  /** A refusal with its sentence. */
  public RunRefusedException(String message) {
    super(message);
  }

  /** A refusal with its sentence and what lies beneath it, for the log. */
  public RunRefusedException(String message, Throwable cause) {
    super(message, cause);
  }
}
