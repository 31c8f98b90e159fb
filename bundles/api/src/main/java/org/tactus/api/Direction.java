// SPDX-License-Identifier: Apache-2.0
package org.tactus.api;

/** Which way a port, or the end of a device, lets data pass, seen from the node that owns it. */
public enum Direction {
  /** Data enters the node; a device end of this direction plays back, records or displays. */
  INPUT,
  /** Data leaves the node; a device end of this direction captures or reads. */
  OUTPUT
}
