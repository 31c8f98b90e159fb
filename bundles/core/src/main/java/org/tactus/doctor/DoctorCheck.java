// SPDX-License-Identifier: Apache-2.0
package org.tactus.doctor;

import java.util.List;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * A check of the {@link Doctor}, registered as a service by any bundle that knows a cause of
 * lateness.
 */
@ConsumerType
public interface DoctorCheck {

  /**
   * Looks, and changes nothing. Called on a control thread each time the doctor examines, never by
   * two threads at once; should take a few milliseconds, and a quarter of a second at most. What it
   * throws becomes a finding.
   *
   * @return at least one finding, also when all is well
   */
  List<Finding> examine();
}
