package ${package};

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import java.lang.foreign.MemorySegment;

/**
 * A half-band low-pass of 31 taps for doubling and halving the rate, split into its two phases: one
 * with 16 taps, one that is the centre tap alone. Segments hold {@link #HISTORY} earlier samples
 * before those of the block.
 */
final class HalfBand {

  /** Samples before a block that a line keeps. */
  static final int HISTORY = 16;

  /** Frames that doubling and halving together are late: 15 samples each, at twice the rate. */
  static final int LATENCY = 15;

  private static final int CENTRE = 15;

  /** The taps of even index; the sinc is weighted by a Blackman window, their sum is a half. */
  private static final float[] TAPS = taps();

  private HalfBand() {}

  private static float[] taps() {
    double[] taps = new double[HISTORY];
    double sum = 0;
    for (int i = 0; i < HISTORY; i++) {
      int distance = 2 * i - CENTRE;
      double phase = Math.PI * (2 * i + 1) / (2 * CENTRE + 2);
      double window = 0.42 - 0.5 * Math.cos(2 * phase) + 0.08 * Math.cos(4 * phase);
      taps[i] = Math.sin(Math.PI * distance / 2) / (Math.PI * distance) * window;
      sum += taps[i];
    }
    float[] normalised = new float[HISTORY];
    for (int i = 0; i < HISTORY; i++) {
      normalised[i] = (float) (taps[i] / sum / 2);
    }
    return normalised;
  }

  /** The doubled rate's even sample at a frame of the block. */
  static float filtered(MemorySegment line, int frame) {
    return 2 * convolved(line, frame);
  }

  /** The doubled rate's odd sample at a frame of the block. */
  static float centre(MemorySegment line, int frame) {
    return line.getAtIndex(JAVA_FLOAT, HISTORY + frame - CENTRE / 2);
  }

  /** The halved rate's sample at a frame of the block. */
  static float decimated(MemorySegment even, MemorySegment odd, int frame) {
    return convolved(even, frame)
        + 0.5f * odd.getAtIndex(JAVA_FLOAT, HISTORY + frame - (CENTRE + 1) / 2);
  }

  private static float convolved(MemorySegment line, int frame) {
    float sum = 0;
    for (int i = 0; i < HISTORY; i++) {
      sum += TAPS[i] * line.getAtIndex(JAVA_FLOAT, HISTORY + frame - i);
    }
    return sum;
  }
}
