// SPDX-License-Identifier: Apache-2.0
package org.tactus.processor.gain.internal;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import java.lang.foreign.MemorySegment;
import org.tactus.api.RefusedException;
import org.tactus.api.audio.AudioBlock;
import org.tactus.api.node.Cycle;
import org.tactus.api.node.Preparation;
import org.tactus.api.parameter.Parameters;
import org.tactus.api.processor.Processor;

/**
 * Multiplies by 10^(db/20). The host's smoothing is linear in decibels; the switches fade linearly
 * in amplitude, an inversion through zero. Products below the normal range of a float become zero.
 */
final class Gain implements Processor {

  private static final double NEPERS_PER_DECIBEL = Math.log(10) / 20;

  private MemorySegment curve;
  private float db;
  private float factor;

  @Override
  public void prepare(Preparation preparation) throws RefusedException {
    curve = preparation.allocate((long) preparation.period() * Float.BYTES, 64);
    db = 0;
    factor = 1;
  }

  @Override
  public boolean worksInPlace() {
    return true;
  }

  @Override
  public void process(Cycle cycle) {
    AudioBlock in = cycle.audioIn(0);
    AudioBlock out = cycle.audioOut(0);
    Parameters parameters = cycle.parameters();
    if (in.isSilent()) {
      out.clear();
    } else if (parameters.isChanging(GainFactory.DB)
        || parameters.isChanging(GainFactory.MUTE)
        || parameters.isChanging(GainFactory.INVERT)) {
      int frames = cycle.frames();
      for (int frame = 0; frame < frames; frame++) {
        curve.setAtIndex(JAVA_FLOAT, frame, factorAt(parameters, frame));
      }
      for (int channel = 0; channel < out.channels(); channel++) {
        multiply(in.channel(channel), curve, out.channel(channel), frames);
      }
    } else {
      float constant = factorAt(parameters, 0);
      if (constant == 0) {
        out.clear();
      } else if (constant == 1) {
        out.copyFrom(in);
      } else {
        for (int channel = 0; channel < out.channels(); channel++) {
          multiply(in.channel(channel), constant, out.channel(channel), cycle.frames());
        }
      }
    }
  }

  private float factorAt(Parameters parameters, int frame) {
    float value = parameters.valueAt(GainFactory.DB, frame);
    if (value != db) {
      db = value;
      factor = value <= GainFactory.SILENCE_DB ? 0 : (float) Math.exp(value * NEPERS_PER_DECIBEL);
    }
    return factor
        * (1 - parameters.valueAt(GainFactory.MUTE, frame))
        * (1 - 2 * parameters.valueAt(GainFactory.INVERT, frame));
  }

  private static void multiply(
      MemorySegment in, MemorySegment factors, MemorySegment out, int frames) {
    for (int i = 0; i < frames; i++) {
      float product = in.getAtIndex(JAVA_FLOAT, i) * factors.getAtIndex(JAVA_FLOAT, i);
      out.setAtIndex(JAVA_FLOAT, i, Math.abs(product) < Float.MIN_NORMAL ? 0 : product);
    }
  }

  private static void multiply(MemorySegment in, float factor, MemorySegment out, int frames) {
    for (int i = 0; i < frames; i++) {
      float product = in.getAtIndex(JAVA_FLOAT, i) * factor;
      out.setAtIndex(JAVA_FLOAT, i, Math.abs(product) < Float.MIN_NORMAL ? 0 : product);
    }
  }
}
