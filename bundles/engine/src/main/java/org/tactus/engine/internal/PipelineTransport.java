// SPDX-License-Identifier: Apache-2.0
package org.tactus.engine.internal;

import org.tactus.api.Rational;
import org.tactus.api.node.Transport;

/**
 * A transport that rolls with the pipeline at 120 quarter notes a minute, four beats to the bar.
 */
final class PipelineTransport implements Transport {

  private static final double TEMPO = 120;

  private final double beatsPerFrame;
  private long position;

  PipelineTransport(Rational rate) {
    beatsPerFrame = TEMPO / 60 / rate.toDouble();
  }

  void begin(long cyclePosition) {
    position = cyclePosition;
  }

  @Override
  public boolean isRolling() {
    return true;
  }

  @Override
  public long position() {
    return position;
  }

  @Override
  public double tempo() {
    return TEMPO;
  }

  @Override
  public double beat() {
    return position * beatsPerFrame;
  }

  @Override
  public int beatsPerBar() {
    return 4;
  }

  @Override
  public int beatUnit() {
    return 4;
  }
}
