// SPDX-License-Identifier: Apache-2.0
package org.tactus.api.accelerator;

import java.util.List;
import org.osgi.annotation.versioning.ConsumerType;
import org.tactus.api.RefusedException;

/** Opens accelerators of one kind. A vendor registers it as an OSGi service. Control thread. */
@ConsumerType
public interface AcceleratorProvider {

  /** The word in the notation and configuration: {@code "opencl"}. */
  String type();

  /** The accelerators that are there now. */
  List<AcceleratorInfo> accelerators();

  /**
   * Opens one.
   *
   * @throws RefusedException if it is absent or busy
   */
  Accelerator open(String id) throws RefusedException;
}
