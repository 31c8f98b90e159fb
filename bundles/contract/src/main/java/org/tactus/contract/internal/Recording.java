// SPDX-License-Identifier: Apache-2.0
package org.tactus.contract.internal;

import java.util.ArrayList;
import java.util.List;

/** What came out of every output of a node. */
final class Recording {

  /** What two runs may differ by, as a share of the greatest sample: float rounding. */
  static final double ROUNDING = 2e-6;

  final float[][] samples;
  final List<String> events = new ArrayList<>();

  Recording(int channels, int frames) {
    samples = new float[channels][frames];
  }

  int frames() {
    return samples.length == 0 ? 0 : samples[0].length;
  }

  /** The greatest magnitude from a frame on; NaN if a sample is not finite. */
  float peak(int from) {
    float peak = 0;
    for (float[] channel : samples) {
      for (int i = from; i < channel.length; i++) {
        if (!Float.isFinite(channel[i])) {
          return Float.NaN;
        }
        peak = Math.max(peak, Math.abs(channel[i]));
      }
    }
    return peak;
  }

  /** The first frame in which a sample differs from the other's by more than rounding, or -1. */
  int difference(Recording other) {
    return difference(other, ROUNDING);
  }

  int difference(Recording other, double rounding) {
    float peak = Math.max(peak(0), other.peak(0));
    double allowed = Float.isNaN(peak) ? rounding : rounding * Math.max(1, peak);
    int frames = Math.min(frames(), other.frames());
    for (int frame = 0; frame < frames; frame++) {
      for (int channel = 0; channel < samples.length; channel++) {
        double difference = (double) samples[channel][frame] - other.samples[channel][frame];
        if (!(Math.abs(difference) <= allowed)) {
          return frame;
        }
      }
    }
    return -1;
  }

  /** What two recordings have in the first frame and channel in which they differ. */
  String words(Recording other, int frame) {
    for (int channel = 0; channel < samples.length; channel++) {
      if (samples[channel][frame] != other.samples[channel][frame]) {
        return samples[channel][frame] + " and not " + other.samples[channel][frame];
      }
    }
    return "something else";
  }

  /** The events up to a frame. */
  List<String> eventsBefore(long frame) {
    return events.stream()
        .filter(event -> Long.parseLong(event.substring(0, event.indexOf(':'))) < frame)
        .toList();
  }
}
