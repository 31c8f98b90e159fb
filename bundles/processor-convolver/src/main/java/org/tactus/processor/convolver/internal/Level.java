// SPDX-License-Identifier: Apache-2.0
package org.tactus.processor.convolver.internal;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import org.tactus.api.RefusedException;
import org.tactus.api.node.Preparation;

/**
 * A stretch of the response in partitions of equal length, convolved by overlap-save with a delay
 * line of spectra (W. Gardner, "Efficient convolution without input-output delay", JAES 43 (1995);
 * G. Garcia, "Optimal filter partition", AES 113 (2002)). A block that has come in is worked on
 * either at once, when its result is heard from the next frame on, or in steps spread over the next
 * block, when it is heard one block later.
 */
final class Level {

  private final int size;
  private final boolean atOnce;
  private final int partitions;
  private final Routing routing;
  private final RealTransform transform;
  private final MemorySegment[] responses;
  private final MemorySegment[] history;
  private final float[] spectrum;
  private final float[][] sums;
  private final int steps;
  private float[][] heard;
  private float[][] coming;
  private int slot;
  private int step;

  /**
   * Prepares a level.
   *
   * @param size frames of a partition, a power of two
   * @param offset the response's first frame that belongs to this level
   * @param end the first frame that does not
   * @param atOnce whether a block is worked on when it is complete
   */
  Level(
      int size,
      int offset,
      int end,
      boolean atOnce,
      Routing routing,
      ImpulseResponse response,
      Preparation preparation)
      throws RefusedException {
    this.size = size;
    this.atOnce = atOnce;
    this.routing = routing;
    partitions = (end - offset + size - 1) / size;
    transform = new RealTransform(size);
    spectrum = new float[2 * size];
    responses = new MemorySegment[response.channels() * partitions];
    history = new MemorySegment[routing.inputs() * partitions];
    allocate(responses, preparation);
    allocate(history, preparation);
    sums = new float[routing.outputs()][2 * size];
    heard = new float[routing.outputs()][size];
    coming = new float[routing.outputs()][size];
    steps =
        routing.inputs() * transform.steps()
            + routing.paths() * partitions
            + routing.outputs() * transform.steps();
    step = steps;
    float[] padded = new float[2 * size];
    for (int channel = 0; channel < response.channels(); channel++) {
      for (int i = 0; i < partitions; i++) {
        Arrays.fill(padded, 0);
        int from = offset + i * size;
        System.arraycopy(response.samples()[channel], from, padded, 0, Math.min(size, end - from));
        for (int s = 0; s < transform.steps(); s++) {
          transform.forward(s, padded, 0, 2 * size - 1, spectrum);
        }
        MemorySegment.copy(
            spectrum, 0, responses[channel * partitions + i], JAVA_FLOAT, 0, 2 * size);
      }
    }
  }

  private void allocate(MemorySegment[] spectra, Preparation preparation) throws RefusedException {
    long bytes = 2L * size * Float.BYTES;
    MemorySegment all = preparation.allocate(bytes * spectra.length, 64);
    for (int i = 0; i < spectra.length; i++) {
      spectra[i] = all.asSlice(i * bytes, bytes);
    }
  }

  int size() {
    return size;
  }

  /** Adds what this level contributes to an output from a frame on. */
  void addTo(float[] sum, int output, long position, int frames) {
    float[] source = heard[output];
    int from = (int) (position & (size - 1));
    for (int i = 0; i < frames; i++) {
      sum[i] += source[from + i];
    }
  }

  /**
   * Goes on to a frame that is a multiple of the smallest level's size.
   *
   * @param position the frame after the last that came in
   * @param rings the input of every channel, at least the last three blocks of it
   * @param mask the rings' length less one
   */
  void advance(long position, float[][] rings, int mask) {
    int done = (int) (position & (size - 1));
    if (done != 0) {
      if (!atOnce) {
        work((int) (((long) steps * done + size - 1) / size), position - done, rings, mask);
      }
      return;
    }
    if (atOnce) {
      begin();
      work(steps, position, rings, mask);
      swap();
    } else {
      work(steps, position - size, rings, mask);
      swap();
      begin();
    }
  }

  private void begin() {
    slot = slot == 0 ? partitions - 1 : slot - 1;
    step = 0;
  }

  private void swap() {
    float[][] swapped = heard;
    heard = coming;
    coming = swapped;
  }

  private void work(int target, long blockEnd, float[][] rings, int mask) {
    while (step < target) {
      int forwardSteps = routing.inputs() * transform.steps();
      int multiplySteps = routing.paths() * partitions;
      if (step < forwardSteps) {
        forward(step, blockEnd, rings, mask);
      } else if (step < forwardSteps + multiplySteps) {
        multiply(step - forwardSteps);
      } else {
        int s = step - forwardSteps - multiplySteps;
        int output = s / transform.steps();
        transform.inverse(s % transform.steps(), sums[output], coming[output]);
      }
      step++;
    }
  }

  private void forward(int index, long blockEnd, float[][] rings, int mask) {
    int input = index / transform.steps();
    int s = index % transform.steps();
    int start = (int) ((blockEnd - 2L * size) & mask);
    transform.forward(s, rings[input], start, mask, spectrum);
    if (s == transform.steps() - 1) {
      MemorySegment.copy(spectrum, 0, history[input * partitions + slot], JAVA_FLOAT, 0, 2 * size);
    }
  }

  private void multiply(int index) {
    int path = index / partitions;
    int partition = index % partitions;
    int output = routing.to()[path];
    float[] sum = sums[output];
    if (partition == 0 && (path == 0 || routing.to()[path - 1] != output)) {
      Arrays.fill(sum, 0);
    }
    int age = slot + partition;
    MemorySegment input =
        history[routing.from()[path] * partitions + (age < partitions ? age : age - partitions)];
    MemorySegment response = responses[routing.through()[path] * partitions + partition];
    multiply(input, response, sum, size);
  }

  private static void multiply(MemorySegment x, MemorySegment h, float[] sum, int n) {
    float zero = sum[0] + x.getAtIndex(JAVA_FLOAT, 0) * h.getAtIndex(JAVA_FLOAT, 0);
    float half = sum[n] + x.getAtIndex(JAVA_FLOAT, n) * h.getAtIndex(JAVA_FLOAT, n);
    for (int k = 0; k < n; k++) {
      float xr = x.getAtIndex(JAVA_FLOAT, k);
      float xi = x.getAtIndex(JAVA_FLOAT, n + k);
      float hr = h.getAtIndex(JAVA_FLOAT, k);
      float hi = h.getAtIndex(JAVA_FLOAT, n + k);
      sum[k] += xr * hr - xi * hi;
      sum[n + k] += xr * hi + xi * hr;
    }
    sum[0] = zero;
    sum[n] = half;
  }

  void reset() {
    for (int i = 0; i < history.length; i++) {
      history[i].fill((byte) 0);
    }
    for (int i = 0; i < heard.length; i++) {
      Arrays.fill(heard[i], 0);
      Arrays.fill(coming[i], 0);
    }
    step = steps;
  }
}
