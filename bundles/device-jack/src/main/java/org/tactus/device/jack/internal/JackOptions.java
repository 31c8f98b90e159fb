// SPDX-License-Identifier: Apache-2.0
package org.tactus.device.jack.internal;

import java.util.List;
import org.tactus.api.node.Option;

/** What the notation may say of a JACK end. */
final class JackOptions {

  static final String PORTS = "ports";
  static final String SERVER = "server";
  static final String CLIENT = "client";
  static final String CHANNELS = "channels";
  static final String AUTOSTART = "autostart";

  static final List<Option> ALL =
      List.of(
          Option.text(
                  PORTS,
                  "Ports to connect to, one for each channel: system:playback_{1,2},"
                      + " synth:out_{1..8}, or a regular expression; empty to connect nothing")
              .orElse(""),
          Option.text(SERVER, "Name of the server; empty for the default one").orElse(""),
          Option.text(CLIENT, "Name of the client; empty for tactus- and the pipeline's name")
              .orElse(""),
          Option.integer(
                  CHANNELS,
                  "Number of channels; 0 for those of the input, or one for each port, or 2",
                  0,
                  1024)
              .orElse(0L),
          Option.toggle(AUTOSTART, "Whether to start the server if it does not run"));

  private JackOptions() {}
}
