// SPDX-License-Identifier: Apache-2.0
package org.tactus.testkit;

import java.util.Random;

/** Signals for tests: channels times frames. */
public final class Signals {

  private Signals() {}

  /** White noise from -1 to 1 that a seed determines. */
  public static float[][] noise(long seed, int channels, int frames) {
    Random random = new Random(seed);
    float[][] samples = new float[channels][frames];
    for (int frame = 0; frame < frames; frame++) {
      for (float[] channel : samples) {
        channel[frame] = random.nextFloat() * 2 - 1;
      }
    }
    return samples;
  }

  /** The same sine in every channel. */
  public static float[][] sine(
      double frequency, double amplitude, double rate, int channels, int frames) {
    float[][] samples = new float[channels][frames];
    for (int frame = 0; frame < frames; frame++) {
      float value = (float) (amplitude * Math.sin(2 * Math.PI * frequency * frame / rate));
      for (float[] channel : samples) {
        channel[frame] = value;
      }
    }
    return samples;
  }

  /** A one in the first frame of every channel and zeros after it. */
  public static float[][] impulse(int channels, int frames) {
    float[][] samples = new float[channels][frames];
    for (float[] channel : samples) {
      channel[0] = 1;
    }
    return samples;
  }

  /** The greatest difference between two signals of the same shape. */
  public static double distance(float[][] a, float[][] b) {
    double greatest = 0;
    for (int channel = 0; channel < a.length; channel++) {
      for (int frame = 0; frame < a[channel].length; frame++) {
        double difference = Math.abs((double) a[channel][frame] - b[channel][frame]);
        if (!(difference <= greatest)) {
          greatest = difference;
        }
      }
    }
    return greatest;
  }
}
