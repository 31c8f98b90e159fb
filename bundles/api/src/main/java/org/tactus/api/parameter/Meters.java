// SPDX-License-Identifier: Apache-2.0
package org.tactus.api.parameter;

import org.osgi.annotation.versioning.ProviderType;

/**
 * Where a node writes what it measured. Cycle thread or a worker, during {@code process}; allocates
 * nothing.
 */
@ProviderType
public interface Meters {

  /**
   * Publishes a value; readers on other threads see the last one.
   *
   * @param index the meter's index in the type's list
   * @param value in the meter's unit; NaN where there is nothing to show
   */
  void set(int index, double value);
}
