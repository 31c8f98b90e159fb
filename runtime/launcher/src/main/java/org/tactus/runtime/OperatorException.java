// SPDX-License-Identifier: Apache-2.0
package org.tactus.runtime;

/** Ends the command. The message is one sentence for the operator; the cause is for the log. */
final class OperatorException extends Exception {
  private static final long serialVersionUID = 1L;

  private final ExitStatus status;

  OperatorException(ExitStatus status, String message) {
    super(message);
    this.status = status;
  }

  OperatorException(ExitStatus status, String message, Throwable cause) {
    super(message, cause);
    this.status = status;
  }

  ExitStatus status() {
    return status;
  }
}
