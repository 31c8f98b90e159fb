// SPDX-License-Identifier: Apache-2.0
package org.tactus.device.alsa.internal;

import java.util.List;
import org.tactus.api.node.Option;

/** What the notation may say of an ALSA end. */
final class AlsaOptions {

  static final String DEVICE = "device";
  static final String CHANNELS = "channels";
  static final String FORMAT = "format";
  static final String PERIODS = "periods";
  static final String ACCESS = "access";

  static final List<Option> ALL =
      List.of(
          Option.text(DEVICE, "Name of the PCM, as `device:list` and aplay -L show it")
              .orElse("default"),
          Option.integer(
                  CHANNELS,
                  "Number of channels; 0 for those of the input, or what the device has",
                  0,
                  1024)
              .orElse(0L),
          Option.choice(
              FORMAT,
              "Sample format; auto takes the best that the device has",
              "auto",
              "float",
              "s32",
              "s24",
              "s24_3le",
              "s16"),
          Option.integer(
                  PERIODS,
                  "Periods in the device's ring: fewer for less latency, more for fewer xruns",
                  2,
                  32)
              .orElse(3L),
          Option.choice(
              ACCESS,
              "How samples reach the device: mmap where it can be mapped, or rw always",
              "mmap",
              "rw"));

  private AlsaOptions() {}
}
