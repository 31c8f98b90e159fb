// SPDX-License-Identifier: Apache-2.0
package org.tactus.api.video;

import org.tactus.api.MediaFormat;
import org.tactus.api.MediaKind;
import org.tactus.api.Rational;

/**
 * The format of a stream of pictures. Immutable; any thread.
 *
 * @param pixelFormat how pixels lie in memory
 * @param width pixels, 1 to 32768
 * @param height pixels, 1 to 32768
 * @param frameRate pictures a second: 30000/1001
 * @param pixelAspect width to height of a pixel: 1/1
 * @param color what the numbers mean
 */
public record VideoFormat(
    PixelFormat pixelFormat,
    int width,
    int height,
    Rational frameRate,
    Rational pixelAspect,
    ColorDescription color)
    implements MediaFormat {

  /**
   * Checks the size.
   *
   * @throws IllegalArgumentException if a side is not 1 to 32768
   */
  public VideoFormat {
    if (width < 1 || height < 1 || width > 32768 || height > 32768) {
      throw new IllegalArgumentException(
          width + "x" + height + " is not a picture size; give sides of 1 to 32768");
    }
  }

  /** Square pixels and BT.709. */
  public static VideoFormat of(PixelFormat pixelFormat, int width, int height, Rational frameRate) {
    return new VideoFormat(
        pixelFormat, width, height, frameRate, Rational.of(1), ColorDescription.BT709);
  }

  @Override
  public MediaKind kind() {
    return MediaKind.VIDEO;
  }

  /** {@code "NV12 1280x720 at 60 Hz"}. */
  @Override
  public String toString() {
    return pixelFormat + " " + width + "x" + height + " at " + frameRate + " Hz";
  }
}
