// SPDX-License-Identifier: Apache-2.0
package org.tactus.runtime;

/** What the process returns to the shell. */
enum ExitStatus {
  SUCCESS(0),
  FAILURE(1),
  USAGE(2),
  NOT_RUNNING(3);

  private final int code;

  ExitStatus(int code) {
    this.code = code;
  }

  int code() {
    return code;
  }
}
