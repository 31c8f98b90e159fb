// SPDX-License-Identifier: Apache-2.0
package org.tactus.ring;

import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The service that knows every ring in use, for the operator to look at. Any thread but a cycle's.
 */
@ProviderType
public interface Rings {

  /**
   * Shows a ring to the operator.
   *
   * @param name what to call it, unique among the rings registered: {@code pipeline/link}, say
   * @param ring the ring
   * @return ends the registration
   * @throws IllegalArgumentException if another ring has the name
   */
  Registration register(String name, Ring ring);

  /**
   * Looks at all rings.
   *
   * @return one entry for each, ordered by name
   */
  List<RingStats> list();

  /** A ring's entry. */
  @ProviderType
  interface Registration extends AutoCloseable {

    /**
     * Removes the entry: once this returns, the ring's memory is not looked at and may be freed.
     * May be repeated.
     */
    @Override
    void close();
  }
}
