// SPDX-License-Identifier: Apache-2.0
package org.tactus.processor.convolver.internal;

/**
 * The discrete Fourier transform of 2n real samples by one of n complex ones, n a power of two, cut
 * into steps of about equal cost so that a caller can spread them over time. The complex transform
 * is Stockham's self-sorting one with radix 4 and, where log2(n) is odd, a last pass of radix 2 (C.
 * Van Loan, "Computational Frameworks for the Fast Fourier Transform", SIAM 1992, section 1.7). Bin
 * 0 holds the real values at zero in its real part and at half the rate in its imaginary part.
 */
final class RealTransform {

  private final int n;
  private final int passes;
  private final float[] cos;
  private final float[] sin;
  private final float[] halfCos;
  private final float[] halfSin;
  private float[] re;
  private float[] im;
  private float[] otherRe;
  private float[] otherIm;

  RealTransform(int n) {
    this.n = n;
    int log = Integer.numberOfTrailingZeros(n);
    passes = (log + 1) / 2;
    cos = new float[n];
    sin = new float[n];
    halfCos = new float[n];
    halfSin = new float[n];
    for (int i = 0; i < n; i++) {
      double angle = -2 * Math.PI * i / n;
      cos[i] = (float) Math.cos(angle);
      sin[i] = (float) Math.sin(angle);
      halfCos[i] = (float) Math.cos(angle / 2);
      halfSin[i] = (float) Math.sin(angle / 2);
    }
    re = new float[n];
    im = new float[n];
    otherRe = new float[n];
    otherIm = new float[n];
  }

  /** How many steps a transform has, forward or inverse. */
  int steps() {
    return passes + 2;
  }

  /**
   * Does one step of a forward transform.
   *
   * @param step 0 to {@link #steps()} - 1, in this order
   * @param source holds the samples in a ring
   * @param start where the 2n samples start in it
   * @param mask the ring's length less one
   * @param spectrum takes n real parts, then n imaginary parts, at the last step
   */
  void forward(int step, float[] source, int start, int mask, float[] spectrum) {
    if (step == 0) {
      for (int i = 0; i < n; i++) {
        re[i] = source[(start + 2 * i) & mask];
        im[i] = source[(start + 2 * i + 1) & mask];
      }
    } else if (step <= passes) {
      pass(step - 1);
    } else {
      split(spectrum);
    }
  }

  /**
   * Does one step of an inverse transform.
   *
   * @param spectrum n real parts, then n imaginary parts, read at the first step
   * @param samples takes the second half of the 2n samples at the last step
   */
  void inverse(int step, float[] spectrum, float[] samples) {
    if (step == 0) {
      merge(spectrum);
    } else if (step <= passes) {
      pass(step - 1);
    } else {
      float scale = 1f / n;
      int half = n / 2;
      for (int i = 0; i < half; i++) {
        samples[2 * i] = im[half + i] * scale;
        samples[2 * i + 1] = re[half + i] * scale;
      }
    }
  }

  private void pass(int index) {
    int stride = 1 << (2 * index);
    int length = n / stride;
    if (length == 2) {
      radix2(stride);
    } else {
      radix4(length / 4, stride);
    }
    float[] swapped = re;
    re = otherRe;
    otherRe = swapped;
    swapped = im;
    im = otherIm;
    otherIm = swapped;
  }

  private void radix2(int stride) {
    for (int q = 0; q < stride; q++) {
      otherRe[q] = re[q] + re[q + stride];
      otherIm[q] = im[q] + im[q + stride];
      otherRe[q + stride] = re[q] - re[q + stride];
      otherIm[q + stride] = im[q] - im[q + stride];
    }
  }

  private void radix4(int quarter, int stride) {
    for (int p = 0; p < quarter; p++) {
      int t = p * stride;
      butterflies(
          stride,
          stride * p,
          stride * quarter,
          4 * stride * p,
          cos[t],
          sin[t],
          cos[2 * t],
          sin[2 * t],
          cos[3 * t],
          sin[3 * t]);
    }
  }

  private void butterflies(
      int stride,
      int from,
      int apart,
      int to,
      float c1,
      float s1,
      float c2,
      float s2,
      float c3,
      float s3) {
    float[] xr = re;
    float[] xi = im;
    float[] yr = otherRe;
    float[] yi = otherIm;
    for (int q = 0; q < stride; q++) {
      int a = from + q;
      float sumAcR = xr[a] + xr[a + 2 * apart];
      float sumAcI = xi[a] + xi[a + 2 * apart];
      float difAcR = xr[a] - xr[a + 2 * apart];
      float difAcI = xi[a] - xi[a + 2 * apart];
      float sumBdR = xr[a + apart] + xr[a + 3 * apart];
      float sumBdI = xi[a + apart] + xi[a + 3 * apart];
      float difBdR = xr[a + apart] - xr[a + 3 * apart];
      float difBdI = xi[a + apart] - xi[a + 3 * apart];
      int y = to + q;
      yr[y] = sumAcR + sumBdR;
      yi[y] = sumAcI + sumBdI;
      float r1 = difAcR + difBdI;
      float i1 = difAcI - difBdR;
      yr[y + stride] = r1 * c1 - i1 * s1;
      yi[y + stride] = r1 * s1 + i1 * c1;
      float r2 = sumAcR - sumBdR;
      float i2 = sumAcI - sumBdI;
      yr[y + 2 * stride] = r2 * c2 - i2 * s2;
      yi[y + 2 * stride] = r2 * s2 + i2 * c2;
      float r3 = difAcR - difBdI;
      float i3 = difAcI + difBdR;
      yr[y + 3 * stride] = r3 * c3 - i3 * s3;
      yi[y + 3 * stride] = r3 * s3 + i3 * c3;
    }
  }

  /** Makes the spectrum of 2n real samples of that of n complex ones. */
  private void split(float[] spectrum) {
    spectrum[0] = re[0] + im[0];
    spectrum[n] = re[0] - im[0];
    for (int k = 1; k < n; k++) {
      float evenR = (re[k] + re[n - k]) / 2;
      float evenI = (im[k] - im[n - k]) / 2;
      float oddR = (im[k] + im[n - k]) / 2;
      float oddI = (re[n - k] - re[k]) / 2;
      spectrum[k] = evenR + oddR * halfCos[k] - oddI * halfSin[k];
      spectrum[n + k] = evenI + oddR * halfSin[k] + oddI * halfCos[k];
    }
  }

  /** Undoes {@link #split}, with real and imaginary parts swapped, which makes a pass inverse. */
  private void merge(float[] spectrum) {
    im[0] = (spectrum[0] + spectrum[n]) / 2;
    re[0] = (spectrum[0] - spectrum[n]) / 2;
    for (int k = 1; k < n; k++) {
      float evenR = (spectrum[k] + spectrum[n - k]) / 2;
      float evenI = (spectrum[n + k] - spectrum[2 * n - k]) / 2;
      float turnedR = (spectrum[k] - spectrum[n - k]) / 2;
      float turnedI = (spectrum[n + k] + spectrum[2 * n - k]) / 2;
      float oddR = turnedR * halfCos[k] + turnedI * halfSin[k];
      float oddI = turnedI * halfCos[k] - turnedR * halfSin[k];
      im[k] = evenR - oddI;
      re[k] = evenI + oddR;
    }
  }
}
