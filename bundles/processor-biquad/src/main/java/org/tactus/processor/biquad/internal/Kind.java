// SPDX-License-Identifier: Apache-2.0
package org.tactus.processor.biquad.internal;

/** The kinds of filter, in the order of the parameter's labels. */
enum Kind {
  LOWPASS,
  HIGHPASS,
  /** 0 dB at the centre, whatever the quality. */
  BANDPASS,
  NOTCH,
  ALLPASS,
  PEAK,
  LOWSHELF,
  HIGHSHELF;

  private static final Kind[] KINDS = values();

  static int count() {
    return KINDS.length;
  }

  static Kind at(int index) {
    return KINDS[index];
  }
}
