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

  TestTransport(Rational rate) {
    this.rate = rate.toDouble();
  }

  /** Rolls from the coming cycle on. */
  public void roll() {
    rolling = true;
  }

  /** Stops from the coming cycle on. */
  public void stop() {
    rolling = false;
  }

  /**
   * Relocates.
   *
   * @param frame the new position
   * @param quarterNotes the musical position there
   */
  public void locate(long frame, double quarterNotes) {
    position = frame;
    beat = quarterNotes;
  }

  /** Sets the tempo, in quarter notes a minute, from the coming cycle on. */
  public void setTempo(double quarterNotesPerMinute) {
    tempo = quarterNotesPerMinute;
  }

  void advance(int frames) {
    if (rolling) {
      position += frames;
      beat += frames / rate / SECONDS_PER_MINUTE * tempo;
    }
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
