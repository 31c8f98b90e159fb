// SPDX-License-Identifier: Apache-2.0
package org.tactus.api.parameter;

/** How a control maps its travel onto the range of a parameter. */
public enum Taper {
  /** Equal travel, equal difference. */
  LINEAR,
  /** Equal travel, equal ratio: frequencies, times. The range must be positive. */
  LOGARITHMIC,
  /** The steps of a whole number, a choice or a switch. */
  STEPPED
}
