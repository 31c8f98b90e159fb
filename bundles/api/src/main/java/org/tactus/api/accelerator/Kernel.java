// SPDX-License-Identifier: Apache-2.0
package org.tactus.api.accelerator;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * A program's entry point with its arguments. Arguments may be set on the cycle thread before each
 * submission; setting one does not allocate or block.
 */
@ConsumerType
public interface Kernel extends AutoCloseable {

  /** Sets argument {@code index} to a buffer. */
  void set(int index, AcceleratorBuffer buffer);

  /** Sets argument {@code index} to a 32-bit integer. */
  void set(int index, int value);

  /** Sets argument {@code index} to a 32-bit float. */
  void set(int index, float value);

  @Override
  void close();
}
