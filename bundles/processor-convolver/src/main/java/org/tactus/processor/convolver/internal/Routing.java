// SPDX-License-Identifier: Apache-2.0
package org.tactus.processor.convolver.internal;

import org.tactus.api.RefusedException;

/**
 * Which input channel goes through which channel of the response to which output channel. Paths are
 * ordered by output, so that sums come out the same everywhere.
 *
 * @param inputs channels in
 * @param outputs channels out
 * @param from the input of every path
 * @param through the response's channel of every path
 * @param to the output of every path
 */
record Routing(int inputs, int outputs, int[] from, int[] through, int[] to) {

  static Routing of(int inputs, ImpulseResponse response) throws RefusedException {
    int channels = response.channels();
    if (channels == 1 || channels == inputs) {
      int[] each = new int[inputs];
      for (int i = 0; i < inputs; i++) {
        each[i] = i;
      }
      return new Routing(inputs, inputs, each, channels == 1 ? new int[inputs] : each, each);
    }
    if (inputs == 1) {
      int[] each = new int[channels];
      for (int i = 0; i < channels; i++) {
        each[i] = i;
      }
      return new Routing(1, channels, new int[channels], each, each);
    }
    if (inputs == 2 && channels == 4) {
      return new Routing(
          2, 2, new int[] {0, 1, 0, 1}, new int[] {0, 2, 1, 3}, new int[] {0, 0, 1, 1});
    }
    throw new RefusedException(
        "impulse response '"
            + response.name()
            + "' has "
            + channels
            + " channels for an input of "
            + inputs
            + "; give one of 1 or "
            + inputs
            + (inputs == 2 ? " or 4" : "")
            + " channels");
  }

  int paths() {
    return from.length;
  }
}
