// SPDX-License-Identifier: Apache-2.0
package org.tactus.api.video;

/**
 * What the numbers of a picture mean as colours: the code points of ITU-T H.273. Immutable; any
 * thread.
 *
 * @param primaries H.273 ColourPrimaries: 1 for BT.709, 9 for BT.2020, 2 where not known
 * @param transfer H.273 TransferCharacteristics: 1 for BT.709, 13 for sRGB, 16 for PQ, 18 for HLG
 * @param matrix H.273 MatrixCoefficients: 0 for RGB, 1 for BT.709, 9 for BT.2020
 * @param fullRange whether components use their whole range
 */
public record ColorDescription(int primaries, int transfer, int matrix, boolean fullRange) {

  /** High-definition television, ITU-R BT.709, narrow range. */
  public static final ColorDescription BT709 = new ColorDescription(1, 1, 1, false);

  /** Computer graphics, IEC 61966-2-1, full range. */
  public static final ColorDescription SRGB = new ColorDescription(1, 13, 0, true);

  /** Nothing is known. */
  public static final ColorDescription UNSPECIFIED = new ColorDescription(2, 2, 2, false);
}
