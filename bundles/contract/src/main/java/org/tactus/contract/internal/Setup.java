// SPDX-License-Identifier: Apache-2.0
package org.tactus.contract.internal;

import java.util.Map;
import org.tactus.api.Rational;
import org.tactus.api.node.Options;

/**
 * How a node is made and driven.
 *
 * @param options of the notation, completed with defaults
 * @param values with which parameters start, by id
 * @param rate frames a second
 * @param period frames of every cycle
 * @param channels of every linked audio input
 * @param unlinked a bit for every input that is not linked
 * @param inPlace whether the first output may share the memory of the first input
 * @param position of the pipeline when the node begins
 */
record Setup(
    Options options,
    Map<String, Float> values,
    Rational rate,
    int period,
    int channels,
    long unlinked,
    boolean inPlace,
    long position) {

  Setup withOptions(Options newOptions) {
    return new Setup(newOptions, values, rate, period, channels, unlinked, inPlace, position);
  }

  Setup withValues(Map<String, Float> newValues) {
    return new Setup(options, newValues, rate, period, channels, unlinked, inPlace, position);
  }

  Setup withRate(Rational newRate) {
    return new Setup(options, values, newRate, period, channels, unlinked, inPlace, position);
  }

  Setup withPeriod(int frames) {
    return new Setup(options, values, rate, frames, channels, unlinked, inPlace, position);
  }

  Setup withChannels(int count) {
    return new Setup(options, values, rate, period, count, unlinked, inPlace, position);
  }

  Setup withUnlinked(long inputs) {
    return new Setup(options, values, rate, period, channels, inputs, inPlace, position);
  }

  Setup asInPlace() {
    return new Setup(options, values, rate, period, channels, unlinked, true, position);
  }

  Setup withPosition(long frame) {
    return new Setup(options, values, rate, period, channels, unlinked, inPlace, frame);
  }

  /** As a sentence needs it: {@code "2 channels at 48000 Hz in periods of 64 frames"}. */
  String words() {
    return channels
        + (channels == 1 ? " channel at " : " channels at ")
        + rate
        + " Hz in periods of "
        + period
        + (period == 1 ? " frame" : " frames");
  }
}
