package ${package};

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import java.lang.foreign.MemorySegment;

/**
 * A finite impulse response: what the accelerator runs, and its twin on the CPU. Both run this, so
 * that nobody hears which of them it was. A device with arithmetic of its own differs by rounding.
 */
final class Fir {

  private Fir() {}

  /**
   * Filters one channel.
   *
   * @param in {@code count - 1} earlier samples, then those of the block, from {@code inAt} on
   * @param out the block, from {@code outAt} on
   * @param taps the response
   * @param count how many taps there are
   */
  static void run(
      MemorySegment in,
      long inAt,
      MemorySegment out,
      long outAt,
      MemorySegment taps,
      int count,
      int frames) {
    for (int frame = 0; frame < frames; frame++) {
      float sum = 0;
      for (int tap = 0; tap < count; tap++) {
        sum +=
            taps.getAtIndex(JAVA_FLOAT, tap)
                * in.getAtIndex(JAVA_FLOAT, inAt + frame + count - 1 - tap);
      }
      out.setAtIndex(JAVA_FLOAT, outAt + frame, Math.abs(sum) < Float.MIN_NORMAL ? 0 : sum);
    }
  }

  /** A low-pass of linear phase: a sinc in a Blackman window, with a gain of 1 at 0 Hz. */
  static void designLowPass(MemorySegment taps, int count, double hertz, double rate) {
    double[] response = new double[count];
    double sum = 0;
    for (int tap = 0; tap < count; tap++) {
      double distance = tap - (count - 1) / 2.0;
      double angle = 2 * Math.PI * hertz / rate * distance;
      double phase = Math.PI * (tap + 1) / (count + 1);
      double window = 0.42 - 0.5 * Math.cos(2 * phase) + 0.08 * Math.cos(4 * phase);
      response[tap] = (distance == 0 ? 1 : Math.sin(angle) / angle) * window;
      sum += response[tap];
    }
    for (int tap = 0; tap < count; tap++) {
      taps.setAtIndex(JAVA_FLOAT, tap, (float) (response[tap] / sum));
    }
  }
}
