// SPDX-License-Identifier: Apache-2.0
package org.tactus.itests.osgi.vendor;

import java.util.Locale;

/** When a processor of this vendor fails. */
public enum Failure {
  CREATE,
  NEGOTIATE,
  PREPARE,
  LINK,
  PROCESS,
  RELEASE;

  /** The type's name in the notation. */
  public String type() {
    return "fails" + name().toLowerCase(Locale.ROOT);
  }
}
