// SPDX-License-Identifier: Apache-2.0
package org.tactus.testkit;

import org.tactus.api.Rational;
import org.tactus.api.node.Transport;

/** A transport that a test rolls, stops and relocates. One thread. */
public final class TestTransport implements Transport {

  private static final double SECONDS_PER_MINUTE = 60;

  private final double rate;
  private boolean rolling;
  private long position;
  private double tempo = 120;
  private double beat;
  private boolean comingRolling;
  private double comingTempo = 120;
  private boolean relocated;
  private long comingPosition;
  private double comingBeat;

  TestTransport(Rational rate) {
    this.rate = rate.toDouble();
  }

  /** Rolls from the coming cycle on. */
  public void roll() {
    comingRolling = true;
  }

  /** Stops from the coming cycle on. */
  public void stop() {
    comingRolling = false;
  }

  /**
   * Relocates from the coming cycle on.
   *
   * @param frame the new position
   * @param quarterNotes the musical position there
   */
  public void locate(long frame, double quarterNotes) {
    relocated = true;
    comingPosition = frame;
    comingBeat = quarterNotes;
  }

  /** Sets the tempo, in quarter notes a minute, from the coming cycle on. */
  public void setTempo(double quarterNotesPerMinute) {
    comingTempo = quarterNotesPerMinute;
  }

  /** Goes on by the frames of the cycle that has ended. */
  void advance(int frames) {
    if (rolling) {
      position += frames;
      beat += frames / rate / SECONDS_PER_MINUTE * tempo;
    }
    if (relocated) {
      position = comingPosition;
      beat = comingBeat;
      relocated = false;
    }
    rolling = comingRolling;
    tempo = comingTempo;
  }

  @Override
  public boolean isRolling() {
    return rolling;
  }

  @Override
  public long position() {
    return position;
  }

  @Override
  public double tempo() {
    return tempo;
  }

  @Override
  public double beat() {
    return beat;
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
