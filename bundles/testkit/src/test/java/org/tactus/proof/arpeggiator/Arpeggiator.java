// SPDX-License-Identifier: Apache-2.0
package org.tactus.proof.arpeggiator;

import java.util.Arrays;
import org.tactus.api.event.EventKind;
import org.tactus.api.event.EventReader;
import org.tactus.api.event.EventWriter;
import org.tactus.api.node.Cycle;
import org.tactus.api.node.Preparation;
import org.tactus.api.node.Transport;
import org.tactus.api.processor.Processor;

/**
 * Plays the held keys upwards, one every sixteenth of the transport's beat, each for three quarters
 * of a step. Other messages pass through.
 */
final class Arpeggiator implements Processor {

  static final int RATE_PARAMETER = 0;

  private static final int KEYS = 128;
  private static final int NOTE_OFF = 0x80;
  private static final int NOTE_ON = 0x90;
  private static final double GATE = 0.75;
  private static final double SECONDS_PER_MINUTE = 60;

  private final int[] velocities = new int[KEYS];
  private double rate;
  private long expectedPosition;
  private double nextStep;
  private int lastKey = -1;
  private int sounding = -1;
  private double soundsUntil;

  @Override
  public void prepare(Preparation preparation) {
    rate = preparation.rate().toDouble();
    reset();
  }

  @Override
  public void reset() {
    Arrays.fill(velocities, 0);
    expectedPosition = -1;
    lastKey = -1;
    sounding = -1;
  }

  @Override
  public void process(Cycle cycle) {
    EventReader in = cycle.eventsIn(0);
    EventWriter out = cycle.eventsOut(0);
    Transport transport = cycle.transport();
    int frames = cycle.frames();
    double stepsPerBeat = cycle.parameters().value(RATE_PARAMETER);
    double beatsPerFrame = transport.tempo() / SECONDS_PER_MINUTE / rate;
    if (!transport.isRolling() || transport.position() != expectedPosition) {
      stopNote(out, 0);
      nextStep = Math.ceil(transport.beat() * stepsPerBeat) / stepsPerBeat;
    }
    expectedPosition = transport.position() + (transport.isRolling() ? frames : 0);
    int event = 0;
    int frame = 0;
    boolean full = false;
    while (frame < frames) {
      int stepFrame = frames;
      int offFrame = frames;
      if (transport.isRolling()) {
        stepFrame = frameOf(nextStep, transport.beat(), beatsPerFrame, frames);
        offFrame =
            sounding < 0 || full
                ? frames
                : frameOf(soundsUntil, transport.beat(), beatsPerFrame, frames);
      }
      int eventFrame = event < in.size() ? in.frameOffset(event) : frames;
      frame = Math.min(eventFrame, Math.min(stepFrame, offFrame));
      if (frame == frames) {
        return;
      }
      if (frame == offFrame) {
        full = !stopNote(out, frame);
      } else if (frame == eventFrame) {
        take(in, event++, out, frame);
      } else {
        startNote(out, frame, nextStep + GATE / stepsPerBeat);
        nextStep += 1 / stepsPerBeat;
      }
    }
  }

  private static int frameOf(double beat, double now, double beatsPerFrame, int frames) {
    double frame = Math.max(0, Math.rint((beat - now) / beatsPerFrame));
    return frame >= frames ? frames : (int) frame;
  }

  private void take(EventReader in, int index, EventWriter out, int frame) {
    boolean isNote =
        in.kind(index) == EventKind.MIDI
            && in.length(index) == 3
            && ((in.byteAt(index, 0) & 0xF0) == NOTE_ON
                || (in.byteAt(index, 0) & 0xF0) == NOTE_OFF);
    if (isNote) {
      boolean on = (in.byteAt(index, 0) & 0xF0) == NOTE_ON;
      velocities[in.byteAt(index, 1)] = on ? in.byteAt(index, 2) : 0;
    } else {
      out.write(frame, in.kind(index), in.bytes(), in.start(index), in.length(index));
    }
  }

  private void startNote(EventWriter out, int frame, double until) {
    for (int i = 1; i <= KEYS; i++) {
      int key = (lastKey + i) % KEYS;
      if (velocities[key] > 0) {
        if (stopNote(out, frame) && out.midi(frame, NOTE_ON, key, velocities[key])) {
          sounding = key;
          soundsUntil = until;
        }
        lastKey = key;
        return;
      }
    }
  }

  /** Ends the note that sounds; false when there is no room, so that a later cycle must. */
  private boolean stopNote(EventWriter out, int frame) {
    if (sounding >= 0 && !out.midi(frame, NOTE_OFF, sounding, 0)) {
      return false;
    }
    sounding = -1;
    return true;
  }
}
