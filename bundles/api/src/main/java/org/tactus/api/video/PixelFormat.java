// SPDX-License-Identifier: Apache-2.0
package org.tactus.api.video;

/** How the pixels of a picture lie in memory. Names are those of FFmpeg and V4L2 in upper case. */
public enum PixelFormat {
  /** 8-bit grey. */
  GRAY8(1, 8, 0, 0),
  /** 8-bit Y, U, V planes, chroma halved both ways. */
  I420(3, 8, 1, 1),
  /** 8-bit Y plane and a plane of U V pairs, chroma halved both ways. */
  NV12(2, 8, 1, 1),
  /** 8-bit Y U Y V, packed, chroma halved across. */
  YUYV(1, 8, 1, 0),
  /** 8-bit U Y V Y, packed, chroma halved across. */
  UYVY(1, 8, 1, 0),
  /** 8-bit Y, U, V planes, chroma halved across. */
  I422(3, 8, 1, 0),
  /** 8-bit Y, U, V planes, full chroma. */
  I444(3, 8, 0, 0),
  /** 10 bits in the high bits of 16: Y plane and a plane of U V pairs, chroma halved both ways. */
  P010(2, 10, 1, 1),
  /** 10-bit Y, U, V planes in 16-bit words, chroma halved across. */
  I422P10(3, 10, 1, 0),
  /** 8-bit R G B, packed. */
  RGB24(1, 8, 0, 0),
  /** 8-bit R G B A, packed. */
  RGBA(1, 8, 0, 0),
  /** 8-bit B G R A, packed. */
  BGRA(1, 8, 0, 0),
  /** 16-bit float R G B A, packed. */
  RGBA16F(1, 16, 0, 0);

  private final int planes;
  private final int bits;
  private final int chromaShiftX;
  private final int chromaShiftY;

  PixelFormat(int planes, int bits, int chromaShiftX, int chromaShiftY) {
    this.planes = planes;
    this.bits = bits;
    this.chromaShiftX = chromaShiftX;
    this.chromaShiftY = chromaShiftY;
  }

  /** The number of planes. */
  public int planes() {
    return planes;
  }

  /** Significant bits of a component. */
  public int bits() {
    return bits;
  }

  /** How many times the width of the chroma is halved. */
  public int chromaShiftX() {
    return chromaShiftX;
  }

  /** How many times the height of the chroma is halved. */
  public int chromaShiftY() {
    return chromaShiftY;
  }

  /**
   * The bytes of one row of a plane without padding.
   *
   * @param plane 0 to {@link #planes()} - 1
   * @param width the picture's width in pixels
   */
  public int rowBytes(int plane, int width) {
    int chromaWidth = (width + (1 << chromaShiftX) - 1) >> chromaShiftX;
    int sampleBytes = bits > 8 ? 2 : 1;
    return switch (this) {
      case YUYV, UYVY -> chromaWidth * 4;
      case RGB24 -> width * 3;
      case RGBA, BGRA -> width * 4;
      case RGBA16F -> width * 8;
      case GRAY8 -> width;
      case NV12, P010 -> (plane == 0 ? width : chromaWidth * 2) * sampleBytes;
      case I420, I422, I444, I422P10 -> (plane == 0 ? width : chromaWidth) * sampleBytes;
    };
  }

  /**
   * The rows of a plane.
   *
   * @param plane 0 to {@link #planes()} - 1
   * @param height the picture's height in pixels
   */
  public int rows(int plane, int height) {
    return plane == 0 ? height : (height + (1 << chromaShiftY) - 1) >> chromaShiftY;
  }
}
