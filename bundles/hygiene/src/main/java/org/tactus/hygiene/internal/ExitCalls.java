// SPDX-License-Identifier: Apache-2.0
package org.tactus.hygiene.internal;

import java.util.List;
import org.tactus.hygiene.ExitCall;

/** What woven classes have reported. */
interface ExitCalls {

  /** Calls that were stopped, the oldest first. */
  List<ExitCall> exitCalls();
}
